package dev.mailswitch.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/// Binds a list of rows column by column, for `unnest($1::uuid[], $2::smallint[], …)`: one
/// statement writes a whole batch.
final class Columns<T> {

    private final Connection connection;
    private final PreparedStatement statement;
    private final List<T> rows;
    private int next = 1;

    Columns(Connection connection, PreparedStatement statement, List<T> rows) {
        this.connection = connection;
        this.statement = statement;
        this.rows = rows;
    }

    /// Binds the next parameter; `type` is the element's type in PostgreSQL.
    Columns<T> add(String type, Function<T, ? extends @Nullable Object> value) throws SQLException {
        List<@Nullable String> texts = new ArrayList<>(rows.size());
        for (T row : rows) {
            Object cell = value.apply(row);
            texts.add(cell == null ? null : storable(cell.toString()));
        }
        statement.setArray(
                next++, connection.createArrayOf(type, texts.toArray(new @Nullable String[0])));
        return this;
    }

    /// PostgreSQL's text has no zero byte; what hosts answer may have one, and must be kept.
    private static String storable(String text) {
        return text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
    }

    /// Binds a column of byte strings, which travel in binary.
    Columns<T> addBytes(Function<T, byte @Nullable []> value) throws SQLException {
        byte[][] cells = new byte[rows.size()][];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = value.apply(rows.get(i));
        }
        statement.setArray(
                next++, connection.unwrap(PGConnection.class).createArrayOf("bytea", cells));
        return this;
    }

    /// Binds one value for all rows.
    Columns<T> same(Object value) throws SQLException {
        statement.setObject(next++, value);
        return this;
    }
}
