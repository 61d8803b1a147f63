package dev.mailswitch.api.dialect;

import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tells a database that is away from a mistake of ours.
public final class Away {

    /// Of SQLSTATE: connection, resources, operator's intervention (PostgreSQL, appendix A).
    private static final Set<String> CLASSES = Set.of("08", "53", "57", "58");

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

    private static boolean away(SQLException failure) {
        String state = failure.getSQLState();
        // The pool's own time-out for a connection has no state.
        return state == null
                ? failure.getErrorCode() == 0 || failure instanceof SQLTransientException
                : state.length() == 5 && CLASSES.contains(state.substring(0, 2));
    }
}
