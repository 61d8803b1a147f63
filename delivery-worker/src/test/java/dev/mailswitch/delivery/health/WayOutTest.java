package dev.mailswitch.delivery.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.delivery.health.WayOut.Isolation;
import dev.mailswitch.delivery.health.WayOut.Standing;
import dev.mailswitch.ledger.ReachQuestions.Question;
import dev.mailswitch.ledger.ReachQuestions.Read;
import dev.mailswitch.model.id.OrganisationId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WayOutTest {

    private static final long US = 7;
    private static final long OTHER = 8;
    private static final Destination A = destination("a", 1);
    private static final Destination B = destination("b", 2);
    private static final Destination C = destination("c", 2);

    /// The account of another organisation at the host of [#A].
    private static final Destination A_OF_TWO = destination("a", 2);

    private final WayOut wayOut = new WayOut(US);
    private final List<Destination> settings = new ArrayList<>(List.of(A, A_OF_TWO, B, C));
    private final Instant start = Instant.parse("2026-05-01T12:00:00.123456789Z");
    private Instant now = start;

    private static Destination destination(String place, int organisation) {
        return new Destination(place, new OrganisationId(new UUID(0, organisation)));
    }

    private void fails(Destination to) {
        wayOut.called(to, Reach.NOT_REACHED, now, now);
    }

    private void reaches(Destination to) {
        wayOut.called(to, Reach.REACHED, now, now);
    }

    private WayOut.Turn look(int others, Question... questions) {
        return wayOut.look(new Read(others, List.of(questions)), settings, now);
    }

    private void passes(int seconds) {
        now = now.plusSeconds(seconds);
    }

    /// Asks, and hears at once that another has just reached these.
    private void contradicted(String... places) {
        passes(1);
        List<Question> asked = look(1).asked();
        passes(1);
        look(
                1,
                asked.stream()
                        .map(
                                one ->
                                        Arrays.asList(places).contains(one.place())
                                                ? new Question(US, one.place(), one.since(), now)
                                                : one)
                        .toArray(Question[]::new));
    }

    @Test
    void itAsksOnceForARowOfFailuresAndInTheDatabasesPrecision() {
        fails(A);
        passes(1);
        fails(A_OF_TWO);
        Question asked = new Question(US, "a", Instant.parse("2026-05-01T12:00:00.123456Z"), null);
        assertThat(look(1).asked()).containsExactly(asked);
        assertThat(look(1, asked).asked()).isEmpty();
        // It was lost, or the lease's row had been gone.
        assertThat(look(1).asked()).containsExactly(asked);
        reaches(A);
        WayOut.Turn turn = look(1, asked);
        assertThat(turn.asked()).isEmpty();
        assertThat(turn.withdrawn()).containsExactly("a");
    }

    @Test
    void aloneItAsksNobodyAndAllIsSure() {
        fails(A);
        assertThat(look(0).asked()).isEmpty();
        assertThat(wayOut.standing("a", now)).isEqualTo(Standing.SURE);
    }

    @Test
    void whatNobodyContradictsIsSureASecondAfterItWasSeenToBeAsked() {
        look(1);
        fails(A);
        assertThat(wayOut.standing("a", now)).isEqualTo(Standing.ASKED);
        Question asked = look(1).asked().getFirst();
        passes(10);
        assertThat(wayOut.standing("a", now)).isEqualTo(Standing.ASKED);
        look(1, asked);
        assertThat(wayOut.standing("a", now.plusMillis(999))).isEqualTo(Standing.ASKED);
        assertThat(wayOut.standing("a", now.plusSeconds(1))).isEqualTo(Standing.SURE);
    }

    @Test
    void whatWasContradictedIsOursForTwoMinutes() {
        fails(A);
        contradicted("a");
        assertThat(wayOut.standing("a", now)).isEqualTo(Standing.OURS);
        assertThat(wayOut.standing("b", now)).isEqualTo(Standing.SURE);
        passes(120);
        assertThat(wayOut.standing("a", now)).isEqualTo(Standing.SURE);
    }

    @Test
    void anAnswerToAnEarlierQuestionDoesNotContradict() {
        fails(A);
        Question asked = look(1).asked().getFirst();
        reaches(A);
        passes(60);
        fails(A);
        look(1, new Question(US, "a", asked.since(), now));
        assertThat(wayOut.standing("a", now)).isEqualTo(Standing.ASKED);
    }

    @Test
    void itAnswersOthersWithWhatItReachedSinceAndSeldomAnew() {
        reaches(A);
        passes(1);
        Question asked = new Question(OTHER, "a", now, null);
        assertThat(look(1, asked).answered()).isEmpty();
        assertThat(look(1, new Question(OTHER, "b", start, null)).answered()).isEmpty();
        passes(1);
        reaches(A);
        List<Question> answered = look(1, asked).answered();
        assertThat(answered).extracting(Question::worker).containsExactly(OTHER);
        assertThat(answered.getFirst().reachedAt()).isAfter(asked.since());
        passes(4);
        reaches(A);
        assertThat(look(1, answered.getFirst()).answered()).isEmpty();
        passes(1);
        reaches(A);
        assertThat(look(1, answered.getFirst()).answered()).hasSize(1);
    }

    /// The letters are places that this worker does not reach; `A` is the second organisation's
    /// account at the place `a`.
    @ParameterizedTest(name = "fails at {0}, contradicted at {1}, only {2} there: suspects {3}")
    @CsvSource({
        "aAb, a,  abAc, true",
        "ab,  ab, abAc, true",
        "abc, bc, abAc, false", // contradicted by the hosts of one organisation alone
        "ab,  a,  abAc, false",
        "aA,  a,  abAc, false", // one place
        "aA,  a,  aA,   true", // there is no other
        "bc,  b,  bc,   true", // there is no other organisation
        "b,   b,  bc,   false",
        "aAb, '', abAc, false"
    })
    void itSuspectsItselfWhen(
            String failing, String contradicted, String present, boolean suspects) {
        settings.clear();
        present.chars().mapToObj(WayOutTest::letter).forEach(settings::add);
        failing.chars().mapToObj(WayOutTest::letter).forEach(this::fails);
        contradicted(contradicted.isEmpty() ? new String[0] : contradicted.split(""));
        // Of a place that nothing was sent to it thinks as of all others.
        assertThat(wayOut.standing("elsewhere", now))
                .isEqualTo(suspects ? Standing.OURS : Standing.SURE);
        assertThat(wayOut.isolated()).isFalse();
        failing.chars().mapToObj(WayOutTest::letter).forEach(this::failsLater);
        look(1);
        assertThat(wayOut.isolated()).isEqualTo(suspects);
    }

    private void failsLater(Destination to) {
        now = now.plusMillis(1);
        fails(to);
    }

    private static Destination letter(int letter) {
        return switch (letter) {
            case 'a' -> A;
            case 'A' -> A_OF_TWO;
            case 'b' -> B;
            case 'c' -> C;
            default -> throw new IllegalArgumentException("no such place");
        };
    }

    @Test
    void isolationIsToldOnceAndEndsWithTheFirstThatIsReached() {
        fails(A);
        fails(B);
        contradicted("a", "b");
        failsLater(A);
        assertThat(look(1).isolation()).isEqualTo(Isolation.BEGUN);
        assertThat(look(1).isolation()).isEqualTo(Isolation.SAME);
        reaches(C);
        assertThat(wayOut.isolated()).isFalse();
        assertThat(wayOut.standing("c", now)).isEqualTo(Standing.SURE);
        assertThat(wayOut.standing("a", now)).isEqualTo(Standing.OURS);
        assertThat(look(1).isolation()).isEqualTo(Isolation.ENDED);
        // Not again for the same failures: it does reach something.
        failsLater(A);
        assertThat(look(1).isolation()).isEqualTo(Isolation.SAME);
    }

    @Test
    void withNobodyLeftToContradictItIsNotIsolated() {
        fails(A);
        fails(B);
        contradicted("a", "b");
        failsLater(A);
        look(1);
        assertThat(look(0).isolation()).isEqualTo(Isolation.ENDED);
        assertThat(wayOut.standing("a", now)).isEqualTo(Standing.SURE);
    }

    @Test
    void placesBecomeOursOnce() {
        fails(A);
        passes(1);
        Question asked = look(1).asked().getFirst();
        Question answered = new Question(US, "a", asked.since(), now);
        assertThat(look(1, answered).ours()).containsExactly("a");
        assertThat(look(1, answered).ours()).isEmpty();
    }

    @Test
    void triesBecomeSeldomUntilOneGetsThrough() {
        Duration waited = Duration.ZERO;
        Duration last = Duration.ZERO;
        for (int i = 0; i < 6; i++) {
            assertThat(wayOut.tries("a", now)).isTrue();
            assertThat(wayOut.tries("a", now)).isFalse();
            Instant tried = now;
            while (!wayOut.mayTry("a", now)) {
                passes(1);
            }
            last = Duration.between(tried, now);
            waited = i == 0 ? last : waited;
        }
        assertThat(waited).isEqualTo(WayOut.TRY);
        assertThat(last).isEqualTo(WayOut.LONGEST_TRY);
        reaches(A);
        assertThat(wayOut.tries("a", now)).isTrue();
        assertThat(wayOut.mayTry("a", now.plus(WayOut.TRY))).isTrue();
    }

    @Test
    void whatIsNoLongerInTheSettingsIsForgotten() {
        fails(A);
        Question asked = look(1).asked().getFirst();
        settings.clear();
        assertThat(look(1, asked).withdrawn()).containsExactly("a");
        assertThat(wayOut.standing("a", now)).isEqualTo(Standing.SURE);
    }

    @Test
    void aPlaceThatNothingIsSentToIsAskedAboutNoLonger() {
        fails(A);
        Question asked = look(1).asked().getFirst();
        passes(601);
        assertThat(look(1, asked).withdrawn()).containsExactly("a");
    }
}
