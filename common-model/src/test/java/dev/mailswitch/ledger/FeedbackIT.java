package dev.mailswitch.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.lifecycle.EventType;
import dev.mailswitch.model.outcome.BounceClass;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Providers' reports that come before, between and after the answers of calls.
class FeedbackIT {

    private TestLedger ledger;

    @BeforeEach
    void open() throws Exception {
        ledger = TestLedger.open();
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void deliveredBeforeTheAnswerIsNotTakenBackByIt() throws Exception {
        EmailId id = ledger.accept();
        Claimed claimed = ledger.claimOne(id);
        report(id, 1, EventType.DELIVERED, null);
        assertThat(ledger.mailState(id)).isEqualTo("delivered");
        assertThat(ledger.number("SELECT count(*) FROM work WHERE holder = ?", ledger.epoch))
                .as("the work row is the holder's")
                .isEqualTo(1);

        assertThat(ledger.settle(claimed, TestLedger.accepted())).isEqualTo(Settlement.Result.DONE);
        assertThat(ledger.mailState(id)).isEqualTo("delivered");
        assertThat(ledger.inWork(id)).isFalse();
    }

    @Test
    void deliveredBeforeAnUnknownAnswerMakesAnEnd() throws Exception {
        EmailId id = ledger.accept();
        Claimed claimed = ledger.claimOne(id);
        report(id, 1, EventType.DELIVERED, null);
        ledger.settle(
                claimed,
                new dev.mailswitch.model.outcome.Outcome.Unknown(
                        dev.mailswitch.model.outcome.Phase.ANSWER, "timeout"));
        assertThat(ledger.mailState(id)).isEqualTo("delivered");
        assertThat(ledger.inWork(id)).isFalse();
    }

    @Test
    void aBlockBeforeTheAnswerIsNotLostToIt() throws Exception {
        EmailId id = ledger.accept();
        Claimed claimed = ledger.claimOne(id);
        report(id, 1, EventType.BOUNCED, BounceClass.PROVIDER_BLOCK);
        assertThat(ledger.claim(ledger.epoch + 1, id)).as("in hand").isEmpty();
        assertThat(ledger.settle(claimed, TestLedger.accepted()))
                .isEqualTo(Settlement.Result.AGAIN);
        assertThat(ledger.mailState(id)).isEqualTo("queued");
        ledger.run("UPDATE work SET due_at = now()");
        assertThat(ledger.claimOne(id).calls().getFirst().legs().getFirst().attempt()).isEqualTo(2);
    }

    @Test
    void badNewsAboutAnOlderAttemptIsOnlyAnEvent() throws Exception {
        EmailId id = secondAttemptOpen();
        report(id, 1, EventType.BOUNCED, BounceClass.INVALID_RECIPIENT);
        assertThat(ledger.mailState(id)).isEqualTo("queued");
        assertThat(ledger.timeline(id)).contains("bounced");
    }

    @Test
    void goodNewsAboutAnOlderAttemptDoesNotSettleALaterOne() throws Exception {
        EmailId id = secondAttemptOpen();
        report(id, 1, EventType.DELIVERED, null);
        assertThat(ledger.mailState(id)).isEqualTo("queued");
    }

    @Test
    void withinAnAttemptStatesOnlyRise() throws Exception {
        EmailId id = ledger.accept();
        ledger.settle(ledger.claimOne(id), TestLedger.accepted());
        report(id, 1, EventType.DELIVERED, null);
        report(id, 1, EventType.BOUNCED, BounceClass.INVALID_RECIPIENT);
        assertThat(ledger.mailState(id)).isEqualTo("bounced");
        report(id, 1, EventType.DELIVERED, null);
        assertThat(ledger.mailState(id)).isEqualTo("bounced");
        assertThat(ledger.timeline(id))
                .containsExactly("queued", "sent", "delivered", "bounced", "delivered");
    }

    @Test
    void aReportOnAMailThatWaitsForItsRetrySettlesIt() throws Exception {
        EmailId id = ledger.accept();
        Claimed claimed = ledger.claimOne(id);
        ledger.settle(
                claimed,
                new dev.mailswitch.model.outcome.Outcome.Unknown(
                        dev.mailswitch.model.outcome.Phase.ANSWER, "timeout"));
        assertThat(ledger.mailState(id)).isEqualTo("delivering");
        report(id, 1, EventType.DELIVERED, null);
        assertThat(ledger.mailState(id)).isEqualTo("delivered");
        assertThat(ledger.inWork(id)).isFalse();
    }

    @Test
    void complaintsSuppressInTheirEnvironmentHardBouncesEverywhere() throws Exception {
        EmailId one = ledger.accept(ledger.mail().to("A@x.test"));
        EmailId two = ledger.accept(ledger.mail().to("b@x.test"));
        for (EmailId id : List.of(one, two)) {
            ledger.settle(ledger.claimOne(id), TestLedger.accepted());
        }
        report(one, 1, EventType.COMPLAINED, null);
        report(two, 1, EventType.BOUNCED, BounceClass.INVALID_RECIPIENT);
        assertThat(
                        ledger.strings(
                                """
                                SELECT address || ' ' || reason || ' ' || (environment_id IS NULL)
                                  FROM suppression ORDER BY 1"""))
                .containsExactly("a@x.test complained false", "b@x.test bounced true");
        for (String address : List.of("a@X.test", "B@x.test", "c@x.test")) {
            EmailId next = ledger.accept(ledger.mail().to(address));
            ledger.claiming.claim(
                    ledger.epoch,
                    List.of(next),
                    (mail, now) -> {
                        assertThat(mail.due().getFirst().suppressed())
                                .as(address)
                                .isEqualTo(!address.startsWith("c"));
                        return new SendAll(ledger.first).decide(mail, now);
                    });
        }
    }

    private EmailId secondAttemptOpen() throws Exception {
        EmailId id = ledger.accept();
        ledger.settle(ledger.claimOne(id), TestLedger.unavailable());
        assertThat(ledger.claim(id)).hasSize(1);
        return id;
    }

    private int reports;

    private void report(EmailId id, int attempt, EventType type, @Nullable BounceClass why)
            throws Exception {
        reports++;
        Report report =
                new Report(
                        id,
                        0,
                        attempt,
                        ledger.first,
                        type,
                        why,
                        true,
                        "because",
                        "event-" + reports,
                        true);
        assertThat(ledger.reporting.apply(List.of(report)))
                .containsExactly(Report.Result.APPLIED);
    }
}
