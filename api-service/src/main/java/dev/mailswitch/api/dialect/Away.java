package dev.mailswitch.api.dialect;

import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tells a database that is away from a mistake of ours.
public final class Away {

    /// Of SQLSTATE: connection, resources, operator's intervention (PostgreSQL, appendix A).
    private static final Set<String> CLASSES = Set.of("08", "53", "57", "58");

    /// What the same request may succeed with a moment later: serialization, deadlock, lock
    /// time-out; and the end of a transaction that took too long.
    private static final Set<String> POSTPONED = Set.of("40001", "40P01", "55P03");

    private static final String TRANSACTION_TIMEOUT = "25P04";

    private static final int DEPTH = 20;

    private Away() {}

    /// Whether the reason for a failure, however deep, is that the database was not there.
    public static boolean is(Throwable failure) {
        @Nullable Throwable at = failure;
        for (int i = 0; at != null && i < DEPTH; i++, at = at.getCause()) {
            if (at instanceof SQLException sql && away(sql)) {
                return true;
            }
        }
        return false;
    }

    /// Whether the same again may succeed at once.
    public static boolean postponed(SQLException failure) {
        return POSTPONED.contains(failure.getSQLState());
    }

    private static boolean away(SQLException failure) {
        String state = failure.getSQLState();
        if (state == null) {
            // The pool's own time-out for a connection has no state.
            return failure.getErrorCode() == 0 || failure instanceof SQLTransientException;
        }
        return postponed(failure)
                || state.equals(TRANSACTION_TIMEOUT)
                || (state.length() == 5 && CLASSES.contains(state.substring(0, 2)));
    }
}
