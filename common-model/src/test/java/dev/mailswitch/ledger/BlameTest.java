package dev.mailswitch.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// Who is set aside, in lives of workers that die by mails and by chance.
class BlameTest {

    @Example
    void aDeathInCompanyMakesASuspectAndNoMore() {
        Blame blame = Blame.NONE;
        for (int i = 0; i < 5_000; i++) {
            blame = blame.died(i % 2 == 0 ? Trial.LIVED : Trial.AWAITED).died(Trial.NONE);
            assertThat(blame.suspect()).isTrue();
            assertThat(blame.poison()).isFalse();
        }
        assertThat(blame.deaths()).as("fits its column").isLessThan(Short.MAX_VALUE);
    }

    @Example
    void threeTrialsMoreThanWereLivedThroughMakeAPoison() {
        Blame blame = Blame.NONE;
        for (int i = 1; i < Blame.POISON; i++) {
            blame = blame.died(Trial.UNDER_WAY);
        }
        assertThat(blame.poison()).isFalse();
        assertThat(blame.lived(Trial.UNDER_WAY).died(Trial.UNDER_WAY).poison()).isFalse();
        assertThat(blame.lived(Trial.NONE).died(Trial.UNDER_WAY).poison()).isTrue();
        assertThat(blame.died(Trial.UNDER_WAY).suspect()).as("is set aside at once").isFalse();
        assertThat(Blame.NONE.lived(Trial.UNDER_WAY)).isEqualTo(Blame.NONE);
    }

    @Example
    void eachDeathAfterTheSecondDoublesTheRestUpToAnHour() {
        assertThat(new Blame(2, 0).rest()).isZero();
        assertThat(new Blame(3, 0).rest()).isEqualTo(Duration.ofSeconds(2));
        assertThat(new Blame(4, 2).rest()).isEqualTo(Duration.ofSeconds(4));
        assertThat(new Blame(1_000, 0).rest()).isEqualTo(Blame.LONGEST_REST);
        // So many deaths a mail that cannot be proven to kill costs at most in its day.
        long deaths = 0;
        for (Duration day = Duration.ZERO; day.toHours() < 24; deaths++) {
            day = day.plus(new Blame((int) deaths + 1, 0).rest()).plusSeconds(30);
        }
        assertThat(deaths).isLessThan(40);
    }

    @Property(tries = 200)
    void withoutOtherKillsTheKillersAreFoundAndNobodyElse(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 3) int workers,
            @ForAll @IntRange(max = 3) int killers) {
        World world = new World(new Random(seed), workers, killers, 0, 0);
        world.run();
        assertThat(world.innocents()).allMatch(mail -> mail.end == End.SENT);
        assertThat(world.killers()).allMatch(mail -> mail.end == End.SET_ASIDE);
        assertThat(world.deaths).isLessThanOrEqualTo(killers * (Blame.SUSPECT + Blame.POISON));
    }

    @Property(tries = 200)
    void killsOutsideOfTrialsNeverCostAMail(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 3) int workers,
            @ForAll @IntRange(max = 2) int killers) {
        World world = new World(new Random(seed), workers, killers, 120, 0);
        world.run();
        assertThat(world.innocents()).allMatch(mail -> mail.end == End.SENT);
        assertThat(world.killers()).allMatch(mail -> mail.end == End.SET_ASIDE);
    }

    @Property(tries = 200)
    void nobodyIsSetAsideWithoutThreeDeathsAlone(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 3) int workers) {
        World world = new World(new Random(seed), workers, 1, 90, 6);
        world.run();
        for (Mail mail : world.mails) {
            if (mail.end == End.SET_ASIDE) {
                assertThat(mail.diedAlone).isGreaterThanOrEqualTo(Blame.POISON);
            }
        }
        assertThat(world.killers()).allMatch(mail -> mail.end == End.SET_ASIDE);
    }

    private enum End {
        OPEN,
        SENT,
        SET_ASIDE
    }

    private static final class Mail {
        final boolean kills;
        final int seconds;
        Blame blame = Blame.NONE;
        int due;
        int diedAlone;
        boolean held;
        End end = End.OPEN;

        /// @param seconds its call takes
        Mail(boolean kills, int seconds) {
            this.kills = kills;
            this.seconds = seconds;
        }
    }

    /// A call, and how far its trial has come.
    private static final class Call {
        final int claimed;
        Trial trial;
        int begun;

        Call(int claimed, Trial trial) {
            this.claimed = claimed;
            this.trial = trial;
            this.begun = claimed;
        }
    }

    private static final class Worker {
        final Map<Mail, Call> hand = new LinkedHashMap<>();
        int since;
        boolean dead;

        boolean quiet() {
            return hand.values().stream()
                    .anyMatch(c -> c.trial == Trial.AWAITED || c.trial == Trial.UNDER_WAY);
        }
    }

    /// Second by second, with the rules of a worker: nothing is claimed while one is on trial, which
    /// begins once all else has been in hand for five seconds.
    private static final class World {
        final Random chance;
        final List<Mail> mails = new ArrayList<>();
        final List<Worker> workers = new ArrayList<>();
        final int killEvery;
        final int killTrialEvery;
        int deaths;
        int now;

        World(Random chance, int workers, int killers, int killEvery, int killTrialEvery) {
            this.chance = chance;
            this.killEvery = killEvery;
            this.killTrialEvery = killTrialEvery;
            for (int i = 0; i < 200; i++) {
                mails.add(new Mail(false, chance.nextInt(20) == 0 ? 200 : 1));
            }
            for (int i = 0; i < killers; i++) {
                mails.add(chance.nextInt(mails.size()), new Mail(true, 1));
            }
            for (int i = 0; i < workers; i++) {
                this.workers.add(new Worker());
            }
        }

        List<Mail> innocents() {
            return mails.stream().filter(mail -> !mail.kills).toList();
        }

        List<Mail> killers() {
            return mails.stream().filter(mail -> mail.kills).toList();
        }

        void run() {
            for (now = 0; mails.stream().anyMatch(mail -> mail.end == End.OPEN); now++) {
                // A hundred days: rests of an hour make long lives where much is killed.
                assertThat(now).as("it ends").isLessThan(8_640_000);
                for (Worker worker : workers) {
                    if (worker.dead) {
                        worker.dead = now - worker.since < 5;
                        worker.since = worker.dead ? worker.since : now;
                    } else {
                        turn(worker);
                    }
                }
            }
        }

        private void turn(Worker worker) {
            boolean trial = worker.quiet();
            int every = trial ? killTrialEvery : killEvery;
            // Whoever kills gets tired of it, or the slowest calls would never end.
            if (every > 0 && now < 3_600 && chance.nextInt(every) == 0) {
                die(worker);
                return;
            }
            settle(worker);
            for (Map.Entry<Mail, Call> held : worker.hand.entrySet()) {
                if (onTrial(worker, held.getKey(), held.getValue())) {
                    die(worker);
                    return;
                }
            }
            if (!worker.quiet()) {
                claim(worker);
            }
        }

        private void settle(Worker worker) {
            worker.hand
                    .entrySet()
                    .removeIf(
                            held -> {
                                Call call = held.getValue();
                                Mail mail = held.getKey();
                                boolean over =
                                        call.trial != Trial.AWAITED
                                                && now - call.begun >= mail.seconds;
                                if (over) {
                                    mail.end = End.SENT;
                                }
                                return over;
                            });
        }

        /// Says whether it kills.
        private boolean onTrial(Worker worker, Mail mail, Call call) {
            if (call.trial == Trial.AWAITED
                    && worker.hand.values().stream()
                            .allMatch(other -> other == call || now - other.claimed >= 5)) {
                call.trial = Trial.UNDER_WAY;
                call.begun = now;
                return mail.kills;
            }
            if (call.trial == Trial.UNDER_WAY && now - call.begun >= 5) {
                mail.blame = mail.blame.lived(call.trial);
                call.trial = Trial.LIVED;
            }
            return false;
        }

        private void claim(Worker worker) {
            boolean mayTry = now - worker.since >= 30;
            int room = 20;
            boolean dies = false;
            for (Mail mail : mails) {
                if (mail.end != End.OPEN || mail.held || mail.due > now || room == 0) {
                    continue;
                }
                if (mail.blame.poison()) {
                    mail.end = End.SET_ASIDE;
                    continue;
                }
                boolean suspect = mail.blame.suspect();
                if (suspect && !mayTry) {
                    continue;
                }
                mayTry &= !suspect;
                room--;
                mail.held = true;
                worker.hand.put(mail, new Call(now, suspect ? Trial.AWAITED : Trial.NONE));
                dies |= mail.kills && !suspect;
            }
            if (dies) {
                die(worker);
            }
        }

        private void die(Worker worker) {
            deaths++;
            worker.hand.forEach(
                    (mail, call) -> {
                        mail.diedAlone += call.trial == Trial.UNDER_WAY ? 1 : 0;
                        mail.blame = mail.blame.died(call.trial);
                        mail.due = now + 30 + (int) mail.blame.rest().toSeconds();
                        mail.held = false;
                    });
            worker.hand.clear();
            worker.dead = true;
            worker.since = now;
        }
    }
}
