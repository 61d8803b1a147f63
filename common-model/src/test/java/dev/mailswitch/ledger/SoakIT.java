package dev.mailswitch.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.lifecycle.EventType;
import dev.mailswitch.model.lifecycle.Status;
import dev.mailswitch.model.lifecycle.WaitCause;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.model.outcome.Phase;
import dev.mailswitch.model.outcome.Scope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Everything at once, at random: afterwards the rules must hold of every row.
class SoakIT {

    private static final int THREADS = 8;
    private static final int MAILS = 60;

    private TestLedger ledger;
    private final Queue<EmailId> all = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void open() throws Exception {
        ledger = TestLedger.open();
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void theInvariantsHoldAfterEverythingHappenedAtOnce() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<?>> done = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                int seed = thread;
                done.add(
                        threads.submit(
                                () -> {
                                    live(new Random(seed));
                                    return null;
                                }));
            }
            for (Future<?> one : done) {
                one.get();
            }
        }
        assertThat(ledger.number("SELECT count(*) FROM email")).isEqualTo(THREADS * MAILS);
        holds(
                "a held mail has an attempt of its fence",
                """
                SELECT count(*) FROM work w WHERE holder IS NOT NULL AND NOT EXISTS
                       (SELECT FROM attempt a WHERE a.email_id = w.email_id
                           AND a.fence = w.fence)""");
        holds(
                "an open recipient has a work row",
                """
                SELECT count(*) FROM (SELECT DISTINCT email_id FROM recipient WHERE status <= 2) r
                  LEFT JOIN work w USING (email_id) WHERE w.email_id IS NULL""");
        // A mail that was settled by reports while in hand goes when it is looked at again.
        claimAllOnceMore();
        holds(
                "an open recipient has a work row, and no other has",
                """
                SELECT count(*) FROM (SELECT DISTINCT email_id FROM recipient WHERE status <= 2) r
                  FULL JOIN work w USING (email_id)
                 WHERE r.email_id IS NULL OR w.email_id IS NULL""");
        holds(
                "a mail's status is the fold of its recipients'",
                """
                SELECT count(*) FROM email e
                 WHERE status <> (SELECT min(status) FROM recipient r WHERE r.email_id = e.id)""");
        holds(
                "attempts count up without a gap",
                """
                SELECT count(*) FROM (SELECT count(*) n, max(no) m FROM attempt
                                       GROUP BY email_id, pos) a WHERE n <> m""");
        holds(
                "a recipient speaks of an attempt that exists",
                """
                SELECT count(*) FROM recipient r WHERE attempt >
                       (SELECT coalesce(max(no), 0) FROM attempt a
                         WHERE a.email_id = r.email_id AND a.pos = r.pos)""");
        holds(
                "no fence was given out twice",
                """
                SELECT count(*) FROM (SELECT email_id, pos, fence FROM attempt
                                       GROUP BY 1, 2, 3 HAVING count(*) > 1) d""");
        assertThat(ledger.number("SELECT count(*) FROM attempt")).isGreaterThan(THREADS * MAILS);
        assertThat(ledger.number("SELECT count(DISTINCT status) FROM recipient"))
                .as("the soak went everywhere")
                .isGreaterThan(3);
        ledger.close();
        assertThat(ledger.deadlocks()).isZero();
    }

    private void claimAllOnceMore() throws Exception {
        ledger.workList.letGo(ledger.epoch, ledger.workList.heldBy(ledger.epoch));
        ledger.run("UPDATE work SET due_at = now()");
        ledger.run("UPDATE recipient SET next_at = NULL");
        List<Claimed> none =
                ledger.claiming.claim(
                        ledger.epoch,
                        all,
                        (mail, now) ->
                                new Plan(
                                        List.of(),
                                        mail.due().stream()
                                                .map(
                                                        due ->
                                                                new Plan.Defer(
                                                                        due.recipient().position(),
                                                                        now.plusSeconds(60),
                                                                        WaitCause.RECIPIENT_HOST,
                                                                        "later"))
                                                .toList(),
                                        List.of()));
        assertThat(none).isEmpty();
    }

    private void holds(String rule, String violations) throws Exception {
        assertThat(ledger.number(violations)).as(rule).isZero();
    }

    private void live(Random random) throws Exception {
        for (int i = 0; i < MAILS; i++) {
            MailDraft draft = ledger.mail();
            for (int to = random.nextInt(3); to >= 0; to--) {
                draft.to("user" + random.nextInt(1_000) + "@x.test");
            }
            all.add(ledger.accept(draft));
            for (int step = 0; step < 4; step++) {
                step(random);
            }
        }
    }

    private void step(Random random) throws Exception {
        List<EmailId> some = some(random);
        switch (random.nextInt(10)) {
            case 0 ->
                    ledger.run(
                            """
                            WITH free AS MATERIALIZED (
                              SELECT email_id FROM work WHERE holder IS NULL
                               ORDER BY email_id FOR UPDATE SKIP LOCKED)
                            UPDATE work w SET due_at = now() FROM free f
                             WHERE w.email_id = f.email_id""");
            case 1 -> ledger.workList.letGo(ledger.epoch, some);
            case 2 ->
                    ledger.workList.wakeLost(
                            ledger.lane(), ledger.clock.instant().plusSeconds(9), 5);
            case 3, 4 -> report(random, some);
            case 5, 6, 7, 8, 9 -> claimAndSettle(random, some);
            default -> throw new IllegalStateException();
        }
    }

    private List<EmailId> some(Random random) {
        List<EmailId> known = new ArrayList<>(all);
        List<EmailId> some = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            some.add(known.get(random.nextInt(known.size())));
        }
        return some.stream().distinct().toList();
    }

    private void claimAndSettle(Random random, List<EmailId> some) throws Exception {
        List<Claimed> claimed =
                ledger.claiming.claim(ledger.epoch, some, (mail, now) -> decide(random, mail, now));
        for (Claimed mail : claimed) {
            if (random.nextInt(6) == 0) {
                // Forgotten: let go by somebody, later or never.
                continue;
            }
            for (Plan.Call call : mail.calls()) {
                ledger.settling.settle(
                        new Settlement(
                                mail.mail().id(),
                                mail.epoch(),
                                mail.fence(),
                                call.legs().stream()
                                        .map(
                                                leg ->
                                                        new Settlement.Answer(
                                                                leg.position(),
                                                                leg.attempt(),
                                                                outcome(random),
                                                                random.nextInt(8) == 0))
                                        .toList()));
            }
        }
    }

    private Plan decide(Random random, Claimable mail, Instant now) {
        return switch (random.nextInt(8)) {
            case 0 ->
                    new Plan(
                            List.of(),
                            mail.due().stream()
                                    .map(
                                            due ->
                                                    new Plan.Defer(
                                                            due.recipient().position(),
                                                            now.plusMillis(random.nextInt(200)),
                                                            WaitCause.PROVIDER_BUDGET,
                                                            "later"))
                                    .toList(),
                            List.of());
            case 1 ->
                    new Plan(
                            List.of(),
                            List.of(),
                            mail.due().stream()
                                    .map(
                                            due ->
                                                    new Plan.End(
                                                            due.recipient().position(),
                                                            random.nextBoolean()
                                                                    ? Status.FAILED
                                                                    : Status.BOUNCED,
                                                            null,
                                                            "given up"))
                                    .toList());
            case 2, 3 -> new SendEach(ledger.first).decide(mail, now);
            default -> new SendAll(ledger.first).decide(mail, now);
        };
    }

    private static Outcome outcome(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> TestLedger.unavailable();
            case 1 -> new Outcome.Unknown(Phase.ANSWER, "timeout");
            case 2 ->
                    new Outcome.Blocked(
                            BounceClass.PROVIDER_BLOCK, Scope.RECIPIENT_DOMAIN, "listed");
            case 3 -> new Outcome.RecipientRefused(BounceClass.MAILBOX_FULL, false, "452 full");
            default -> TestLedger.accepted();
        };
    }

    private void report(Random random, List<EmailId> some) throws Exception {
        ledger.reporting.apply(
                some.stream()
                        .map(
                                id ->
                                        new Report(
                                                id,
                                                random.nextInt(3),
                                                1 + random.nextInt(3),
                                                ledger.first,
                                                List.of(
                                                                EventType.DELIVERED,
                                                                EventType.BOUNCED,
                                                                EventType.OPENED)
                                                        .get(random.nextInt(3)),
                                                random.nextBoolean()
                                                        ? BounceClass.PROVIDER_BLOCK
                                                        : BounceClass.INVALID_RECIPIENT,
                                                true,
                                                "because",
                                                "e" + random.nextInt(1_000),
                                                false,
                                                null))
                        .toList());
    }
}
