package dev.mailswitch.delivery.worklist;

import dev.mailswitch.ledger.Counting;
import dev.mailswitch.ledger.EventLog;
import java.sql.SQLException;

/// Keeps usage and statistics up with the events. Nothing waits for it.
final class UsageCounter {

    private static final int BATCH = 1_000;

    /// A turn ends now and then, so that a long backlog is not taken for a loop that hangs.
    private static final int MOST_BATCHES = 50;

    private final EventLog log;
    private final Counting counting;

    UsageCounter(EventLog log, Counting counting) {
        this.log = log;
        this.counting = counting;
    }

    void turn() throws SQLException {
        for (int batches = 0; batches < MOST_BATCHES; batches++) {
            if (counting.turn(log.horizon(), BATCH) < BATCH) {
                return;
            }
        }
    }
}
