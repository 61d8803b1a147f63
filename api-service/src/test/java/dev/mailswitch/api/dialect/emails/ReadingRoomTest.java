package dev.mailswitch.api.dialect.emails;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.api.dialect.Budget;
import org.junit.jupiter.api.Test;

class ReadingRoomTest {

    private final Budget budget = new Budget(1_000);

    @Test
    void composingTakesFourTimesTheMailAndShowingTwice() {
        ReadingRoom room = new ReadingRoom(budget);
        assertThat(room.take(200)).isTrue();
        assertThat(budget.used()).isEqualTo(800);
        room.composed(250);
        assertThat(budget.used()).isEqualTo(500);
        room.close();
        assertThat(budget.used()).isZero();
    }

    @Test
    void whatDoesNotFitBesideOthersIsRefused() {
        ReadingRoom one = new ReadingRoom(budget);
        ReadingRoom other = new ReadingRoom(budget);
        assertThat(one.take(200)).isTrue();
        assertThat(other.take(100)).isFalse();
        one.close();
        assertThat(other.take(100)).isTrue();
    }

    @Test
    void aMailLargerThanAllThereIsMayHaveItAlone() {
        ReadingRoom room = new ReadingRoom(budget);
        assertThat(room.take(1 << 20)).isTrue();
        room.composed(1 << 20);
        assertThat(budget.used()).isEqualTo(1_000);
        room.close();
        room.close();
        assertThat(budget.used()).isZero();
    }

    /// Nobody would give it back.
    @Test
    void afterItsClientHasGoneNothingIsTaken() {
        ReadingRoom room = new ReadingRoom(budget);
        room.close();
        assertThat(room.take(1)).isFalse();
        assertThat(budget.used()).isZero();
    }
}
