package dev.mailswitch.delivery.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailswitch.health.Silence;
import dev.mailswitch.ledger.ReportSampling.Sample;
import dev.mailswitch.model.id.ProviderId;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Two providers; a role, a clock, samples and a table that do as they are told.
class SilenceWatchTest {

    private static final ProviderId ONE = new ProviderId(new UUID(1, 1));
    private static final ProviderId TWO = new ProviderId(new UUID(1, 2));
    private static final Instant START = Instant.parse("2026-05-01T00:00:00Z");
    private static final Duration LOOK = SilenceWatch.LOOK;
    private static final int DOMAINS = 5;
    private static final int MAILS_TO_EACH = 10;

    private record Slice(Instant from, Instant to) {}

    private static final class Away extends SQLException {
        private static final long serialVersionUID = 1L;
    }

    /// Throws once when it is to write that somebody is silent.
    private final class FailingTable implements SilenceTable {

        @Override
        public Map<ProviderId, Silence> silences() {
            return table.silences();
        }

        @Override
        public Map<ProviderId, Habit> habits() {
            return table.habits();
        }

        @Override
        public void save(Map<ProviderId, Habit> habits, Map<ProviderId, Silence> silences)
                throws SQLException {
            if (failsOnce && !silences.isEmpty()) {
                failsOnce = false;
                throw new Away();
            }
            table.save(habits, silences);
        }
    }

    private final InMemorySilences table = new InMemorySilences();
    private final List<Slice> looks = new ArrayList<>();
    private final List<SilenceNews.Change> told = new ArrayList<>();
    private boolean ours = true;
    private boolean roleAway;
    private boolean samplesAway;
    private boolean failsOnce;
    private Instant now = START;
    private Instant hushed = Instant.MAX;

    private final SilenceWatch watch =
            new SilenceWatch(
                    this::role,
                    this::look,
                    new FailingTable(),
                    told::add,
                    () -> Map.of(ONE, ReportWay.OUTSIDE, TWO, ReportWay.OUTSIDE),
                    () -> now);

    private boolean role() throws SQLException {
        if (roleAway) {
            throw new Away();
        }
        return ours;
    }

    private List<Sample> look(Instant from, Instant to) throws SQLException {
        looks.add(new Slice(from, to));
        if (samplesAway) {
            throw new Away();
        }
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < DOMAINS; i++) {
            String domain = "host" + i + ".test";
            samples.add(new Sample(ONE, domain, from.isBefore(hushed), MAILS_TO_EACH));
            samples.add(new Sample(TWO, domain, true, MAILS_TO_EACH));
        }
        return samples;
    }

    private void listen(int turns) throws SQLException {
        for (int i = 0; i < turns; i++) {
            watch.turn();
            now = now.plus(LOOK);
        }
    }

    private void learn() throws SQLException {
        listen(Habit.ENOUGH + 5);
        assertThat(table.habits().get(ONE).normal()).contains(Age.MINUTE);
        assertThat(told).isEmpty();
    }

    /// The slices that one look is at.
    private static List<Slice> slices(Instant from, Instant to) {
        return Arrays.stream(Age.values())
                .map(age -> new Slice(from.minus(age.duration()), to.minus(age.duration())))
                .toList();
    }

    private void failToSaveASilence() throws SQLException {
        learn();
        hushed = now;
        failsOnce = true;
        assertThatThrownBy(() -> listen(20)).isInstanceOf(Away.class);
        assertThat(told).isEmpty();
        assertThat(table.silences()).isEmpty();
    }

    @Test
    void whoHasNotTheRoleDoesNotLook() throws SQLException {
        ours = false;
        listen(5);
        assertThat(looks).isEmpty();
        assertThat(table.habits()).isEmpty();
    }

    @Test
    void theFirstLookIsAtWhatCameSinceItHasTheRole() throws SQLException {
        watch.turn();
        now = START.plus(LOOK).minusMillis(1);
        watch.turn();
        assertThat(looks).isEmpty();
        now = START.plus(LOOK);
        watch.turn();
        assertThat(looks).isEqualTo(slices(START, now));
        assertThat(table.habits()).containsOnlyKeys(ONE, TWO);
    }

    @Test
    void whoFallsSilentIsWrittenAndTold() throws SQLException {
        learn();
        hushed = now;
        listen(20);
        assertThat(told).singleElement().matches(change -> !change.over());
        assertThat(table.silences()).containsOnlyKeys(ONE);
    }

    @Test
    void whatAnotherFoundMeanwhileStandsWhenTheRoleComesBack() throws SQLException {
        learn();
        ours = false;
        listen(2);
        Silence found = new Silence(ONE, now);
        Habit others = new Habit(Map.of(Age.LAST, new Habit.Usual(0.8, 100)));
        table.save(Map.of(ONE, others), Map.of(ONE, found));
        hushed = Instant.MIN;
        ours = true;
        looks.clear();
        Instant regained = now;
        listen(2);
        assertThat(looks).isEqualTo(slices(regained, regained.plus(LOOK)));
        assertThat(table.silences()).containsExactly(Map.entry(ONE, found));
        // Nobody's habit is known that could bear witness, so nothing was added to it.
        assertThat(table.habits()).containsEntry(ONE, others);
    }

    @Test
    void whatCouldNotBeWrittenIsWrittenAndToldByTheNextLook() throws SQLException {
        failToSaveASilence();
        now = now.plus(LOOK);
        watch.turn();
        assertThat(told).singleElement().matches(change -> change.silence().provider().equals(ONE));
        assertThat(table.silences()).containsOnlyKeys(ONE);
        listen(5);
        assertThat(told).hasSize(1);
    }

    @Test
    void whoLosesTheRoleLeavesTheTellingToItsSuccessor() throws SQLException {
        failToSaveASilence();
        ours = false;
        listen(1);
        ours = true;
        hushed = Instant.MAX;
        listen(20);
        assertThat(told).isEmpty();
    }

    @Test
    void aSliceThatCouldNotBeReadIsMissed() throws SQLException {
        learn();
        Map<ProviderId, Habit> learnt = table.habits();
        looks.clear();
        samplesAway = true;
        Instant missed = now;
        assertThatThrownBy(watch::turn).isInstanceOf(Away.class);
        assertThat(table.habits()).isEqualTo(learnt);
        samplesAway = false;
        looks.clear();
        now = missed.plus(LOOK);
        watch.turn();
        assertThat(looks).isEqualTo(slices(missed, now));
        assertThat(table.habits()).isNotEqualTo(learnt);
    }

    @Test
    void whenItIsNotKnownWhoHasTheRoleNothingIsForgotten() throws SQLException {
        learn();
        looks.clear();
        roleAway = true;
        assertThatThrownBy(watch::turn).isInstanceOf(Away.class);
        assertThat(looks).isEmpty();
        roleAway = false;
        watch.turn();
        assertThat(looks).isEqualTo(slices(now.minus(LOOK), now));
    }

    @Test
    void aLateLookIsAtTheLastMinuteAlone() throws SQLException {
        learn();
        looks.clear();
        now = now.plus(Duration.ofMinutes(10));
        watch.turn();
        assertThat(looks).isEqualTo(slices(now.minus(SilenceWatch.LONGEST), now));
    }
}
