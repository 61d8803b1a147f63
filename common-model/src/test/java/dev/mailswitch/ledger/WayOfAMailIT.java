package dev.mailswitch.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.lifecycle.EventType;
import dev.mailswitch.model.lifecycle.Status;
import dev.mailswitch.model.lifecycle.WaitCause;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Content;
import dev.mailswitch.model.mail.Header;
import dev.mailswitch.model.mail.Headers;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.model.outcome.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The ordinary ways of mails through accept, claim, settle and report.
class WayOfAMailIT {

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
    void acceptedClaimedSentDelivered() throws Exception {
        EmailId id = ledger.accept();
        assertThat(ledger.mailState(id)).isEqualTo("queued");

        Claimed claimed = ledger.claimOne(id);
        assertThat(claimed.mail().subject()).isEqualTo("Hello");
        assertThat(claimed.fence()).isEqualTo(1);
        assertThat(ledger.settle(claimed, TestLedger.accepted())).isEqualTo(Settlement.Result.DONE);
        assertThat(ledger.mailState(id)).isEqualTo("sent");
        assertThat(ledger.inWork(id)).isFalse();

        assertThat(ledger.reporting.apply(List.of(delivered(id, 1, "e1"))))
                .containsExactly(Report.Result.APPLIED);
        assertThat(ledger.mailState(id)).isEqualTo("delivered");
        assertThat(ledger.state(id)).isEqualTo("delivered");
        assertThat(ledger.timeline(id)).containsExactly("queued", "sent", "delivered");
    }

    @Test
    void theSameReportTwiceCountsOnce() throws Exception {
        EmailId id = sent();
        Report report = delivered(id, 1, "e1");
        assertThat(ledger.reporting.apply(List.of(report, report)))
                .containsExactly(Report.Result.APPLIED, Report.Result.REPEATED);
        assertThat(ledger.reporting.apply(List.of(report))).containsExactly(Report.Result.REPEATED);
        assertThat(ledger.timeline(id)).containsExactly("queued", "sent", "delivered");
    }

    @Test
    void aReportOfAnotherProviderIsNotBelieved() throws Exception {
        EmailId id = sent();
        Report forged = report(id, ledger.second, EventType.DELIVERED, null, "e1");
        assertThat(ledger.reporting.apply(List.of(forged))).containsExactly(Report.Result.UNKNOWN);
        assertThat(ledger.mailState(id)).isEqualTo("sent");
    }

    @Test
    void aReportAboutAMailNoLongerKeptIsDroppedAndHarmsNoOther() throws Exception {
        EmailId id = sent();
        EmailId old = EmailId.mint(Instant.parse("2024-01-01T00:00:00Z"), TestLedger.RANDOM);
        assertThat(ledger.reporting.apply(List.of(delivered(old, 1, "x"), delivered(id, 1, "e"))))
                .containsExactly(Report.Result.UNKNOWN, Report.Result.APPLIED);
        assertThat(ledger.mailState(id)).isEqualTo("delivered");
    }

    @Test
    void contentComesBackAsItWasGiven() throws Exception {
        byte[] pdf = {1, 2, 3, 0, -1};
        Content content =
                new Content(
                        "Grüße 🎈",
                        "<p>" + "ü".repeat(9_000) + "</p>",
                        "plain \"text\" {1}",
                        List.of(new Address("reply@example.com", "Re, Ply")),
                        new Headers(List.of(new Header("X-One", "1"))),
                        List.of(MailDraft.attachment("a.pdf", pdf)));
        String digest = content.attachments().getFirst().sha256();
        EmailId id =
                ledger.accept(
                        ledger.mail()
                                .content(content, Map.of(digest, pdf))
                                .tags("one", "t\"w\\o,{}")
                                .metadata("{\"a\": 1}"));
        EmailId twin = ledger.accept(ledger.mail().content(content, Map.of(digest, pdf)));

        Contents contents = new Contents(ledger.pool);
        assertThat(contents.find(id, 30, "Grüße 🎈")).contains(content);
        assertThat(contents.find(twin, 30, "Grüße 🎈")).contains(content);
        assertThat(contents.files(ledger.organisation, content.attachments()))
                .hasValueSatisfying(files -> assertThat(files).containsExactly(entry(digest, pdf)));
        assertThat(ledger.number("SELECT count(*) FROM attachment")).isEqualTo(1);
        assertThat(ledger.strings("SELECT unnest(tags) FROM email WHERE id = ?", id.value()))
                .containsExactly("one", "t\"w\\o,{}");
        assertThat(ledger.strings("SELECT tag FROM email_tag ORDER BY tag"))
                .containsExactly("one", "t\"w\\o,{}");
        assertThat(ledger.strings("SELECT metadata->>'a' FROM email WHERE id = ?", id.value()))
                .containsExactly("1");
    }

    @Test
    void contentOfALeafThatIsGoneIsEmptyNotAnError() throws Exception {
        EmailId old = EmailId.mint(Instant.parse("2024-01-01T00:00:00Z"), TestLedger.RANDOM);
        assertThat(new Contents(ledger.pool).find(old, 30, "x")).isEqualTo(Optional.empty());
    }

    @Test
    void recipientsAreDecidedOneByOne() throws Exception {
        EmailId id = ledger.accept(ledger.mail().to("a@x.test", "b@x.test", "c@x.test"));
        Claimed claimed = ledger.claimOne(id);
        Settlement.Result result =
                ledger.settling.settle(
                        new Settlement(
                                id,
                                claimed.epoch(),
                                claimed.fence(),
                                List.of(
                                        answer(0, TestLedger.accepted()),
                                        new Settlement.Answer(
                                                1,
                                                1,
                                                new Outcome.RecipientRefused(
                                                        BounceClass.INVALID_RECIPIENT,
                                                        true,
                                                        "550 no b@x.test here"),
                                                true),
                                        answer(2, TestLedger.unavailable()))));
        assertThat(result).isEqualTo(Settlement.Result.AGAIN);
        assertThat(ledger.states(id)).containsExactly("sent", "queued", "queued");
        assertThat(ledger.strings("SELECT address || ' ' || class FROM suppression"))
                .containsExactly("b@x.test " + BounceClass.INVALID_RECIPIENT.code());

        List<Claimed> again =
                ledger.claiming.claim(
                        ledger.epoch,
                        List.of(id),
                        (mail, now) -> {
                            assertThat(mail.due()).hasSize(2);
                            assertThat(mail.recipients()).hasSize(3);
                            assertThat(mail.due().getFirst().suppressed()).isTrue();
                            assertThat(mail.due().getLast().attempts()).hasSize(1);
                            return new Plan(
                                    List.of(),
                                    List.of(
                                            new Plan.Defer(
                                                    2,
                                                    now.plusSeconds(60),
                                                    WaitCause.RECIPIENT_HOST,
                                                    "wait")),
                                    List.of(
                                            new Plan.End(
                                                    1,
                                                    Status.BOUNCED,
                                                    BounceClass.INVALID_RECIPIENT,
                                                    "550")));
                        });
        assertThat(again).isEmpty();
        assertThat(ledger.states(id)).containsExactly("sent", "bounced", "queued");
        assertThat(ledger.mailState(id)).isEqualTo("queued");
        assertThat(
                        ledger.number(
                                """
                                SELECT count(*) FROM work WHERE email_id = ? AND holder IS NULL
                                   AND NOT woken AND due_at > now() + interval '50 s'\
                                """,
                                id.value()))
                .isEqualTo(1);
        assertThat(ledger.strings("SELECT data::text FROM event WHERE type = 4").toString())
                .doesNotContain("b@x.test");
    }

    @Test
    void twoCallsOfOneClaimAreSettledOneAfterTheOther() throws Exception {
        EmailId id = ledger.accept(ledger.mail().to("a@x.test", "b@x.test"));
        Claimed claimed =
                ledger.claiming
                        .claim(ledger.epoch, List.of(id), new SendEach(ledger.first))
                        .getFirst();
        assertThat(claimed.calls()).hasSize(2);
        assertThat(
                        ledger.settling.settle(
                                new Settlement(
                                        id,
                                        claimed.epoch(),
                                        claimed.fence(),
                                        List.of(answer(0, TestLedger.accepted())))))
                .isEqualTo(Settlement.Result.HELD);
        assertThat(ledger.number("SELECT count(*) FROM work WHERE holder IS NOT NULL"))
                .isEqualTo(1);
        assertThat(
                        ledger.settling.settle(
                                new Settlement(
                                        id,
                                        claimed.epoch(),
                                        claimed.fence(),
                                        List.of(answer(1, TestLedger.accepted())))))
                .isEqualTo(Settlement.Result.DONE);
        assertThat(ledger.inWork(id)).isFalse();
    }

    @Test
    void aSuppressedRecipientFailsAtOnceAndTheOthersGoOn() throws Exception {
        EmailId all = ledger.accept(ledger.mail().to("a@x.test").suppressed(0));
        assertThat(ledger.mailState(all)).isEqualTo("failed");
        assertThat(ledger.inWork(all)).isFalse();
        assertThat(ledger.timeline(all)).containsExactly("failed");

        EmailId some = ledger.accept(ledger.mail().to("a@x.test", "b@x.test").suppressed(0));
        assertThat(ledger.states(some)).containsExactly("failed", "queued");
        Claimed claimed = ledger.claimOne(some);
        assertThat(claimed.calls().getFirst().legs()).hasSize(1);
        ledger.settle(claimed, TestLedger.accepted());
        assertThat(ledger.mailState(some)).isEqualTo("failed");
        assertThat(ledger.inWork(some)).isFalse();
    }

    @Test
    void whatWasKnownAtAcceptStandsOnTheTimelineAndWithTheRecipient() throws Exception {
        EmailId id =
                ledger.accept(
                        ledger.mail()
                                .to("a@x.test", "b@x.test")
                                .suppressed(1)
                                .warning("The header X-\"Odd\" was left out"));
        assertThat(
                        ledger.strings(
                                "SELECT data FROM event WHERE email_id = ? ORDER BY id",
                                id.value()))
                .containsExactly(
                        "{\"warnings\":[\"The header X-\\\"Odd\\\" was left out\"]}",
                        "{\"reason\":\"suppressed\"}");
        assertThat(
                        ledger.strings(
                                "SELECT reason FROM recipient WHERE email_id = ? ORDER BY pos",
                                id.value()))
                .containsExactly("null", "manual");
    }

    @Test
    void blockedAfterItWasSentGoesBackToTheQueueAndOutAgain() throws Exception {
        EmailId id = sent();
        assertThat(
                        ledger.reporting.apply(
                                List.of(
                                        report(
                                                id,
                                                ledger.first,
                                                EventType.BOUNCED,
                                                BounceClass.PROVIDER_BLOCK,
                                                "b"))))
                .containsExactly(Report.Result.APPLIED);
        assertThat(ledger.mailState(id)).isEqualTo("queued");
        assertThat(ledger.inWork(id)).isTrue();
        List<Claimed> again =
                ledger.claiming.claim(
                        ledger.epoch,
                        List.of(id),
                        (mail, now) -> {
                            Claimable.Past past = mail.due().getFirst().attempts().getFirst();
                            assertThat(past.outcome()).isInstanceOf(Outcome.Blocked.class);
                            return new SendAll(ledger.second).decide(mail, now);
                        });
        assertThat(again).hasSize(1);
        assertThat(again.getFirst().calls().getFirst().legs().getFirst().attempt()).isEqualTo(2);
        assertThat(again.getFirst().fence()).as("no fence is given out twice").isGreaterThan(1);
        ledger.settle(again.getFirst(), TestLedger.accepted());
        assertThat(ledger.mailState(id)).isEqualTo("sent");
        assertThat(ledger.timeline(id)).containsExactly("queued", "sent", "rerouted", "sent");
    }

    @Test
    void anAnswerWithAZeroByteIsWrittenAllTheSame() throws Exception {
        Claimed claimed = ledger.claimOne(ledger.accept());
        assertThat(
                        ledger.settle(
                                claimed,
                                new Outcome.Unavailable(
                                        dev.mailswitch.model.outcome.Phase.GREETING,
                                        "421 \0 bin\ud800ary")))
                .isEqualTo(Settlement.Result.AGAIN);
        assertThat(ledger.strings("SELECT reply FROM attempt").getFirst()).startsWith("421");
    }

    @Test
    void anEnvironmentWithUnfinishedMailsIsKnownWhetherTheyWaitOrWereWoken() throws Exception {
        assertThat(unfinished()).isFalse();
        EmailId id = ledger.accept(ledger.mail().bulk());
        assertThat(unfinished()).as("woken").isTrue();
        Claimed claimed = ledger.claimOne(id);
        assertThat(unfinished()).as("in hand").isTrue();
        ledger.settle(claimed, TestLedger.unavailable());
        assertThat(unfinished()).as("waits").isTrue();
        ledger.settle(ledger.claimOne(id), TestLedger.accepted());
        assertThat(unfinished()).isFalse();
    }

    private boolean unfinished() throws Exception {
        try (var connection = ledger.pool.getConnection()) {
            return WorkList.anyOf(connection, ledger.environment);
        }
    }

    private EmailId sent() throws Exception {
        EmailId id = ledger.accept();
        ledger.settle(ledger.claimOne(id), TestLedger.accepted());
        return id;
    }

    private Report delivered(EmailId id, int attempt, String key) {
        return new Report(
                id,
                0,
                attempt,
                ledger.first,
                EventType.DELIVERED,
                null,
                false,
                "",
                key,
                true,
                null);
    }

    private static Report report(
            EmailId id,
            dev.mailswitch.model.id.ProviderId provider,
            EventType type,
            @org.jspecify.annotations.Nullable BounceClass why,
            String key) {
        return new Report(id, 0, 1, provider, type, why, false, "because", key, true, null);
    }

    private static Settlement.Answer answer(int position, Outcome outcome) {
        return new Settlement.Answer(position, 1, outcome, false);
    }
}
