package dev.mailswitch.ledger;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.id.TemplateId;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Oid;
import org.postgresql.jdbc.PgArray;

/// Binds a list of rows column by column: one statement writes a whole batch. What is hot picks the
/// arrays apart by subscript, `($1::uuid[])[i] … FROM unnest($9::int[]) i`, because PostgreSQL runs
/// an `unnest` of several arrays as a function a column, each with a store for its rows; at batches
/// of ten that is a tenth of a mail's cost. (Subscripts come from an array too and not from
/// `generate_series`, which the planner takes for a thousand rows.)
///
/// Arrays travel in PostgreSQL's binary form (`array_send` in its source): reading them as text
/// costs the server a tenth of all it does for a mail, and the driver's own arrays of most types
/// are text.
final class Columns<T> {

    /// 2000-01-01, from which PostgreSQL counts microseconds.
    private static final long EPOCH_SECOND = 946_684_800L;

    private static final byte[] NULL = new byte[0];

    private final Connection connection;
    private final PreparedStatement statement;
    private final List<T> rows;
    private int next;

    Columns(Connection connection, PreparedStatement statement, List<T> rows) {
        this(connection, statement, rows, 1);
    }

    /// @param first the number of the first parameter
    Columns(Connection connection, PreparedStatement statement, List<T> rows, int first) {
        this.connection = connection;
        this.statement = statement;
        this.rows = rows;
        this.next = first;
    }

    /// The number of the next parameter.
    int next() {
        return next;
    }

    /// Binds the next parameter.
    ///
    /// @param type the element's: uuid, int2, int4, int8, bool, timestamptz, text, json
    Columns<T> add(String type, Function<T, ? extends @Nullable Object> value) throws SQLException {
        return switch (type) {
            case "uuid" -> bind(Oid.UUID, Oid.UUID_ARRAY, value, cell -> bytes(uuid(cell)));
            case "int2" ->
                    bind(
                            Oid.INT2,
                            Oid.INT2_ARRAY,
                            value,
                            cell ->
                                    ByteBuffer.allocate(2)
                                            .putShort(((Number) cell).shortValue())
                                            .array());
            case "int4" ->
                    bind(
                            Oid.INT4,
                            Oid.INT4_ARRAY,
                            value,
                            cell ->
                                    ByteBuffer.allocate(4)
                                            .putInt(((Number) cell).intValue())
                                            .array());
            case "int8" ->
                    bind(
                            Oid.INT8,
                            Oid.INT8_ARRAY,
                            value,
                            cell ->
                                    ByteBuffer.allocate(8)
                                            .putLong(((Number) cell).longValue())
                                            .array());
            case "bool" ->
                    bind(
                            Oid.BOOL,
                            Oid.BOOL_ARRAY,
                            value,
                            cell -> new byte[] {(byte) (((Boolean) cell) ? 1 : 0)});
            case "timestamptz" ->
                    bind(
                            Oid.TIMESTAMPTZ,
                            Oid.TIMESTAMPTZ_ARRAY,
                            value,
                            cell -> ByteBuffer.allocate(8).putLong(micros((Instant) cell)).array());
            case "text" -> bind(Oid.TEXT, Oid.TEXT_ARRAY, value, cell -> utf8((String) cell));
            case "json" -> bind(Oid.JSON, Oid.JSON_ARRAY, value, cell -> utf8((String) cell));
            default -> throw new IllegalArgumentException("no column of type " + type);
        };
    }

    /// Binds a column of byte strings.
    Columns<T> addBytes(Function<T, byte @Nullable []> value) throws SQLException {
        return bind(Oid.BYTEA, Oid.BYTEA_ARRAY, value, cell -> (byte[]) cell);
    }

    /// Binds the rows' numbers, from 1: what the arrays are picked apart by.
    Columns<T> subscripts() throws SQLException {
        AtomicInteger row = new AtomicInteger();
        return add("int4", any -> row.incrementAndGet());
    }

    /// Binds one value for all rows.
    Columns<T> same(Object value) throws SQLException {
        statement.setObject(next++, value);
        return this;
    }

    private Columns<T> bind(
            int element,
            int array,
            Function<T, ? extends @Nullable Object> value,
            Function<Object, byte[]> encode)
            throws SQLException {
        boolean hasNull = false;
        byte[][] cells = new byte[rows.size()][];
        for (int i = 0; i < cells.length; i++) {
            Object cell = value.apply(rows.get(i));
            cells[i] = cell == null ? NULL : encode.apply(cell);
            hasNull |= cell == null;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(20 + cells.length * 20);
        bytes.writeBytes(
                ByteBuffer.allocate(12)
                        .putInt(cells.length == 0 ? 0 : 1)
                        .putInt(hasNull ? 1 : 0)
                        .putInt(element)
                        .array());
        if (cells.length > 0) {
            bytes.writeBytes(ByteBuffer.allocate(8).putInt(cells.length).putInt(1).array());
        }
        for (byte[] cell : cells) {
            bytes.writeBytes(
                    ByteBuffer.allocate(4).putInt(isNull(cell) ? -1 : cell.length).array());
            bytes.writeBytes(cell);
        }
        BaseConnection driver = connection.unwrap(BaseConnection.class);
        statement.setArray(next++, new PgArray(driver, array, bytes.toByteArray()));
        return this;
    }

    @SuppressWarnings("ReferenceEquality") // an empty string of bytes is not null
    private static boolean isNull(byte[] cell) {
        return cell == NULL;
    }

    private static UUID uuid(Object cell) {
        return switch (cell) {
            case UUID id -> id;
            case EmailId id -> id.value();
            case OrganisationId id -> id.value();
            case EnvironmentId id -> id.value();
            case ProviderId id -> id.value();
            case TemplateId id -> id.value();
            case Object other -> throw new IllegalArgumentException("not an id: " + other);
        };
    }

    private static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    private static long micros(Instant at) {
        return (at.getEpochSecond() - EPOCH_SECOND) * 1_000_000L + at.getNano() / 1_000;
    }

    /// PostgreSQL's text has no zero byte; what hosts answer may have one, and must be kept.
    private static byte[] utf8(String text) {
        String storable = text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
        return storable.getBytes(StandardCharsets.UTF_8);
    }
}
