package dev.mailswitch.ledger;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where workers ask each other about places that they do not reach, as one of them sees it. While
/// all is well nothing stands there and nothing is written. [ReachQuestionStore] keeps it in the database;
/// every method throws [SQLException] while that is away, and has changed nothing then as far as the
/// caller may rely on.
public interface ReachQuestions {

    /// All that stands there.
    ///
    /// @param others    other workers that live, or so it seems
    /// @param questions those of workers that live
    record Read(int others, List<Question> questions) {
        public Read {
            questions = List.copyOf(questions);
        }
    }

    /// Whether anybody has reached a place after a moment.
    ///
    /// @param worker    who asks
    /// @param since     when it first did not reach it; microseconds, as the database keeps
    /// @param reachedAt the latest time when another did, later than `since`; null: none has said so
    record Question(long worker, String place, Instant since, @Nullable Instant reachedAt) {}

    /// This worker's own number.
    long worker();

    Read read() throws SQLException;

    /// Writes what this worker asks, has withdrawn, and says to others: questions with `reachedAt`.
    void write(Collection<Question> asked, Collection<String> withdrawn, List<Question> answered)
            throws SQLException;
}
