package dev.mailswitch.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Statements that go to the database together, in order, and are answered together. Each has its
/// own snapshot, as if sent by itself; when one fails, those after it are not run.
///
/// A round trip costs PostgreSQL's kernel side about as much as the statement itself, so a batch
/// that makes two of them instead of ten costs half.
final class Pipeline {

    /// Binds a statement's parameters.
    @FunctionalInterface
    interface Binding<T> {
        void bind(Columns<T> columns) throws SQLException;
    }

    /// Reads a statement's rows.
    @FunctionalInterface
    interface Rows {
        void read(ResultSet row) throws SQLException;
    }

    private record Part<T>(String sql, List<T> rows, Binding<T> binding, @Nullable Rows reader) {
        int bind(Connection connection, PreparedStatement statement, int first)
                throws SQLException {
            Columns<T> columns = new Columns<>(connection, statement, rows, first);
            binding.bind(columns);
            return columns.next();
        }
    }

    private final Connection connection;
    private final List<Part<?>> parts = new ArrayList<>();

    Pipeline(Connection connection) {
        this.connection = connection;
    }

    /// Adds a statement that returns nothing; skipped when there are no rows to bind.
    <T> void write(String sql, List<T> rows, Binding<T> binding) {
        if (!rows.isEmpty()) {
            parts.add(new Part<>(sql, rows, binding, null));
        }
    }

    /// Adds a statement that returns rows; skipped when there are no rows to bind.
    <T> void read(String sql, List<T> rows, Binding<T> binding, Rows reader) {
        if (!rows.isEmpty()) {
            parts.add(new Part<>(sql, rows, binding, reader));
        }
    }

    /// Runs what was added.
    ///
    /// @throws SQLException of the first statement that failed
    void run() throws SQLException {
        if (parts.isEmpty()) {
            return;
        }
        List<Part<?>> now = List.copyOf(parts);
        parts.clear();
        try (PreparedStatement statement =
                connection.prepareStatement(
                        now.stream().map(Part::sql).collect(Collectors.joining(";\n")))) {
            int next = 1;
            for (Part<?> part : now) {
                next = part.bind(connection, statement, next);
            }
            boolean hasRows = statement.execute();
            for (Part<?> part : now) {
                if (part.reader() != null) {
                    if (!hasRows) {
                        throw new IllegalStateException("no rows from " + part.sql());
                    }
                    try (ResultSet row = statement.getResultSet()) {
                        part.reader().read(row);
                    }
                }
                hasRows = statement.getMoreResults();
            }
        }
    }

    /// Runs what was added and commits with it, saving a round trip. Nothing may fail afterwards.
    void commit() throws SQLException {
        write("COMMIT", List.of(connection), nothing -> {});
        run();
    }
}
