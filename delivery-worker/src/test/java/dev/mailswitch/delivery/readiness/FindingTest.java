package dev.mailswitch.delivery.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.provider.Readiness;
import dev.mailswitch.provider.Readiness.NotKnown;
import dev.mailswitch.provider.Readiness.NotReady;
import dev.mailswitch.provider.Readiness.Ready;
import dev.mailswitch.provider.Readiness.Unanswered;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FindingTest {

    static Stream<Arguments> pauses() {
        return Stream.of(
                Arguments.of(new Ready(), Pause.LONG, 0),
                Arguments.of(new NotReady("no key"), Pause.SHORT, 1),
                Arguments.of(new NotKnown("may not be asked"), Pause.LONG, 0),
                // Who was not to be reached may be there in a moment.
                Arguments.of(new Unanswered("no answer"), Pause.SHORT, 0));
    }

    @ParameterizedTest
    @MethodSource("pauses")
    void whatMayBeMendedIsAskedAgainSoon(Readiness said, Pause pause, int refusals) {
        assertThat(Finding.ofAccount(said, 0)).isEqualTo(new Finding(said, pause, refusals));
        assertThat(Finding.ofFrom(said)).isEqualTo(new Finding(said, pause, 0));
    }

    @ParameterizedTest
    @CsvSource({"0, 10", "1, 20", "2, 40", "3, 80", "4, 160", "5, 320", "6, 360", "1000000, 360"})
    void anAccountThatGoesOnRefusingIsAskedEverMoreSeldom(int before, int minutes) {
        Finding finding = Finding.ofAccount(new NotReady("535"), before);
        assertThat(finding.pause().about()).isEqualTo(Duration.ofMinutes(minutes));
        assertThat(finding.refusals()).isEqualTo(before + 1);
        // A silence in between makes no wrong password right.
        assertThat(Finding.ofAccount(new Unanswered("no answer"), before))
                .isEqualTo(new Finding(new Unanswered("no answer"), Pause.SHORT, before));
        assertThat(Finding.ofAccount(new Ready(), before).refusals()).isZero();
    }

    @Test
    void anAccountThatIsNotReadyOrDoesNotAnswerDoesSoForItsFroms() {
        assertThat(Finding.ofFromsAt(new Ready())).isEmpty();
        assertThat(Finding.ofFromsAt(new NotReady("401")))
                .contains(new NotReady("the account is not ready: 401"));
        assertThat(Finding.ofFromsAt(new Unanswered("no answer")))
                .contains(new Unanswered("the account: no answer"));
        assertThat(Finding.ofFromsAt(new NotKnown("may not be asked"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 360})
    void pausesVaryByATenth(int minutes) {
        Duration about = Duration.ofMinutes(minutes);
        Pause pause = new Pause(about);
        SplittableRandom random = new SplittableRandom(7);
        assertThat(Stream.generate(() -> pause.drawn(random)).limit(200))
                .allMatch(drawn -> drawn.compareTo(about.multipliedBy(9).dividedBy(10)) >= 0)
                .allMatch(drawn -> drawn.compareTo(about.multipliedBy(11).dividedBy(10)) <= 0)
                .doesNotHaveDuplicates();
    }
}
