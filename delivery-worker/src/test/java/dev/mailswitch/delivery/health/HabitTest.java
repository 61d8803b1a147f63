package dev.mailswitch.delivery.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HabitTest {

    private static final Instant THEN = Instant.parse("2026-05-01T12:00:00Z");

    private static Heard slice(int mails, int reported, int domains) {
        return new Heard(THEN, mails, reported, domains, Map.of());
    }

    private static Habit learnt(int slices, Heard slice) {
        Habit habit = Habit.NONE;
        for (int i = 0; i < slices; i++) {
            for (Age age : Age.values()) {
                habit = habit.learn(age, slice);
            }
        }
        return habit;
    }

    @Test
    void whatWasSeenForTooShortIsNotExpected() {
        assertThat(learnt(Habit.ENOUGH - 1, slice(50, 45, 4)).normal()).isEmpty();
        assertThat(learnt(Habit.ENOUGH, slice(50, 45, 4)).expected(Age.MINUTE)).contains(0.9);
    }

    @Test
    void fewMailsCountInPart() {
        Heard quarter = slice(Habit.FULL / 4, Habit.FULL / 4, 2);
        assertThat(learnt(Habit.ENOUGH * 4 - 1, quarter).normal()).isEmpty();
        assertThat(learnt(Habit.ENOUGH * 4, quarter).normal()).contains(Age.MINUTE);
    }

    @Test
    void aSliceToOneDomainTeachesNothing() {
        assertThat(learnt(1_000, slice(50, 50, 1))).isEqualTo(Habit.NONE);
    }

    @Test
    void normalIsTheFirstAgeByWhichNearlyAllHasCome() {
        Habit habit =
                new Habit(
                        Map.of(
                                Age.MINUTE, new Habit.Usual(0.6, 100),
                                Age.FIVE_MINUTES, new Habit.Usual(0.9, 100),
                                Age.HALF_HOUR, new Habit.Usual(0.92, 100)));
        assertThat(habit.normal()).contains(Age.FIVE_MINUTES);
        assertThat(habit.from(Age.HALF_HOUR).normal()).contains(Age.HALF_HOUR);
    }

    @Test
    void aYoungHabitIsNotTalkedDownByASilence() {
        Habit habit = learnt(Habit.ENOUGH, slice(50, 45, 4));
        for (int i = 0; i < 40; i++) {
            habit = habit.learn(Age.MINUTE, slice(50, 0, 4));
        }
        assertThat(habit.expected(Age.MINUTE).orElseThrow()).isCloseTo(0.9, within(0.02));
    }
}
