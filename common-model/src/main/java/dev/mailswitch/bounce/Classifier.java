package dev.mailswitch.bounce;

import dev.mailswitch.model.outcome.BounceClass;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells whose fault a refusal is. Texts are looked at before codes, because hosts use a handful
/// of codes for anything; the first rule that hits decides, unless the words taken together say
/// clearly otherwise and the rule is of no known host. Immutable and fast enough to be asked for
/// every refusal.
public final class Classifier {

    private static final class Loaded {
        static final List<Rule> RULES = RuleFiles.standard();
        static final Classifier CLASSIFIER = new Classifier(RULES, LearntWords.standard());
    }

    private final RuleIndex rules;
    private final SecondOpinion opinion;

    Classifier(List<Rule> rules, LearntWords words) {
        this.rules = new RuleIndex(rules);
        opinion = new SecondOpinion(words);
    }

    /// The classifier with the rules this product ships, read once.
    public static Classifier standard() {
        return Loaded.CLASSIFIER;
    }

    /// The classifier with the rules of an operator before the standard ones.
    ///
    /// @param directory its files `*.json` are read in the order of their names
    /// @throws BadRules if it cannot be read or holds something that is no rule; the message names
    ///     file, line and rule
    public static Classifier with(Path directory) {
        List<Rule> rules = new ArrayList<>(RuleFiles.in(directory));
        rules.addAll(Loaded.RULES);
        return new Classifier(rules, LearntWords.standard());
    }

    /// @param code      basic code, 0 if unknown
    /// @param enhanced  RFC 3463 code, null if unknown
    /// @param text      the reply as it came, several lines allowed
    /// @param afterData the whole mail had been handed over when it came
    public Classification classify(
            int code, @Nullable String enhanced, String text, boolean afterData) {
        return classify(Refusal.of(code, enhanced, text, afterData));
    }

    public Classification classify(Refusal refusal) {
        Rule rule = rules.first(refusal);
        return opinion.of(
                refusal, byRules(refusal, rule), rule == null ? Grounds.CODE : rule.grounds());
    }

    /// Without what is learnt.
    Classification byRules(Refusal refusal) {
        return byRules(refusal, rules.first(refusal));
    }

    private static Classification byRules(Refusal refusal, @Nullable Rule rule) {
        return rule == null
                ? byBasicCode(refusal)
                : new Classification(rule.classFor(refusal), rule.id(), refusal.permanent());
    }

    private static Classification byBasicCode(Refusal refusal) {
        BounceClass bounceClass =
                switch (refusal.code()) {
                    case 421, 450, 451, 452 -> BounceClass.TRANSIENT;
                    case 500, 501, 502, 503, 504, 555 -> BounceClass.PROTOCOL;
                    case 552 -> BounceClass.MAILBOX_FULL;
                    // At RCPT they speak of the mailbox; after the mail, of the mail.
                    case 550, 551, 553 ->
                            refusal.afterData()
                                    ? BounceClass.POLICY
                                    : BounceClass.INVALID_RECIPIENT;
                    case 0 -> BounceClass.UNKNOWN;
                    default -> refusal.temporary() ? BounceClass.TRANSIENT : BounceClass.POLICY;
                };
        return new Classification(bounceClass, "basic-" + refusal.code(), refusal.permanent());
    }
}
