package dev.mailswitch.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.lifecycle.EventType;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.model.outcome.Scope;
import dev.mailswitch.model.wire.Feedback;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
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
        report(two, 1, EventType.BOUNCED, BounceClass.MAILBOX_DISABLED);
        assertThat(
                        ledger.strings(
                                """
                                SELECT concat_ws(' ', address, reason, class,
                                                 environment_id IS NULL)
                                  FROM suppression ORDER BY 1"""))
                .containsExactly(
                        "a@x.test complained f",
                        "b@x.test bounced %d t".formatted(BounceClass.MAILBOX_DISABLED.code()));
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

    @Test
    void anUnsubscribeCountsWhereItCameThroughAComplaintInBulkToo() throws Exception {
        UUID bulk = environment("news", 1);
        environment("receipts", 0);
        EmailId one = ledger.accept(ledger.mail().to("a@x.test"));
        EmailId two = ledger.accept(ledger.mail().to("b@x.test"));
        for (EmailId id : List.of(one, two)) {
            ledger.settle(ledger.claimOne(id), TestLedger.accepted());
        }
        report(one, 1, EventType.UNSUBSCRIBED, null);
        report(two, 1, EventType.COMPLAINED, null);
        assertThat(suppressions())
                .containsExactlyInAnyOrder(
                        "a@x.test unsubscribed " + ledger.environment,
                        "b@x.test complained " + ledger.environment,
                        "b@x.test complained " + bulk);
    }

    @Test
    void aComplaintAboutADeletedEnvironmentIsAppliedAllTheSame() throws Exception {
        EmailId id = ledger.accept();
        ledger.settle(ledger.claimOne(id), TestLedger.accepted());
        ledger.run("DELETE FROM environment");
        report(id, 1, EventType.COMPLAINED, null);
        assertThat(ledger.timeline(id)).endsWith("complained");
        assertThat(suppressions()).isEmpty();
    }

    @Test
    void aReportAboutAMailNoLongerKeptStillSuppresses() throws Exception {
        EmailId old = EmailId.mint(Instant.parse("2024-01-01T00:00:00Z"), TestLedger.RANDOM);
        Feedback.About about =
                new Feedback.About(
                        ledger.organisation, ledger.environment, Address.of("Gone@x.test"));
        Report genuine = gone(old, ledger.first, about);
        Report forged =
                gone(
                        old,
                        new ProviderId(UUID.randomUUID()),
                        new Feedback.About(ledger.organisation, null, Address.of("no@x.test")));
        Report silent = gone(old, ledger.first, null);
        assertThat(ledger.reporting.apply(List.of(genuine, forged, silent)))
                .containsOnly(Report.Result.UNKNOWN);
        assertThat(suppressions()).containsExactly("gone@x.test bounced null");
    }

    private static Report gone(EmailId id, ProviderId provider, Feedback.@Nullable About about) {
        return new Report(
                id,
                0,
                1,
                provider,
                EventType.BOUNCED,
                BounceClass.INVALID_RECIPIENT,
                true,
                "",
                "e",
                true,
                about);
    }

    @Test
    void aSuppressionThatHasExpiredIsMadeAnewAndOneForATimeBecomesPermanent() throws Exception {
        for (String address : List.of("a@x.test", "b@x.test")) {
            ledger.run(
                    """
                    INSERT INTO suppression (id, organisation_id, address, reason, expires_at)
                    VALUES (uuidv7(), ?, ?, 'manual', now() + ?::interval)""",
                    ledger.organisation.value(),
                    address,
                    address.startsWith("a") ? "-1 day" : "1 day");
            EmailId id = ledger.accept(ledger.mail().to(address));
            ledger.settle(ledger.claimOne(id), TestLedger.accepted());
            report(id, 1, EventType.BOUNCED, BounceClass.INVALID_RECIPIENT);
        }
        assertThat(ledger.strings("SELECT reason FROM suppression WHERE expires_at IS NULL"))
                .containsExactly("bounced", "bounced");
    }

    @Test
    void anAddressInTwoReportsOfOneBatchIsAddedOnce() throws Exception {
        EmailId one = ledger.accept(ledger.mail().to("a@x.test"));
        EmailId two = ledger.accept(ledger.mail().to("A@x.test"));
        List<Report> reports = new ArrayList<>();
        for (EmailId id : List.of(one, two)) {
            ledger.settle(ledger.claimOne(id), TestLedger.accepted());
            reports.add(
                    new Report(
                            id,
                            0,
                            1,
                            ledger.first,
                            EventType.BOUNCED,
                            BounceClass.INVALID_RECIPIENT,
                            true,
                            "",
                            "e",
                            true,
                            null));
        }
        assertThat(ledger.reporting.apply(reports)).containsOnly(Report.Result.APPLIED);
        assertThat(suppressions()).containsExactly("a@x.test bounced null");
    }

    @Test
    void sentIsAnAcceptanceAndADoubleIsOnRecord() throws Exception {
        EmailId id = ledger.accept();
        Claimed claimed = ledger.claimOne(id);
        ledger.settle(
                claimed,
                new dev.mailswitch.model.outcome.Outcome.Unknown(
                        dev.mailswitch.model.outcome.Phase.ANSWER, "timeout"));
        report(id, 1, EventType.SENT, null);
        assertThat(ledger.mailState(id)).isEqualTo("sent");
        assertThat(ledger.inWork(id)).isFalse();

        EmailId open = secondAttemptOpen();
        report(open, 1, EventType.DELIVERED, null);
        assertThat(
                        ledger.strings(
                                "SELECT data->>'double' FROM event WHERE email_id = ? AND type = 5",
                                open.value()))
                .containsExactly("true");
    }

    @Test
    void aClassThatIsTriedElsewhereOnceIsARefusalNotABlock() throws Exception {
        EmailId once = ledger.accept();
        EmailId always = ledger.accept();
        for (EmailId id : List.of(once, always)) {
            ledger.settle(ledger.claimOne(id), TestLedger.accepted());
        }
        report(once, 1, EventType.BOUNCED, BounceClass.POLICY);
        report(always, 1, EventType.BOUNCED, BounceClass.PROVIDER_BLOCK);
        assertThat(ledger.mailState(once)).isEqualTo("queued");
        List<Outcome> answers = new ArrayList<>();
        ledger.claiming.claim(
                ledger.epoch,
                List.of(once, always),
                (mail, now) -> {
                    answers.add(mail.due().getFirst().attempts().getFirst().outcome());
                    return new SendAll(ledger.second).decide(mail, now);
                });
        assertThat(answers)
                .containsExactlyInAnyOrder(
                        new Outcome.RecipientRefused(BounceClass.POLICY, true, "because"),
                        new Outcome.Blocked(
                                BounceClass.PROVIDER_BLOCK, Scope.RECIPIENT_DOMAIN, "because"));
    }

    private List<String> suppressions() throws Exception {
        return ledger.strings(
                """
                SELECT address || ' ' || reason || ' ' || coalesce(environment_id::text, 'null')
                  FROM suppression""");
    }

    private UUID environment(String name, int lane) throws Exception {
        UUID id = UUID.randomUUID();
        ledger.run(
                """
                INSERT INTO environment (id, organisation_id, name, sender_email, lane)
                VALUES (?, ?, ?, 'n@demo.mailswitch.test', ?)""",
                id,
                ledger.organisation.value(),
                name,
                lane);
        return id;
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
                        true,
                        null);
        assertThat(ledger.reporting.apply(List.of(report))).containsExactly(Report.Result.APPLIED);
    }
}
