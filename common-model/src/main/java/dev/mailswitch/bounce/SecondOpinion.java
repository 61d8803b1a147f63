package dev.mailswitch.bounce;

import dev.mailswitch.model.outcome.BounceClass;
import java.util.Map;

/// Holds what the rules say against what the words say taken together. The more is known of the
/// wording a rule is for ([Grounds]), the more must speak against it.
final class SecondOpinion {

    static final String RULE = "learnt-words";

    /// What no rule says may only close an address for good if it is this probable: sending to a
    /// dead mailbox once more costs little, and no mail to a living one costs much.
    private static final double SURE = 0.9;

    /// Below this it is a guess, and a rule's is as good.
    private static final double LIKELY = 0.5;

    /// How much the codes count against a rule of words: hosts use a handful of codes for anything,
    /// which is why texts are looked at before them.
    private static final double CODES_AGAINST_WORDS = 0.5;

    private final LearntWords words;

    SecondOpinion(LearntWords words) {
        this.words = words;
    }

    Classification of(Refusal refusal, Classification byRules, Grounds grounds) {
        if (grounds == Grounds.OPERATOR) {
            return byRules;
        }
        Map<BounceClass, Double> probable =
                words.of(refusal, grounds == Grounds.CODE ? 1 : CODES_AGAINST_WORDS);
        Double ofRules = probable.get(byRules.bounceClass());
        if (ofRules == null) {
            return byRules;
        }
        BounceClass best = byRules.bounceClass();
        double chance = ofRules;
        double most = StrictMath.log(ofRules) + grounds.weight();
        for (Map.Entry<BounceClass, Double> each : probable.entrySet()) {
            double score = StrictMath.log(each.getValue());
            if (score > most) {
                best = each.getKey();
                chance = each.getValue();
                most = score;
            }
        }
        boolean closes = best.suppresses() && !byRules.bounceClass().suppresses();
        return best == byRules.bounceClass() || chance < (closes ? SURE : LIKELY)
                ? byRules
                : new Classification(best, RULE, refusal.permanent());
    }
}
