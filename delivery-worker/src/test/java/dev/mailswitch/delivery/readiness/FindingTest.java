package dev.mailswitch.delivery.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.provider.Readiness;
import dev.mailswitch.provider.Readiness.NotKnown;
import dev.mailswitch.provider.Readiness.NotReady;
import dev.mailswitch.provider.Readiness.Ready;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class FindingTest {

    static Stream<Arguments> pauses() {
        return Stream.of(
                Arguments.of(new Ready(), Pause.LONG, Pause.LONG),
                Arguments.of(new NotReady("no key"), Pause.SHORT, Pause.SHORT),
                // An account that was not to be reached may be there in a moment.
                Arguments.of(new NotKnown("no answer"), Pause.SHORT, Pause.LONG));
    }

    @ParameterizedTest
    @MethodSource("pauses")
    void whatMayBeMendedIsAskedAgainSoon(Readiness said, Pause ofAccount, Pause ofFrom) {
        assertThat(Finding.ofAccount(said)).isEqualTo(new Finding(said, ofAccount));
        assertThat(Finding.ofFrom(said)).isEqualTo(new Finding(said, ofFrom));
    }

    @Test
    void anAccountThatIsNotReadyAnswersForItsFroms() {
        assertThat(Finding.ofFromsAt(new Ready())).isEmpty();
        assertThat(Finding.ofFromsAt(new NotReady("401")))
                .contains(new Finding(new NotReady("the account is not ready: 401"), Pause.SHORT));
        assertThat(Finding.ofFromsAt(new NotKnown("no answer")))
                .contains(new Finding(new NotKnown("the account: no answer"), Pause.SHORT));
    }

    @ParameterizedTest
    @EnumSource
    void pausesVaryByATenth(Pause pause) {
        Duration about = pause == Pause.LONG ? Duration.ofHours(6) : Duration.ofMinutes(10);
        SplittableRandom random = new SplittableRandom(7);
        assertThat(Stream.generate(() -> pause.drawn(random)).limit(200))
                .allMatch(drawn -> drawn.compareTo(about.multipliedBy(9).dividedBy(10)) >= 0)
                .allMatch(drawn -> drawn.compareTo(about.multipliedBy(11).dividedBy(10)) <= 0)
                .doesNotHaveDuplicates();
    }
}
