package dev.mailswitch.ledger;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// The table `reach_question`, as the worker of a lease sees it.
public final class ReachQuestionStore implements ReachQuestions {

    private final DataSource database;
    private final long worker;

    /// @param worker the number of this worker's lease
    public ReachQuestionStore(DataSource database, long worker) {
        this.database = database;
        this.worker = worker;
    }

    @Override
    public long worker() {
        return worker;
    }

    /// One statement a second and worker. Leases are renewed every five seconds, so who was not seen
    /// for fifteen answers nothing, and is not waited for.
    @Override
    public Read read() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select =
                        connection.prepareStatement(
                                """
                                WITH alive AS (
                                    SELECT epoch FROM worker
                                     WHERE NOT leaving
                                       AND seen_at > now() - interval '15 seconds')
                                SELECT (SELECT count(*) FROM alive WHERE epoch <> ?),
                                       q.worker, q.place, q.since, q.reached_at
                                  FROM (SELECT 1) one
                                  LEFT JOIN reach_question q
                                    ON q.worker = ? OR q.worker IN (SELECT epoch FROM alive)""")) {
            select.setLong(1, worker);
            select.setLong(2, worker);
            int others = 0;
            List<Question> questions = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    others = row.getInt(1);
                    String place = row.getString(3);
                    if (place != null) {
                        questions.add(
                                new Question(
                                        row.getLong(2),
                                        place,
                                        Objects.requireNonNull(instant(row, 4)),
                                        instant(row, 5)));
                    }
                }
            }
            return new Read(others, questions);
        }
    }

    private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    @Override
    public void write(
            Collection<Question> asked, Collection<String> withdrawn, List<Question> answered)
            throws SQLException {
        // In no transaction: each statement stands for itself, and whoever is killed in between has
        // only said less. Of other workers' rows each locks one, so no two wait for each other.
        try (Connection connection = database.getConnection()) {
            withdraw(connection, withdrawn);
            ask(connection, asked);
            answer(connection, answered);
        }
    }

    private void withdraw(Connection connection, Collection<String> places) throws SQLException {
        if (places.isEmpty()) {
            return;
        }
        try (PreparedStatement delete =
                connection.prepareStatement(
                        "DELETE FROM reach_question WHERE worker = ? AND place = ANY (?)")) {
            delete.setLong(1, worker);
            delete.setArray(2, connection.createArrayOf("text", places.toArray()));
            delete.executeUpdate();
        }
    }

    /// A lease that was away for so long that its row is gone asks nothing.
    private void ask(Connection connection, Collection<Question> questions) throws SQLException {
        if (questions.isEmpty()) {
            return;
        }
        try (PreparedStatement upsert =
                connection.prepareStatement(
                        """
                        INSERT INTO reach_question (worker, place, since)
                        SELECT k.epoch, q.place, q.since::timestamptz
                          FROM worker k, unnest(?::text[], ?::text[]) q(place, since)
                         WHERE k.epoch = ?
                            ON CONFLICT (worker, place) DO UPDATE
                           SET since = excluded.since, reached_at = NULL""")) {
            upsert.setArray(1, texts(connection, questions, Question::place));
            upsert.setArray(2, texts(connection, questions, one -> one.since().toString()));
            upsert.setLong(3, worker);
            upsert.executeUpdate();
        }
    }

    private static Array texts(
            Connection connection, Collection<Question> of, Function<Question, String> text)
            throws SQLException {
        return connection.createArrayOf("text", of.stream().map(text).toArray());
    }

    /// Only of the same question, and never back to an earlier time.
    private static void answer(Connection connection, List<Question> answers) throws SQLException {
        if (answers.isEmpty()) {
            return;
        }
        try (PreparedStatement update =
                connection.prepareStatement(
                        """
                        UPDATE reach_question SET reached_at = ?
                         WHERE worker = ? AND place = ? AND since = ?
                           AND (reached_at IS NULL OR reached_at < ?)""")) {
            for (Question answer : answers) {
                OffsetDateTime at =
                        Objects.requireNonNull(answer.reachedAt()).atOffset(ZoneOffset.UTC);
                update.setObject(1, at);
                update.setLong(2, answer.worker());
                update.setString(3, answer.place());
                update.setObject(4, answer.since().atOffset(ZoneOffset.UTC));
                update.setObject(5, at);
                update.executeUpdate();
            }
        }
    }
}
