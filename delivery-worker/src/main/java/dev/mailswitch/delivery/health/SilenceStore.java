package dev.mailswitch.delivery.health;

import static java.util.Comparator.comparing;

import dev.mailswitch.health.Silence;
import dev.mailswitch.model.id.ProviderId;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import javax.sql.DataSource;

/// The tables `silence` and `report_habit`: a few rows a provider, written by one worker at a time.
public final class SilenceStore implements SilenceTable {

    private final DataSource database;

    public SilenceStore(DataSource database) {
        this.database = database;
    }

    @Override
    public Map<ProviderId, Silence> silences() throws SQLException {
        try (Connection connection = database.getConnection()) {
            return Silence.read(connection);
        }
    }

    @Override
    public Map<ProviderId, Habit> habits() throws SQLException {
        Map<ProviderId, Map<Age, Habit.Usual>> usual = new HashMap<>();
        try (Connection connection = database.getConnection();
                PreparedStatement select =
                        connection.prepareStatement(
                                "SELECT provider_id, age_seconds, share, slices FROM report_habit");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                // An age that is looked at no longer, or not yet, says nothing.
                Optional<Age> age = age(row.getInt(2));
                if (age.isPresent()) {
                    usual.computeIfAbsent(
                                    new ProviderId(row.getObject(1, UUID.class)),
                                    id -> new EnumMap<>(Age.class))
                            .put(age.get(), new Habit.Usual(row.getDouble(3), row.getDouble(4)));
                }
            }
        }
        Map<ProviderId, Habit> habits = new HashMap<>();
        usual.forEach((provider, known) -> habits.put(provider, new Habit(known)));
        return habits;
    }

    private static Optional<Age> age(int seconds) {
        return Arrays.stream(Age.values()).filter(age -> seconds(age) == seconds).findFirst();
    }

    private static int seconds(Age age) {
        return Math.toIntExact(age.duration().toSeconds());
    }

    private record Line(ProviderId provider, Age age, Habit.Usual usual) {}

    /// Two may write for a moment, and each must come to the rows in the same order, else they lock
    /// each other out. Deletes come in an order of the planner's: so whatever is there is locked first.
    private static final List<String> LOCKS =
            List.of(
                    "SELECT 1 FROM report_habit ORDER BY provider_id, age_seconds FOR UPDATE",
                    "SELECT 1 FROM silence ORDER BY provider_id FOR UPDATE");

    @Override
    public void save(Map<ProviderId, Habit> habits, Map<ProviderId, Silence> silences)
            throws SQLException {
        List<Line> lines =
                habits.entrySet().stream()
                        .flatMap(
                                habit ->
                                        habit.getValue().usual().entrySet().stream()
                                                .map(
                                                        usual ->
                                                                new Line(
                                                                        habit.getKey(),
                                                                        usual.getKey(),
                                                                        usual.getValue())))
                        .sorted(comparing(Line::provider).thenComparing(Line::age))
                        .toList();
        List<Silence> silent =
                silences.values().stream().sorted(comparing(Silence::provider)).toList();
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                lock(connection);
                saveHabits(connection, lines);
                saveSilences(connection, silent);
                connection.commit();
            } catch (SQLException | RuntimeException failed) {
                connection.rollback();
                throw failed;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    private static void lock(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String lock : LOCKS) {
                statement.executeQuery(lock).close();
            }
        }
    }

    private static void saveHabits(Connection connection, List<Line> lines) throws SQLException {
        try (PreparedStatement forget =
                connection.prepareStatement(
                        """
                        DELETE FROM report_habit h
                         WHERE NOT EXISTS (
                               SELECT 1 FROM unnest(?::uuid[], ?::int[]) u(provider, age)
                                WHERE u.provider = h.provider_id AND u.age = h.age_seconds)""")) {
            forget.setArray(1, array(connection, "uuid", lines, line -> line.provider().value()));
            forget.setArray(2, array(connection, "int4", lines, line -> seconds(line.age())));
            forget.executeUpdate();
        }
        try (PreparedStatement write =
                connection.prepareStatement(
                        """
                        INSERT INTO report_habit AS h (provider_id, age_seconds, share, slices)
                        SELECT * FROM unnest(?::uuid[], ?::int[], ?::float8[], ?::float8[])
                            ON CONFLICT (provider_id, age_seconds) DO UPDATE
                           SET share = excluded.share, slices = excluded.slices
                         WHERE (h.share, h.slices) <> (excluded.share, excluded.slices)""")) {
            write.setArray(1, array(connection, "uuid", lines, line -> line.provider().value()));
            write.setArray(2, array(connection, "int4", lines, line -> seconds(line.age())));
            write.setArray(3, array(connection, "float8", lines, line -> line.usual().share()));
            write.setArray(4, array(connection, "float8", lines, line -> line.usual().slices()));
            write.executeUpdate();
        }
    }

    private static void saveSilences(Connection connection, Collection<Silence> silences)
            throws SQLException {
        Array providers = array(connection, "uuid", silences, one -> one.provider().value());
        try (PreparedStatement forget =
                connection.prepareStatement("DELETE FROM silence WHERE provider_id <> ALL (?)")) {
            forget.setArray(1, providers);
            forget.executeUpdate();
        }
        try (PreparedStatement write =
                connection.prepareStatement(
                        """
                        INSERT INTO silence AS s (provider_id, since)
                        SELECT * FROM unnest(?::uuid[], ?::timestamptz[])
                            ON CONFLICT (provider_id) DO UPDATE SET since = excluded.since
                         WHERE s.since <> excluded.since""")) {
            write.setArray(1, providers);
            write.setArray(
                    2,
                    array(
                            connection,
                            "timestamptz",
                            silences,
                            one -> one.since().atOffset(ZoneOffset.UTC)));
            write.executeUpdate();
        }
    }

    private static <T> Array array(
            Connection connection, String type, Collection<T> of, Function<T, Object> value)
            throws SQLException {
        return connection.createArrayOf(type, of.stream().map(value).toArray());
    }
}
