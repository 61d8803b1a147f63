package dev.mailswitch.provider.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.lifecycle.EventType;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.model.outcome.Phase;
import dev.mailswitch.model.wire.Feedback;
import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxScriptTest {

    private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");

    @ParameterizedTest
    @CsvSource({
        "delivered@sandbox.test, DELIVERED",
        "bounced@sandbox.test, BOUNCED",
        "refused@sandbox.test, REFUSED",
        "mailbox-full@sandbox.test, MAILBOX_FULL",
        "blocked@sandbox.test, BLOCKED",
        "blocked-once@sandbox.test, BLOCKED_ONCE",
        "throttled@sandbox.test, THROTTLED",
        "down@sandbox.test, DOWN",
        "slow@sandbox.test, SLOW",
        "unknown@sandbox.test, UNKNOWN",
        "complained@sandbox.test, COMPLAINED",
        "opened@sandbox.test, OPENED",
        "clicked@sandbox.test, CLICKED",
        "suppressed@sandbox.test, SUPPRESSED",
        "Bounced+anything+else@SANDBOX.test, BOUNCED",
        "somebody@sandbox.test, DELIVERED",
        "mailbox_full@sandbox.test, DELIVERED",
        "+bounced@sandbox.test, DELIVERED",
        "bounced@example.com, DELIVERED",
        "bounced@sub.sandbox.test, DELIVERED",
        "suppressed@example.com, DELIVERED"
    })
    void theAddressNamesTheScript(String email, SandboxScript.Part part) {
        assertThat(SandboxScript.of(Address.of(email)).part()).isEqualTo(part);
    }

    @ParameterizedTest
    @CsvSource({
        "bounced+live@sandbox.test, true",
        "bounced+LIVE@sandbox.test, true",
        "bounced+a+live@sandbox.test, true",
        "bounced@sandbox.test, false",
        "bounced+alive@sandbox.test, false",
        "live@sandbox.test, false",
        "bounced+live@example.com, false"
    })
    void onlyTheLabelLiveFeedsHealth(String email, boolean feeds) {
        assertThat(SandboxScript.of(Address.of(email)).feedsHealth()).isEqualTo(feeds);
    }

    @Test
    void onlySuppressedIsSuppressed() {
        for (SandboxScript.Part part : SandboxScript.Part.values()) {
            assertThat(script(part.word()).suppressed())
                    .isEqualTo(part == SandboxScript.Part.SUPPRESSED);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "delivered, 0, DELIVERED",
        "delivered, 4, DELIVERED",
        "slow, 0, DELIVERED",
        "bounced, 0, BOUNCED",
        "bounced, 1, BOUNCED",
        "blocked, 0, BOUNCED",
        "blocked, 7, BOUNCED",
        "blocked-once, 0, BOUNCED",
        "blocked-once, 1, DELIVERED",
        "throttled, 1, DELIVERED",
        "complained, 0, DELIVERED COMPLAINED",
        "opened, 0, DELIVERED OPENED",
        "clicked, 0, DELIVERED CLICKED"
    })
    void whatIsAcceptedIsReportedOnLater(String word, int earlier, String types) {
        SandboxAnswer answer = script(word).answer(earlier, NOW);

        assertThat(answer.outcome()).isEqualTo(new Outcome.Accepted(null));
        assertThat(answer.reports())
                .extracting(report -> report.type().name())
                .containsExactly(types.split(" "));
        assertThat(answer.reports()).extracting(SandboxReport::after).isSorted();
    }

    @Test
    void blockedIsTheProvidersFaultAndBouncedTheRecipients() {
        assertThat(script("blocked").answer(0, NOW).reports().getFirst().bounceClass())
                .isEqualTo(BounceClass.PROVIDER_BLOCK);
        assertThat(script("bounced").answer(0, NOW).reports().getFirst().bounceClass())
                .isEqualTo(BounceClass.INVALID_RECIPIENT);
    }

    @Test
    void slowIsDeliveredAfterFiveSeconds() {
        assertThat(script("slow").answer(0, NOW).reports().getFirst().after())
                .isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void refusedIsFinalAndAFullMailboxIsNot() {
        assertThat(script("refused").answer(0, NOW).outcome())
                .isInstanceOfSatisfying(
                        Outcome.RecipientRefused.class,
                        refused -> {
                            assertThat(refused.permanent()).isTrue();
                            assertThat(refused.bounceClass())
                                    .isEqualTo(BounceClass.INVALID_RECIPIENT);
                            assertThat(refused.reply()).startsWith("550 ");
                        });
        assertThat(script("mailbox-full").answer(9, NOW).outcome())
                .isInstanceOfSatisfying(
                        Outcome.RecipientRefused.class,
                        refused -> {
                            assertThat(refused.permanent()).isFalse();
                            assertThat(refused.bounceClass()).isEqualTo(BounceClass.MAILBOX_FULL);
                        });
    }

    @Test
    void throttledAsksForThreeSecondsOnce() {
        assertThat(script("throttled").answer(0, NOW).outcome())
                .isInstanceOfSatisfying(
                        Outcome.Throttled.class,
                        throttled -> assertThat(throttled.until()).isEqualTo(NOW.plusSeconds(3)));
    }

    @Property
    void downAndUnknownNeverGetBetter(@ForAll @IntRange(max = 100) int earlier) {
        assertThat(script("down").answer(earlier, NOW).outcome())
                .isInstanceOfSatisfying(
                        Outcome.Unavailable.class,
                        down -> assertThat(down.phase()).isLessThan(Phase.BODY));
        assertThat(script("unknown").answer(earlier, NOW).outcome())
                .isInstanceOf(Outcome.Unknown.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"refused", "mailbox-full", "down", "unknown", "suppressed"})
    void whatIsNotAcceptedReportsNothing(String word) {
        assertThat(script(word).answer(0, NOW).reports()).isEmpty();
    }

    @Test
    void aReportBecomesFeedbackAboutItsAttempt() {
        SandboxReport report = script("bounced").answer(0, NOW).reports().getFirst();
        Feedback feedback = feedback(report, 3);

        assertThat(feedback.type()).isEqualTo(EventType.BOUNCED);
        assertThat(feedback.attempt()).isEqualTo(3);
        assertThat(feedback.permanent()).isTrue();
        assertThat(feedback.at()).isEqualTo(NOW.plus(report.after()));
        assertThat(Feedback.decode(feedback.encode()).read()).contains(feedback);
    }

    private static Feedback feedback(SandboxReport report, int attempt) {
        return report.feedback(
                EmailId.parse("019a0000-0000-7abc-8def-012345678800"),
                2,
                attempt,
                ProviderId.parse("00000000-0000-0000-0000-0000000000a1"),
                NOW,
                false);
    }

    private static SandboxScript script(String word) {
        return SandboxScript.of(Address.of(word + "@" + SandboxScript.DOMAIN));
    }
}
