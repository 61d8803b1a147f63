package dev.mailswitch.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.lifecycle.EventType;
import dev.mailswitch.model.lifecycle.Status;
import dev.mailswitch.model.mail.Content;
import dev.mailswitch.model.mail.Headers;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.model.outcome.Outcome;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What is forgotten, when, and what never is.
class RetentionIT {

    private TestLedger ledger;
    private Retention retention;
    private Leaf leaf;

    @BeforeEach
    void open() throws Exception {
        ledger = TestLedger.open();
        retention = new Retention(ledger.pool, Duration.ofDays(60));
        leaf = Leaf.of(ledger.clock.instant());
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void framesGoAWeekAtATimeWhenTheirTimeIsUp() throws Exception {
        EmailId id = sent(ledger.mail().tags("t"));
        retention.turn(leaf.end().plus(Duration.ofDays(60)).minusMillis(1));
        assertThat(ledger.number("SELECT count(*) FROM email")).isEqualTo(1);

        Retention.Turn turn = retention.turn(leaf.end().plus(Duration.ofDays(60)));
        assertThat(turn.dropped())
                .contains(
                        leaf.table("email"),
                        leaf.table("recipient"),
                        leaf.table("attempt"),
                        leaf.table("event"),
                        leaf.table("email_tag"),
                        leaf.table("feedback_seen"))
                .doesNotContain(leaf.plusWeeks(1).table("email"));
        assertThat(ledger.number("SELECT count(*) FROM email")).isZero();
        Report late =
                new Report(
                        id,
                        0,
                        1,
                        ledger.first,
                        EventType.DELIVERED,
                        null,
                        false,
                        "",
                        "e",
                        true,
                        null);
        assertThat(ledger.reporting.apply(List.of(late))).containsExactly(Report.Result.UNKNOWN);
        assertThat(retention.turn(leaf.end().plus(Duration.ofDays(60))).dropped()).isEmpty();
    }

    @Test
    void aLeafWithAnUnfinishedMailStays() throws Exception {
        EmailId id = ledger.accept();
        Instant then = leaf.end().plus(Duration.ofDays(300));
        assertThat(retention.turn(then).dropped())
                .isNotEmpty()
                .doesNotContain(leaf.table("email"), leaf.content(30), leaf.table("recipient"));
        assertThat(new Contents(ledger.pool).find(id, 30, "Hello")).isPresent();
        ledger.settle(ledger.claimOne(id), TestLedger.accepted());
        assertThat(retention.turn(then).dropped())
                .contains(leaf.table("email"), leaf.content(30), leaf.table("recipient"));
    }

    @Test
    void contentsGoByTheirClassAndLaterIfAMailWasScheduled() throws Exception {
        sent(ledger.mail().keep(7));
        Instant week = leaf.end().plus(Duration.ofDays(7)).plus(Retention.LONGEST);
        retention.turn(week.minusMillis(1));
        assertThat(ledger.number("SELECT count(*) FROM email_content")).isEqualTo(1);
        assertThat(retention.turn(week).dropped())
                .contains(leaf.content(7))
                .doesNotContain(leaf.content(30));
        assertThat(ledger.number("SELECT count(*) FROM email_content")).isZero();

        Leaf next = leaf.plusWeeks(1);
        EmailId id = EmailId.mint(next.start().plusSeconds(60), TestLedger.RANDOM);
        EmailId scheduled =
                ledger.accept(
                        ledger.mail()
                                .id(id)
                                .keep(7)
                                .scheduled(next.end().plus(Duration.ofDays(20))));
        ledger.run("UPDATE work SET due_at = now()");
        ledger.run("UPDATE recipient SET next_at = NULL WHERE email_id = ?", scheduled.value());
        ledger.settle(ledger.claimOne(scheduled), TestLedger.accepted());
        Instant end = next.end().plus(Duration.ofDays(7));
        assertThat(retention.turn(end.plus(Duration.ofDays(36))).dropped())
                .doesNotContain(next.content(7));
        assertThat(retention.turn(end.plus(Retention.LONGEST_SCHEDULED)).dropped())
                .contains(next.content(7));
    }

    @Test
    void contentOfClassZeroGoesWhenItsMailIsOver() throws Exception {
        EmailId open = ledger.accept(ledger.mail().keep(0));
        EmailId sent = sent(ledger.mail().keep(0));
        EmailId delivered = sent(ledger.mail().keep(0));
        EmailId kept = sent(ledger.mail().keep(1));
        EmailId failed = ledger.accept(ledger.mail().keep(0).suppressed(0));
        for (EmailId id : List.of(delivered, kept)) {
            ledger.reporting.apply(
                    List.of(
                            new Report(
                                    id,
                                    0,
                                    1,
                                    ledger.first,
                                    EventType.DELIVERED,
                                    null,
                                    false,
                                    "",
                                    "e",
                                    true,
                                    null)));
        }
        Instant now = ledger.clock.instant();
        assertThat(retention.turn(now).rows()).isEqualTo(2);
        assertThat(contents())
                .containsExactlyInAnyOrder(open.toString(), sent.toString(), kept.toString());
        assertThat(retention.turn(now.plus(Duration.ofHours(73))).rows()).isEqualTo(1);
        assertThat(contents()).containsExactlyInAnyOrder(open.toString(), kept.toString());
        assertThat(failed).isNotNull();
    }

    @Test
    void contentOfClassZeroStaysWhileARecipientMayComeBackToTheQueue() throws Exception {
        EmailId id = ledger.accept(ledger.mail().to("a@x.test", "b@x.test").keep(0));
        Claimed claimed = ledger.claimOne(id);
        Outcome gone = new Outcome.RecipientRefused(BounceClass.INVALID_RECIPIENT, true, "550");
        ledger.settling.settle(
                new Settlement(
                        id,
                        claimed.epoch(),
                        claimed.fence(),
                        List.of(
                                new Settlement.Answer(0, 1, TestLedger.accepted(), false),
                                new Settlement.Answer(1, 1, gone, false))));
        ledger.claiming.claim(
                ledger.epoch,
                List.of(id),
                (mail, now) ->
                        new Plan(
                                List.of(),
                                List.of(),
                                List.of(
                                        new Plan.End(
                                                1,
                                                Status.BOUNCED,
                                                BounceClass.INVALID_RECIPIENT,
                                                "550"))));
        assertThat(ledger.mailState(id)).isEqualTo("bounced");
        Instant now = ledger.clock.instant();
        assertThat(retention.turn(now).rows()).as("the other one is only sent").isZero();
        assertThat(contents()).hasSize(1);
        assertThat(retention.turn(now.plus(Duration.ofHours(73))).rows()).isEqualTo(1);
        assertThat(contents()).isEmpty();
    }

    @Test
    void aLongLeafIsWalkedToItsEnd() throws Exception {
        for (int i = 0; i < 3; i++) {
            sent(ledger.mail().keep(0));
        }
        ledger.run(
                """
                INSERT INTO %s (email_id, retention_days, head)
                SELECT uuidv7() , 0, '{}' FROM generate_series(1, 1200)"""
                        .formatted(leaf.content(0)));
        assertThat(retention.turn(ledger.clock.instant().plus(Duration.ofHours(73))).rows())
                .as("those without a mail stay, those behind them go")
                .isEqualTo(3);
    }

    @Test
    void whatTheSandboxCaughtGoesWithTheFrames() throws Exception {
        ledger.run(
                """
                INSERT INTO sandbox_message (organisation_id, provider_id, email_id, pos, attempt,
                       recipient, raw)
                SELECT uuidv7(), uuidv7(), uuidv7(), 0, 1, 'a@x.test', ''
                  FROM generate_series(1, 700)""");
        Instant now = Instant.now();
        assertThat(retention.turn(now.plus(Duration.ofDays(59))).rows()).isZero();
        assertThat(retention.turn(now.plus(Duration.ofDays(60)).plusSeconds(60)).rows())
                .isEqualTo(700);
    }

    @Test
    void aStepThatFailsKeepsNoOtherFromItsTurn() throws Exception {
        sent(ledger.mail());
        Instant then = leaf.end().plus(Duration.ofDays(60));
        new Allowances(ledger.pool).lease("rate/one", then.minus(Duration.ofHours(2)), 10, 1);
        // What refers to it keeps this leaf from being dropped.
        ledger.run("CREATE VIEW report AS SELECT * FROM " + leaf.table("recipient"));
        assertThatThrownBy(() -> retention.turn(then))
                .isInstanceOfSatisfying(
                        SQLException.class,
                        failed -> assertThat(failed.getSQLState()).isEqualTo("2BP01"));
        assertThat(ledger.number("SELECT count(*) FROM email")).isZero();
        assertThat(ledger.number("SELECT count(*) FROM allowance")).isZero();
        ledger.run("DROP VIEW report");
        assertThat(retention.turn(then).dropped()).containsExactly(leaf.table("recipient"));
    }

    @Test
    void statementsEndBeforeTheConnectionsPatience() throws Exception {
        List<String> limits = new ArrayList<>();
        RecordingDataSource recording = new RecordingDataSource(ledger.pool);
        recording.onStatement =
                connection -> {
                    try (Statement statement = connection.createStatement();
                            ResultSet row = statement.executeQuery("SHOW statement_timeout")) {
                        row.next();
                        limits.add(row.getString(1));
                    }
                };
        new Retention(recording.dataSource(), Duration.ofDays(60)).turn(ledger.clock.instant());
        assertThat(limits).isNotEmpty().containsOnly("10s");
    }

    private List<String> contents() throws Exception {
        return ledger.strings("SELECT email_id FROM email_content");
    }

    @Test
    void keysFilesAndAllowancesGoWhenTheirTimeIsUp() throws Exception {
        byte[] bytes = {1, 2, 3};
        Content content =
                new Content(
                        "s",
                        null,
                        "t",
                        List.of(),
                        Headers.NONE,
                        List.of(MailDraft.attachment("a.pdf", bytes)));
        ledger.accept(
                ledger.mail()
                        .key("k")
                        .scheduled(ledger.clock.instant().plusSeconds(60))
                        .content(
                                content, Map.of(content.attachments().getFirst().sha256(), bytes)));
        Instant now = ledger.clock.instant();
        Allowances allowances = new Allowances(ledger.pool);
        allowances.lease("rate/one", now.minus(Duration.ofHours(2)), 10, 1);
        allowances.lease("rate/one", now, 10, 1);
        allowances.lease("quota/one", now.minus(Duration.ofDays(31)), 10, 1);
        assertThat(retention.turn(now).rows()).isEqualTo(1);
        assertThat(ledger.number("SELECT count(*) FROM allowance")).isEqualTo(2);
        assertThat(ledger.number("SELECT count(*) FROM attachment")).isEqualTo(1);
        assertThat(ledger.number("SELECT count(*) FROM idempotency_scheduled")).isEqualTo(1);

        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        Retention.Turn turn = retention.turn(now.plus(Duration.ofDays(2)));
        assertThat(turn.dropped()).containsExactly(Leaf.idempotency(today.minusDays(1)));
        assertThat(ledger.number("SELECT count(*) FROM idempotency_scheduled")).isZero();

        retention.turn(now.plus(Duration.ofDays(30 + 37)).plus(Duration.ofHours(1)));
        assertThat(ledger.number("SELECT count(*) FROM attachment")).isZero();
        assertThat(ledger.number("SELECT count(*) FROM allowance")).isZero();
    }

    @Test
    void goesOnAfterItWasKilledBetweenDetachAndDrop() throws Exception {
        sent(ledger.mail());
        String table = leaf.table("email");
        ledger.run("ALTER TABLE email DETACH PARTITION " + table + " CONCURRENTLY");
        assertThat(retention.turn(leaf.end().plus(Duration.ofDays(60))).dropped()).contains(table);
        assertThat(ledger.strings("SELECT to_regclass('" + table + "')")).containsExactly("null");
    }

    @Test
    void finishesADetachThatALongReaderHeldUp() throws Exception {
        sent(ledger.mail());
        String table = leaf.table("email");
        Instant then = leaf.end().plus(Duration.ofDays(60));
        try (Connection reader = ledger.database.connect();
                Statement statement = reader.createStatement();
                ExecutorService worker = Executors.newSingleThreadExecutor()) {
            reader.setAutoCommit(false);
            statement.executeQuery("SELECT count(*) FROM email").close();
            Future<Retention.Turn> held = worker.submit(() -> retention.turn(then));
            // Others work on while it waits, and it gives up rather than stand in their way.
            Awaitility.await()
                    .untilAsserted(
                            () ->
                                    assertThat(
                                                    ledger.number(
                                                            """
                                                            SELECT count(*) FROM pg_inherits
                                                             WHERE inhdetachpending"""))
                                            .isPositive());
            assertThat(ledger.accept()).isNotNull();
            assertThat(held.get(60, TimeUnit.SECONDS).dropped()).doesNotContain(table);
            reader.rollback();
        }
        ledger.run("DELETE FROM work");
        assertThat(retention.turn(then).dropped()).contains(table);
    }

    @Test
    void oneAtATime() throws Exception {
        try (Connection other = ledger.database.connect();
                Statement statement = other.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(" + 0x6C65_6176_6573_0002L + ")");
            Instant then = leaf.end().plus(Duration.ofDays(400));
            assertThat(retention.turn(then).dropped()).isEmpty();
        }
    }

    @Test
    void aLeafIsAnalyzedWhenItHasFilled() throws Exception {
        String table = leaf.table("email_tag");
        ledger.run("ALTER TABLE " + table + " SET (autovacuum_enabled = false)");
        ledger.run(
                """
                INSERT INTO email_tag SELECT gen_random_uuid(), 't' || i, uuidv7()
                  FROM generate_series(1, 9000) i""");
        assertThat(retention.analyzeFilled()).isEmpty();
        ledger.run(
                """
                INSERT INTO email_tag SELECT gen_random_uuid(), 'u' || i, uuidv7()
                  FROM generate_series(1, 2000) i""");
        Awaitility.await()
                .untilAsserted(() -> assertThat(retention.analyzeFilled()).containsExactly(table));
        assertThat(retention.analyzeFilled()).isEmpty();
    }

    private EmailId sent(MailDraft draft) throws Exception {
        EmailId id = ledger.accept(draft);
        ledger.settle(ledger.claimOne(id), TestLedger.accepted());
        return id;
    }
}
