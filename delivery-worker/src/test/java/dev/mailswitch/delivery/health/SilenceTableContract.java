package dev.mailswitch.delivery.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.health.Silence;
import dev.mailswitch.model.id.ProviderId;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every table of silences holds to.
abstract class SilenceTableContract {

    private static final Instant SINCE = Instant.parse("2026-05-01T12:00:00Z");
    private final ProviderId one = new ProviderId(UUID.randomUUID());
    private final ProviderId two = new ProviderId(UUID.randomUUID());
    private final Habit learnt =
            new Habit(
                    Map.of(
                            Age.MINUTE, new Habit.Usual(0.75, 12.5),
                            Age.LAST, new Habit.Usual(0.9, 4_000)));

    abstract SilenceTable table();

    @BeforeEach
    void empty() throws SQLException {
        table().save(Map.of(), Map.of());
    }

    @Test
    void nothingIsKnownAtFirst() throws SQLException {
        assertThat(table().habits()).isEmpty();
        assertThat(table().silences()).isEmpty();
    }

    @Test
    void whatWasSavedIsThere() throws SQLException {
        Map<ProviderId, Silence> silent = Map.of(two, new Silence(two, SINCE));
        table().save(Map.of(one, learnt, two, learnt.from(Age.LAST)), silent);
        assertThat(table().habits())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(one, learnt, two, learnt.from(Age.LAST)));
        assertThat(table().silences()).isEqualTo(silent);
    }

    @Test
    void whatIsSavedLaterTakesItsPlace() throws SQLException {
        table().save(
                        Map.of(one, learnt, two, learnt),
                        Map.of(one, new Silence(one, SINCE), two, new Silence(two, SINCE)));
        Silence later = new Silence(two, SINCE.plusSeconds(60));
        Habit other = new Habit(Map.of(Age.LAST, new Habit.Usual(0.5, 30)));
        table().save(Map.of(two, other), Map.of(two, later));
        assertThat(table().habits()).containsExactly(Map.entry(two, other));
        assertThat(table().silences()).containsExactly(Map.entry(two, later));
    }
}
