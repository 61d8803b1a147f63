package dev.mailswitch.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Steps of a job that do not depend on one another: each has its turn whatever became of those
/// before, and what failed is told at the end. Somebody's lock, or a statement that took too long,
/// is no failure: the next turn comes to it again.
final class Steps {

    private static final Logger LOG = LoggerFactory.getLogger(Steps.class);

    /// Cancelled by a time-out.
    private static final String CANCELLED = "57014";

    private final Connection connection;
    private @Nullable SQLException first;
    private boolean gone;

    interface Step {
        void run() throws SQLException;
    }

    Steps(Connection connection) {
        this.connection = connection;
    }

    /// Runs a step, unless there is no connection left to run it on.
    void run(Step step) {
        if (gone) {
            return;
        }
        try {
            step.run();
        } catch (SQLException failed) {
            if (SqlFailure.of(failed) == SqlFailure.POSTPONED
                    || CANCELLED.equals(failed.getSQLState())) {
                LOG.info("something is in use and goes later: {}", failed.getMessage());
                return;
            }
            gone = broken();
            if (first == null) {
                first = failed;
            } else if (!gone) {
                first.addSuppressed(failed);
            }
        }
    }

    private boolean broken() {
        try {
            return !connection.isValid(1);
        } catch (SQLException unlikely) {
            return true;
        }
    }

    /// @throws SQLException of the first step that failed, with the others'
    void finish() throws SQLException {
        if (first != null) {
            throw first;
        }
    }
}
