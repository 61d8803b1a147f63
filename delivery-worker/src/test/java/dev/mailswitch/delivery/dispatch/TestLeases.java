package dev.mailswitch.delivery.dispatch;

import dev.mailswitch.ledger.Allowances;
import dev.mailswitch.ledger.Allowances.Window;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What all workers have leased, in memory.
final class TestLeases implements Budgets.Leases {

    private record Key(String name, Instant startsAt) {}

    private final Map<Key, Long> leased = new HashMap<>();

    /// Whether the database is.
    boolean away;

    /// Statements so far.
    int asked;

    private static Key key(Window window) {
        return new Key(window.name(), window.startsAt());
    }

    private void answer() throws SQLException {
        asked++;
        if (away) {
            throw new SQLException("away", "08006");
        }
    }

    /// What is leased of all days and months of this kind, `day` or `month`.
    long leased(String period) {
        return leased.entrySet().stream()
                .filter(entry -> entry.getKey().name().endsWith("/" + period))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    @Override
    public Allowances.Lease lease(List<Window> windows, long wanted) throws SQLException {
        answer();
        long granted = wanted;
        Optional<Window> usedUp = Optional.empty();
        for (Window window : windows) {
            long left = Math.max(0, window.limit() - leased.getOrDefault(key(window), 0L));
            if (left < granted) {
                granted = left;
                usedUp = usedUp.or(() -> Optional.of(window));
            }
        }
        for (Window window : windows) {
            leased.merge(key(window), granted, Long::sum);
        }
        return new Allowances.Lease(granted, usedUp);
    }

    @Override
    public void giveBack(List<Window> windows, long permits) throws SQLException {
        answer();
        windows.forEach(window -> leased.merge(key(window), -permits, Long::sum));
    }
}
