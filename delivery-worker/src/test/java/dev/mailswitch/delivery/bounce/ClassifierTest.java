package dev.mailswitch.delivery.bounce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.outcome.BounceClass;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ClassifierTest {

    private final Classifier classifier = Classifier.standard();

    record Sample(BounceClass expected, boolean afterData, String reply) {
        static Sample of(String line) {
            String[] parts = line.split("\\|", 3);
            return new Sample(
                    BounceClass.valueOf(parts[0].toUpperCase(Locale.ROOT)),
                    parts[1].equals("d"),
                    parts[2].replace("\\n", "\n"));
        }
    }

    static Stream<Sample> samples() throws IOException {
        try (InputStream file = ClassifierTest.class.getResourceAsStream("replies.txt")) {
            String text =
                    new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().filter(line -> !line.startsWith("#")).map(Sample::of);
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void replyHasItsClass(Sample sample) {
        Classification said = classifier.classify(0, null, sample.reply(), sample.afterData());
        assertThat(said.bounceClass())
                .as("by rule %s: %s", said.ruleId(), sample.reply())
                .isEqualTo(sample.expected());
    }

    @Test
    void thereAreEnoughSamples() throws IOException {
        assertThat(samples()).hasSizeGreaterThanOrEqualTo(120);
    }

    @Test
    void basicCodeWinsWhereTheTwoDisagree() {
        var said = classifier.classify(450, "5.3.9", "hm", false);
        assertThat(said.permanent()).isFalse();
        assertThat(said.bounceClass()).isEqualTo(BounceClass.TRANSIENT);
    }

    @Test
    void addressesOfHostsAreNotTakenForCodes() {
        var refusal = Refusal.of(0, null, "host 192.5.7.1 said: 451 please wait", false);
        assertThat(refusal.enhanced()).isNull();
        assertThat(refusal.code()).isEqualTo(451);
    }

    @Test
    void nothingKnownIsUnknown() {
        var said = classifier.classify(0, null, "the moon is made of cheese", true);
        assertThat(said.bounceClass()).isEqualTo(BounceClass.UNKNOWN);
    }

    @Test
    void everyRuleHasItsOwnIdASourceAndSomethingToMatch() {
        Set<String> ids = new HashSet<>();
        List<Rule> rules = RuleFiles.read();
        assertThat(rules).hasSizeGreaterThan(100);
        for (Rule rule : rules) {
            assertThat(ids.add(rule.id())).as(rule.id()).isTrue();
            assertThat(rule.source()).isNotBlank();
            assertThat(rule.any().size() + rule.words().size() + rule.enhanced().size())
                    .as(rule.id())
                    .isPositive();
        }
    }
}
