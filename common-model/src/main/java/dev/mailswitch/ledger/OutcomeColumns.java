package dev.mailswitch.ledger;

import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.model.outcome.Phase;
import dev.mailswitch.model.outcome.Scope;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/// An outcome as the columns of an attempt, and back.
///
/// @param flag RecipientRefused: permanent; MessageRefused: differs elsewhere; Unavailable, Unknown:
///     presumed, as its worker was lost ([LostCalls])
record OutcomeColumns(
        short outcome,
        @Nullable Short bounceClass,
        @Nullable Short scope,
        @Nullable Short phase,
        @Nullable Boolean flag,
        @Nullable Instant retryAt,
        @Nullable String reply,
        @Nullable String providerMessageId) {

    static final String SELECT =
            "a.outcome, a.class, a.scope, a.phase, a.flag, a.retry_at, a.reply,"
                    + " a.provider_message_id";

    /// Whether an attempt `a` is closed only because its worker was lost.
    static final String PRESUMED = "(a.outcome IN (7, 8) AND a.flag)";

    static OutcomeColumns of(Outcome outcome) {
        short code = outcome.code();
        return switch (outcome) {
            case Outcome.Accepted o ->
                    new OutcomeColumns(
                            code, null, null, null, null, null, null, o.providerMessageId());
            case Outcome.RecipientRefused o ->
                    new OutcomeColumns(
                            code,
                            o.bounceClass().code(),
                            null,
                            null,
                            o.permanent(),
                            null,
                            o.reply(),
                            null);
            case Outcome.MessageRefused o ->
                    new OutcomeColumns(
                            code,
                            o.bounceClass().code(),
                            null,
                            null,
                            o.differsElsewhere(),
                            null,
                            o.reply(),
                            null);
            case Outcome.Blocked o ->
                    new OutcomeColumns(
                            code,
                            o.bounceClass().code(),
                            code(o.scope()),
                            null,
                            null,
                            null,
                            o.reply(),
                            null);
            case Outcome.Throttled o ->
                    new OutcomeColumns(code, null, null, null, null, o.until(), o.reply(), null);
            case Outcome.Misconfigured o ->
                    new OutcomeColumns(
                            code,
                            null,
                            code(o.scope()),
                            null,
                            null,
                            null,
                            o.what() + "\n" + o.reply(),
                            null);
            case Outcome.Unavailable o ->
                    new OutcomeColumns(
                            code, null, null, o.phase().code(), null, null, o.reply(), null);
            case Outcome.Unknown o ->
                    new OutcomeColumns(
                            code, null, null, o.phase().code(), null, null, o.reply(), null);
            case Outcome.Unsuited o ->
                    new OutcomeColumns(
                            code, o.bounceClass().code(), null, null, null, null, o.reply(), null);
        };
    }

    /// Whether the columns of [#SELECT] say that nobody knows and nobody has answered.
    static boolean presumedUnknown(ResultSet row, int first) throws SQLException {
        return row.getInt(first) == 8 && row.getBoolean(first + 4);
    }

    /// Reads the columns of [#SELECT] from `first` on; null while the call is open.
    static @Nullable Outcome read(ResultSet row, int first) throws SQLException {
        int code = row.getInt(first);
        if (row.wasNull()) {
            return null;
        }
        int bounceClass = row.getInt(first + 1);
        Scope scope = Scope.values()[row.getInt(first + 2)];
        Phase phase = Phase.of(row.getInt(first + 3));
        boolean flag = row.getBoolean(first + 4);
        OffsetDateTime retryAt = row.getObject(first + 5, OffsetDateTime.class);
        String stored = row.getString(first + 6);
        String reply = stored == null ? "" : stored;
        return switch (code) {
            case 1 -> new Outcome.Accepted(row.getString(first + 7));
            case 2 -> new Outcome.RecipientRefused(BounceClass.of(bounceClass), flag, reply);
            case 3 -> new Outcome.MessageRefused(BounceClass.of(bounceClass), flag, reply);
            case 4 -> new Outcome.Blocked(BounceClass.of(bounceClass), scope, reply);
            case 5 ->
                    new Outcome.Throttled(
                            retryAt == null ? Instant.EPOCH : retryAt.toInstant(), reply);
            case 6 -> {
                int end = reply.indexOf('\n');
                yield new Outcome.Misconfigured(
                        end < 0 ? reply : reply.substring(0, end), scope, reply.substring(end + 1));
            }
            case 7 -> new Outcome.Unavailable(phase, reply);
            case 8 -> new Outcome.Unknown(phase, reply);
            case 9 -> new Outcome.Unsuited(BounceClass.of(bounceClass), reply);
            default -> throw new SQLException("no outcome has the code " + code);
        };
    }

    private static short code(Scope scope) {
        return (short) scope.ordinal();
    }
}
