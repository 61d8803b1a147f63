package dev.mailswitch.delivery.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.ledger.ReachQuestions;
import dev.mailswitch.ledger.ReachQuestions.Question;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What every table of such questions holds to. Each test has workers and places of its own.
abstract class ReachQuestionsContract {

    private static final Instant SINCE = Instant.parse("2026-05-01T12:00:00.123456Z");
    private static final String PLACE = "smtp relay.example.com:587";

    /// Another worker that lives.
    abstract ReachQuestions worker() throws SQLException;

    /// It lives no longer.
    abstract void die(ReachQuestions worker) throws SQLException;

    private static Question asks(ReachQuestions worker, String place) {
        return new Question(worker.worker(), place, SINCE, null);
    }

    private static List<Question> of(ReachQuestions asker, ReachQuestions seenBy)
            throws SQLException {
        return seenBy.read().questions().stream()
                .filter(one -> one.worker() == asker.worker())
                .toList();
    }

    private static void answer(ReachQuestions by, Question question, Instant reachedAt)
            throws SQLException {
        by.write(
                List.of(),
                List.of(),
                List.of(
                        new Question(
                                question.worker(), question.place(), question.since(), reachedAt)));
    }

    @Test
    void whatOneAsksAllSee() throws SQLException {
        ReachQuestions asker = worker();
        ReachQuestions other = worker();
        asker.write(List.of(asks(asker, PLACE), asks(asker, "x")), List.of(), List.of());
        assertThat(of(asker, asker))
                .containsExactlyInAnyOrder(asks(asker, PLACE), asks(asker, "x"));
        assertThat(of(asker, other))
                .containsExactlyInAnyOrder(asks(asker, PLACE), asks(asker, "x"));
        asker.write(List.of(), List.of(PLACE), List.of());
        assertThat(of(asker, other)).containsExactly(asks(asker, "x"));
    }

    @Test
    void nobodyWithdrawsTheQuestionOfAnother() throws SQLException {
        ReachQuestions asker = worker();
        ReachQuestions other = worker();
        asker.write(List.of(asks(asker, PLACE)), List.of(), List.of());
        other.write(List.of(), List.of(PLACE), List.of());
        assertThat(of(asker, asker)).hasSize(1);
    }

    @Test
    void ofTwoAnswersTheLaterHolds() throws SQLException {
        ReachQuestions asker = worker();
        ReachQuestions other = worker();
        Question question = asks(asker, PLACE);
        asker.write(List.of(question), List.of(), List.of());
        answer(other, question, SINCE.plusSeconds(8));
        answer(worker(), question, SINCE.plusSeconds(3));
        assertThat(of(asker, asker))
                .extracting(Question::reachedAt)
                .containsExactly(SINCE.plusSeconds(8));
    }

    /// It was about other failures, and the place may have been down since.
    @Test
    void anAnswerToAnEarlierQuestionIsNone() throws SQLException {
        ReachQuestions asker = worker();
        Question earlier = asks(asker, PLACE);
        Question now = new Question(asker.worker(), PLACE, SINCE.plusSeconds(60), null);
        asker.write(List.of(earlier), List.of(), List.of());
        answer(worker(), earlier, SINCE.plusSeconds(1));
        asker.write(List.of(now), List.of(), List.of());
        answer(worker(), earlier, SINCE.plusSeconds(70));
        assertThat(of(asker, asker)).containsExactly(now);
    }

    @Test
    void anAnswerToNoQuestionLeavesNothing() throws SQLException {
        ReachQuestions asker = worker();
        answer(worker(), asks(asker, PLACE), SINCE.plusSeconds(1));
        assertThat(of(asker, asker)).isEmpty();
    }

    @Test
    void whoIsGoneIsNotCountedAndNotAnswered() throws SQLException {
        ReachQuestions asker = worker();
        ReachQuestions other = worker();
        int all = other.read().others();
        asker.write(List.of(asks(asker, PLACE)), List.of(), List.of());
        die(asker);
        assertThat(other.read().others()).isEqualTo(all - 1);
        assertThat(of(asker, other)).isEmpty();
    }
}
