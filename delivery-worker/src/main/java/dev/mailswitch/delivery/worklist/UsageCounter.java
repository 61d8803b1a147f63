package dev.mailswitch.delivery.worklist;

import dev.mailswitch.ledger.Counting;
import dev.mailswitch.ledger.EventLog;
import java.sql.SQLException;
import java.time.Duration;

/// Keeps usage and statistics up with the events. Nothing waits for it, so it is no sign of life:
/// after an upgrade it may have months to count.
final class UsageCounter {

    private static final int MOST = 1_000;
    private static final int LEAST = 25;
    private static final Duration TURN = Duration.ofSeconds(5);

    /// PostgreSQL's words for a statement that took too long.
    private static final String TOO_LONG = "57014";

    private final EventLog log;
    private final Counting counting;
    private int batch = MOST;

    UsageCounter(EventLog log, Counting counting) {
        this.log = log;
        this.counting = counting;
    }

    void turn() throws SQLException {
        long start = System.nanoTime();
        while (System.nanoTime() - start < TURN.toNanos()) {
            try {
                if (counting.turn(log.horizon(), batch) < batch) {
                    return;
                }
                batch = Math.min(MOST, batch * 2);
            } catch (SQLException failed) {
                if (TOO_LONG.equals(failed.getSQLState())) {
                    batch = Math.max(LEAST, batch / 4);
                }
                throw failed;
            }
        }
    }
}
