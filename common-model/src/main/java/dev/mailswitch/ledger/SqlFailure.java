package dev.mailswitch.ledger;

import java.sql.SQLException;
import java.util.Set;

/// What a failed statement means for the one who sent it, by SQLSTATE.
enum SqlFailure {
    /// Nothing was written; the same again may succeed: serialization, deadlock, lock time-out.
    POSTPONED,
    /// The data are at fault: class 22 and 23, a row too large for an index (54).
    REFUSED,
    /// The statement is at fault: a table, a column or a right that it needs is not there (42). The
    /// same for all units, unless what is missing is the leaf of one of them.
    WRONG,
    /// The database is away, or shutting down, or it is unknown whether it committed.
    LOST;

    /// Cancelled by a time-out of the session, or kept from what others hold.
    private static final Set<String> SLOW =
            Set.of("57014", "25P03", "25P04", "40001", "40P01", "55P03");

    /// Whether the database is there, and only took too long.
    static boolean slow(SQLException failed) {
        return SLOW.contains(String.valueOf(failed.getSQLState()));
    }

    static SqlFailure of(SQLException failed) {
        String state = failed.getSQLState();
        if (state == null) {
            return LOST;
        }
        return switch (state) {
            case "40001", "40P01", "55P03" -> POSTPONED;
            // Cancelled by a time-out of the session: too slow now, not wrong.
            case "57014", "25P03", "25P04" -> LOST;
            // What it refers to went away after the statement had looked; the next one sees that.
            case "23503" -> POSTPONED;
            // A prepared plan outlived its table.
            case "0A000", "26000" -> POSTPONED;
            default ->
                    switch (state.substring(0, 2)) {
                        case "22", "23", "54" -> REFUSED;
                        case "42" -> WRONG;
                        default -> LOST;
                    };
        };
    }
}
