package dev.mailswitch.bounce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.outcome.BounceClass;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassifierTest {

    private static final List<Rule> RULES = RuleFiles.standard();

    private final Classifier classifier = Classifier.standard();

    /// After the whole mail was handed over, a 550 without a cause speaks of the mail.
    @ParameterizedTest
    @CsvSource({"false, INVALID_RECIPIENT", "true, POLICY"})
    void bareRefusalIsReadByItsStage(boolean afterData, BounceClass expected) {
        assertThat(classifier.classify(0, null, "550 5.0.0 xyzzy", afterData).bounceClass())
                .isEqualTo(expected);
    }

    /// "ip blocked" once was found in "zip blocked", and two Chinese signs in no text at all.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    550 5.7.1 your ip blocked | PROVIDER_BLOCK
                    550 5.7.1 attachment zip blocked here | CONTENT_REJECTED
                    550 5.7.1 您的邮件是垃圾邮件 | CONTENT_REJECTED
                    """)
    void phrasesBeginWhereWordsDoAndChineseHasNone(String reply, BounceClass expected) {
        assertThat(classifier.classify(0, null, reply, false).bounceClass()).isEqualTo(expected);
    }

    @Test
    void relayTellsTheStage() {
        var said =
                Refusal.of(
                        0,
                        null,
                        "host a.test said: 550 xyzzy (in reply to end of DATA command)",
                        false);
        assertThat(said.afterData()).isTrue();
        assertThat(classifier.classify(said).bounceClass()).isEqualTo(BounceClass.POLICY);
    }

    @Test
    void basicCodeWinsWhereTheTwoDisagree() {
        var said = classifier.classify(450, "5.3.9", "hm", false);
        assertThat(said.permanent()).isFalse();
        assertThat(said.bounceClass()).isEqualTo(BounceClass.TRANSIENT);
    }

    @Test
    void nothingKnownIsUnknown() {
        var said = classifier.classify(0, null, "the moon is made of cheese", true);
        assertThat(said.bounceClass()).isEqualTo(BounceClass.UNKNOWN);
    }

    /// Names of mailboxes and hosts are chosen by strangers.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    550 5.1.1 <virus@example.com>: User unknown | INVALID_RECIPIENT
                    550 5.1.1 <relay.denied@spamhaus.example>: User unknown | INVALID_RECIPIENT
                    host spam.blocked.example[192.0.2.7] said: 550 5.1.1 User unknown | INVALID_RECIPIENT
                    550 5.1.1 User unknown; queue id 4bl0000xyz | INVALID_RECIPIENT
                    """)
    void namesAreNotTakenForReasons(String reply, BounceClass expected) {
        assertThat(classifier.classify(0, null, reply, false).bounceClass()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    550 5.1.1 User unknown | true
                    450 4.1.1 User unknown | false
                    User unknown | false
                    550 5.7.1 blocked using zen.spamhaus.org | false
                    552 5.2.2 mailbox full | false
                    550 5.2.1 account disabled | true
                    """)
    void onlyAFinalRefusalOfTheRecipientSuppresses(String reply, boolean suppresses) {
        assertThat(classifier.classify(0, null, reply, false).suppresses()).isEqualTo(suppresses);
    }

    @Test
    void everyRuleHasItsOwnIdASourceAndSomethingToMatch() {
        Set<String> ids = new HashSet<>();
        assertThat(RULES).hasSizeGreaterThan(150);
        for (Rule rule : RULES) {
            assertThat(ids.add(rule.id())).as(rule.id()).isTrue();
            assertThat(rule.source()).isNotBlank();
        }
    }

    /// The index only leaves out rules that would not hit.
    @Property(tries = 2_000)
    void indexFindsWhatTryingEveryRuleFinds(@ForAll("replies") String reply) {
        Refusal refusal = Refusal.of(0, null, reply, false);
        Classification said = classifier.byRules(refusal);
        String plain =
                RULES.stream()
                        .filter(rule -> rule.hits(refusal))
                        .findFirst()
                        .map(Rule::id)
                        .orElse("basic-" + refusal.code());
        assertThat(said.ruleId()).isEqualTo(plain);
    }

    /// Pieces of real replies, put together at random.
    @Provide
    Arbitrary<String> replies() {
        List<String> words =
                Sample.of("replies-tuned.tsv").stream()
                        .flatMap(sample -> List.of(sample.reply().split(" ")).stream())
                        .distinct()
                        .toList();
        return Arbitraries.of(words).list().ofMaxSize(30).map(list -> String.join(" ", list));
    }
}
