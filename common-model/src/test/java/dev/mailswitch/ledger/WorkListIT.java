package dev.mailswitch.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.lifecycle.EventType;
import dev.mailswitch.model.lifecycle.WaitCause;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.model.outcome.Phase;
import dev.mailswitch.model.wire.Wake;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Waking, the low-water mark, and what it finds.
class WorkListIT {

    private static final Instant FROM = Instant.EPOCH;
    private static final Lane LANE = Lane.TRANSACTIONAL;

    private TestLedger ledger;
    private Marks marks;

    @BeforeEach
    void open() throws Exception {
        ledger = TestLedger.open();
        marks = new Marks(ledger.pool);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void theMarkIsTheLowestOfAllPartitionsAndUnknownUntilAllWereRead() throws Exception {
        assertThat(marks.lowWater(LANE)).isEmpty();
        Map<Integer, Optional<Instant>> read = new HashMap<>();
        for (int partition = 0; partition < 24; partition++) {
            read.put(partition, Optional.empty());
        }
        read.remove(23);
        marks.write(LANE, read);
        assertThat(marks.lowWater(LANE)).as("one was never read").isEmpty();
        Instant behind = Instant.parse("2026-01-01T00:00:00Z");
        marks.write(LANE, Map.of(23, Optional.of(behind)));
        assertThat(marks.lowWater(LANE).orElseThrow().at()).isEqualTo(behind);
        marks.write(LANE, Map.of(23, Optional.empty()));
        assertThat(marks.lowWater(LANE).orElseThrow().age()).hasSeconds(0);
        assertThat(marks.lowWater(Lane.BULK)).isEmpty();
    }

    @Test
    void aLostWakeIsWokenAgainAndABacklogIsNot() throws Exception {
        EmailId lost = ledger.accept();
        ledger.run("UPDATE work SET due_at = now() - interval '1 min'");
        List<EmailId> backlog = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            backlog.add(ledger.accept());
        }
        EmailId held = ledger.accept();
        ledger.claim(held);
        Instant mark = ledger.clock.instant().minusSeconds(30);

        List<Wake> again = ledger.workList.wakeLost(LANE, mark, 100);
        assertThat(again).extracting(Wake::emailId).containsExactly(lost);
        assertThat(again.getFirst().dueAt()).isAfter(mark);
        assertThat(ledger.workList.wakeLost(LANE, mark, 100)).isEmpty();
        assertThat(ledger.claim(lost)).hasSize(1);
        assertThat(ledger.claim(backlog.toArray(EmailId[]::new))).hasSize(20);
    }

    @Test
    void tenWakesWithoutAClaimGiveAnHoursRest() throws Exception {
        EmailId id = ledger.accept();
        for (int wake = 1; wake < WorkList.TOO_MANY_WAKES; wake++) {
            assertThat(lost()).as("wake " + wake).hasSize(1);
        }
        assertThat(lost()).as("the tenth").isEmpty();
        assertThat(
                        ledger.number(
                                """
                                SELECT count(*) FROM work WHERE NOT woken
                                   AND due_at BETWEEN now() + interval '59 min'
                                                  AND now() + interval '61 min'\
                                """))
                .isEqualTo(1);
        assertThat(ledger.claim(id)).isEmpty();
        ledger.run("UPDATE work SET due_at = now()");
        assertThat(ledger.claim(id)).hasSize(1);
        assertThat(ledger.number("SELECT wakes FROM work")).as("a claim forgives").isZero();
    }

    @Test
    void newerSettingsDoNotEndTheHoursRest() throws Exception {
        EmailId id = ledger.accept();
        ledger.claiming.claim(ledger.epoch, List.of(id), putsOff(5, WaitCause.PROVIDER_BUDGET));
        assertThat(wakeOutdated(6)).hasSize(1);
        for (int wake = 1; wake < WorkList.TOO_MANY_WAKES; wake++) {
            assertThat(lost()).as("wake " + wake).hasSize(1);
            assertThat(ledger.number("SELECT settings_seen FROM work")).isEqualTo(5);
        }
        assertThat(lost()).as("the tenth").isEmpty();
        assertThat(outdated(6)).isEmpty();
        assertThat(wakeOutdated(6)).isEmpty();
        assertThat(ledger.claim(id)).isEmpty();
    }

    private List<Wake> lost() throws Exception {
        return ledger.workList.wakeLost(LANE, ledger.clock.instant().plusSeconds(60), 10);
    }

    /// A recipient each for these causes, all for an hour.
    private static Claiming.Decider putsOff(long settings, WaitCause... causes) {
        return new Claiming.Decider() {
            @Override
            public Plan decide(Claimable mail, Instant now) {
                return new Plan(
                        List.of(),
                        mail.due().stream()
                                .map(due -> due.recipient().position())
                                .map(
                                        position ->
                                                new Plan.Defer(
                                                        position,
                                                        now.plusSeconds(3_600),
                                                        causes[position],
                                                        "later"))
                                .toList(),
                        List.of());
            }

            @Override
            public long settings() {
                return settings;
            }
        };
    }

    /// Of two recipients the first goes, and the second waits for a budget, by these settings.
    private Claimed claimTheFirst(EmailId two, long settings) throws Exception {
        Claiming.Decider oneGoes =
                new Claiming.Decider() {
                    @Override
                    public Plan decide(Claimable mail, Instant now) {
                        Plan all = new SendAll(ledger.first).decide(mail, now);
                        Plan.Call call = all.calls().getFirst();
                        return new Plan(
                                List.of(
                                        new Plan.Call(
                                                call.key(),
                                                call.provider(),
                                                0,
                                                "test",
                                                1,
                                                List.of(call.legs().getFirst()))),
                                List.of(
                                        new Plan.Defer(
                                                1,
                                                now.plusSeconds(3_600),
                                                WaitCause.PROVIDER_BUDGET,
                                                "later")),
                                List.of());
                    }

                    @Override
                    public long settings() {
                        return settings;
                    }
                };
        return ledger.claiming.claim(ledger.epoch, List.of(two), oneGoes).getFirst();
    }

    private List<Wake> wakeOutdated(long since) throws Exception {
        return ledger.workList.wakeOutdated(LANE, ledger.environment, since, 10);
    }

    private Set<EnvironmentId> outdated(long since) throws Exception {
        return ledger.workList.outdated(LANE, Map.of(ledger.environment, since));
    }

    @Test
    void whatWaitsForAWayIsWokenBeforeItsTimeByNewerSettingsAlone() throws Exception {
        EmailId stuck = ledger.accept();
        EmailId backingOff = ledger.accept();
        ledger.claiming.claim(ledger.epoch, List.of(stuck), putsOff(5, WaitCause.PROVIDER_BUDGET));
        ledger.claiming.claim(
                ledger.epoch, List.of(backingOff), putsOff(5, WaitCause.RECIPIENT_HOST));

        assertThat(outdated(5)).isEmpty();
        assertThat(wakeOutdated(5)).isEmpty();
        assertThat(outdated(6)).containsExactly(ledger.environment);
        assertThat(wakeOutdated(6)).extracting(Wake::emailId).containsExactly(stuck);
        assertThat(outdated(6)).isEmpty();
        assertThat(ledger.claim(stuck, backingOff))
                .extracting(claimed -> claimed.mail().id())
                .containsExactly(stuck);
    }

    /// Put back by a worker that had too many of its flow: it must not sleep until its time.
    @Test
    void whatWasWokenAndPutBackUnseenStaysOutdated() throws Exception {
        EmailId stuck = ledger.accept();
        ledger.claiming.claim(ledger.epoch, List.of(stuck), putsOff(5, WaitCause.PROVIDER_BUDGET));
        assertThat(wakeOutdated(6)).hasSize(1);
        ledger.workList.unwake(List.of(stuck));
        assertThat(outdated(6)).containsExactly(ledger.environment);
    }

    /// A report on one recipient puts the mail back as the claim left it: whoever woke it for the
    /// other one, and has not claimed it yet, has looked at nothing.
    @Test
    void whatWasWokenStaysOutdatedWhenAReportOnItIsFirst() throws Exception {
        EmailId two = ledger.accept(ledger.mail().to("a@x.test", "b@x.test"));
        ledger.settle(claimTheFirst(two, 5), TestLedger.accepted());
        assertThat(wakeOutdated(6)).hasSize(1);
        assertThat(outdated(6)).as("it is woken").isEmpty();
        assertThat(
                        ledger.reporting.apply(
                                List.of(
                                        new Report(
                                                two,
                                                0,
                                                1,
                                                ledger.first,
                                                EventType.DELIVERED,
                                                null,
                                                true,
                                                "",
                                                "delivered",
                                                false,
                                                null))))
                .containsExactly(Report.Result.APPLIED);
        assertThat(outdated(6)).containsExactly(ledger.environment);
        assertThat(wakeOutdated(6)).extracting(Wake::emailId).containsExactly(two);
    }

    /// Of two recipients one waits for a way, and is decided about with the mail; the other's host
    /// has asked for its hour, which it gets.
    @Test
    void whoWaitsForAHostIsNotDecidedAboutWithWhoWaitsForAWay() throws Exception {
        EmailId two = ledger.accept(ledger.mail().to("a@x.test", "b@x.test"));
        ledger.claiming.claim(
                ledger.epoch,
                List.of(two),
                putsOff(5, WaitCause.PROVIDER_BUDGET, WaitCause.RECIPIENT_HOST));
        assertThat(wakeOutdated(6)).hasSize(1);

        Claimed claimed = ledger.claimOne(two);
        assertThat(claimed.mail().due())
                .extracting(due -> due.recipient().position())
                .containsExactly(0);
        ledger.settle(claimed, TestLedger.accepted());
        assertThat(ledger.number("SELECT count(settings_seen) FROM work")).isZero();
        assertThat(
                        ledger.number(
                                """
                                SELECT count(*) FROM work
                                 WHERE due_at > now() + interval '50 minutes'\
                                """))
                .isEqualTo(1);
    }

    /// A mail may go to a thousand, of whom each comes back in its own time.
    @Test
    void whoHasSeenTheSettingsIsNotDecidedAboutWithOneWhoseTimeHasCome() throws Exception {
        EmailId two = ledger.accept(ledger.mail().to("a@x.test", "b@x.test"));
        Claiming.Decider waits = putsOff(5, WaitCause.PROVIDER_BUDGET, WaitCause.PROVIDER_BUDGET);
        ledger.claiming.claim(ledger.epoch, List.of(two), waits);
        ledger.run("UPDATE recipient SET next_at = now() WHERE pos = 0");
        ledger.run("UPDATE work SET due_at = now()");
        List<String> before = ledger.strings("SELECT xmin FROM recipient ORDER BY pos");

        assertThat(ledger.claiming.claim(ledger.epoch, List.of(two), waits)).isEmpty();
        List<String> after = ledger.strings("SELECT xmin FROM recipient ORDER BY pos");
        assertThat(after.get(0)).isNotEqualTo(before.get(0));
        assertThat(after.get(1)).as("unwritten").isEqualTo(before.get(1));
        assertThat(outdated(5)).isEmpty();
        assertThat(outdated(6)).containsExactly(ledger.environment);
    }

    /// While one recipient's call is open and settled, what the other has seen stays.
    @Test
    void whatAMailHasSeenStaysWithItThroughTheCallsOfOthers() throws Exception {
        EmailId two = ledger.accept(ledger.mail().to("a@x.test", "b@x.test"));
        Claimed claimed = claimTheFirst(two, 5);
        assertThat(outdated(6)).as("it is in hand").isEmpty();
        ledger.settle(claimed, TestLedger.accepted());
        assertThat(outdated(5)).isEmpty();
        assertThat(outdated(6)).containsExactly(ledger.environment);
    }

    /// Whose earlier call may have gone out stays in doubt whatever a later one is answered.
    @Test
    void whoIsInDoubtAndWasRefusedInACallBeforeItsTimeIsDueAtOnce() throws Exception {
        EmailId id = ledger.accept();
        ledger.settle(ledger.claimOne(id), new Outcome.Unknown(Phase.ANSWER, "no answer"));
        Claimed early = claimBeforeItsTime(id);
        assertThat(ledger.settle(early, TestLedger.unavailable()))
                .isEqualTo(Settlement.Result.AGAIN);
        assertThat(ledger.state(id)).isEqualTo("delivering");
        waitsForNothing();
        assertThat(ledger.claim(id)).hasSize(1);
    }

    /// The answer of a worker that the mail was taken from puts the mail back by what is on record.
    @Test
    void aCallBeforeItsTimeThatWasLostLeavesNothingOfTheWait() throws Exception {
        EmailId id = ledger.accept();
        Claimed early = claimBeforeItsTime(id);
        assertThat(ledger.workList.letGo(ledger.epoch, List.of(id))).isEqualTo(1);
        assertThat(ledger.settle(early, TestLedger.unavailable()))
                .isEqualTo(Settlement.Result.LATE);
        waitsForNothing();
        assertThat(ledger.claim(id)).hasSize(1);
    }

    /// It was to wait an hour for a way, and newer settings have woken it.
    private Claimed claimBeforeItsTime(EmailId id) throws Exception {
        ledger.claiming.claim(ledger.epoch, List.of(id), putsOff(5, WaitCause.PROVIDER_BUDGET));
        assertThat(wakeOutdated(6)).hasSize(1);
        return ledger.claimOne(id);
    }

    /// A claim changes no indexed column, and a release leaves none of it.
    @Test
    void whatAMailHasSeenStaysOnItWhileItIsInHandAndNoLonger() throws Exception {
        EmailId id = ledger.accept();
        Claimed early = claimBeforeItsTime(id);
        assertThat(ledger.number("SELECT settings_seen FROM work")).isEqualTo(5);
        assertThat(outdated(6)).isEmpty();
        assertThat(wakeOutdated(6)).isEmpty();
        ledger.settle(early, TestLedger.unavailable());
        assertThat(ledger.number("SELECT count(settings_seen) FROM work")).isZero();

        claimBeforeItsTime(id);
        ledger.workList.letGo(ledger.epoch, List.of(id));
        assertThat(ledger.number("SELECT count(settings_seen) FROM work")).isZero();
    }

    private void waitsForNothing() throws Exception {
        assertThat(
                        ledger.number(
                                """
                                SELECT count(*) FROM work
                                 WHERE holder IS NULL AND due_at <= now()"""))
                .isEqualTo(1);
        assertThat(
                        ledger.number(
                                """
                                SELECT count(*) FROM recipient
                                 WHERE num_nonnulls(next_at, waits, waits_why) > 0"""))
                .isZero();
    }

    /// However many others wait for as long.
    @Test
    void whatHasSeenTheSettingsIsNotReadToFindWhatHasNot() throws Exception {
        ledger.run(
                """
                INSERT INTO work (email_id, flow, lane, due_at, woken, settings_seen)
                SELECT uuidv7(), ?, 0, now() + interval '1 hour', false, 5
                  FROM generate_series(1, 20000)\
                """,
                ledger.environment.value());
        ledger.run("ANALYZE work");
        String flow = "'%s'".formatted(ledger.environment);
        assertThat(genericPlan(WorkList.WAKE_OUTDATED, "0, " + flow + ", 5, 50"))
                .contains("work_settings")
                .contains("settings_seen < $3")
                .doesNotContainPattern("Sort Key: .*settings_seen");
        assertThat(
                        genericPlan(
                                WorkList.OUTDATED,
                                "ARRAY[" + flow + "]::uuid[], ARRAY[5]::bigint[], 0"))
                .contains("work_settings")
                .contains("settings_seen < f.since)")
                .doesNotContain("Seq Scan");
    }

    /// As workers come to run it: prepared, and planned for any values.
    private String genericPlan(String sql, String values) throws SQLException {
        String numbered = sql;
        for (int next = 1; numbered.contains("?"); next++) {
            numbered = numbered.replaceFirst("\\?", "\\$" + next);
        }
        try (Connection connection = ledger.database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET plan_cache_mode = force_generic_plan");
            statement.execute("PREPARE asked AS " + numbered);
            try (ResultSet line = statement.executeQuery("EXPLAIN EXECUTE asked(" + values + ")")) {
                StringBuilder plan = new StringBuilder();
                while (line.next()) {
                    plan.append(line.getString(1)).append('\n');
                }
                return plan.toString();
            }
        }
    }

    @Test
    void theDispatcherWakesWhatIsDueOnceAndInOrder() throws Exception {
        EmailId retry = ledger.accept();
        ledger.settle(ledger.claimOne(retry), TestLedger.unavailable());
        EmailId later =
                ledger.accept(ledger.mail().scheduled(ledger.clock.instant().plusSeconds(600)));
        EmailId bulk = ledger.accept(ledger.mail().bulk());
        ledger.run("UPDATE work SET woken = false WHERE email_id = ?", bulk.value());

        assertThat(ledger.workList.waiting(LANE, List.of(ledger.environment), FROM))
                .containsExactly(ledger.environment);
        List<Wake> woken = ledger.workList.wake(LANE, ledger.environment, FROM, 10);
        assertThat(woken).extracting(Wake::emailId).containsExactly(retry);
        assertThat(woken.getFirst().lane()).isEqualTo(LANE);
        assertThat(ledger.workList.wake(LANE, ledger.environment, FROM, 10)).isEmpty();
        assertThat(ledger.workList.waiting(LANE, List.of(ledger.environment), FROM)).isEmpty();
        assertThat(ledger.workList.wake(Lane.BULK, ledger.environment, FROM, 10))
                .extracting(Wake::emailId)
                .containsExactly(bulk);
        assertThat(ledger.claim(later)).isEmpty();
        assertThat(ledger.claim(retry)).hasSize(1);
    }

    @Test
    void whatAProcessDoesNotKnowOfIsLetGo() throws Exception {
        EmailId id = ledger.accept();
        ledger.claim(id);
        assertThat(ledger.workList.heldBy(ledger.epoch)).containsExactly(id);
        assertThat(ledger.workList.letGo(ledger.epoch + 1, List.of(id))).isZero();
        assertThat(ledger.workList.letGo(ledger.epoch, List.of(id))).isEqualTo(1);
        assertThat(ledger.workList.heldBy(ledger.epoch)).isEmpty();
        assertThat(ledger.claim(id)).hasSize(1);
        assertThat(ledger.workList.depth()).hasSize(1);
    }

    @Test
    void mailsOfAShutGateAreNotWokenAtAccept() throws Exception {
        try (Accepting slow =
                new Accepting(
                        ledger.pool,
                        ledger.clock,
                        TestLedger.RANDOM,
                        Batcher.Limits.STANDARD,
                        lane -> false)) {
            Acceptance.Accepted accepted = (Acceptance.Accepted) slow.accept(ledger.mail().build());
            assertThat(accepted.wake()).isFalse();
            assertThat(ledger.workList.wake(LANE, ledger.environment, FROM, 10))
                    .extracting(Wake::emailId)
                    .containsExactly(accepted.id());
        }
        Acceptance.Accepted now =
                (Acceptance.Accepted) ledger.accepting.accept(ledger.mail().build());
        assertThat(now.wake()).isTrue();
        assertThat(
                        ledger.number(
                                "SELECT count(*) FROM work WHERE woken AND due_at = ?::timestamptz",
                                now.dueAt().toString()))
                .as("the record carries the row's own time")
                .isEqualTo(1);
    }
}
