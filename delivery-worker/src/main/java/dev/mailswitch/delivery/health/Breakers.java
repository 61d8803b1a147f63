package dev.mailswitch.delivery.health;

import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.outcome.Scope;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The breakers that are not closed, as this worker knows them: a copy of the table, replaced each
/// second, changed here only after the table was. If the database is away a change counts for
/// this worker alone, until the next refresh.
final class Breakers {

    static final int MOST_DOMAINS = 10_000;
    private static final Duration FORGOTTEN = Duration.ofDays(1);
    private static final Logger LOG = LoggerFactory.getLogger(Breakers.class);

    private final BreakerStore store;
    private final HealthNews news;
    private final Supplier<RandomGenerator> random;
    private volatile Map<BreakerKey, Breaker> known = Map.of();

    Breakers(BreakerStore store, HealthNews news, Supplier<RandomGenerator> random) {
        this.store = store;
        this.news = news;
        this.random = random;
    }

    @Nullable Breaker get(BreakerKey key) {
        return known.get(key);
    }

    Collection<Breaker> all() {
        return known.values();
    }

    /// Reads the table anew; returns what has closed meanwhile.
    synchronized Set<BreakerKey> refresh() throws SQLException {
        Map<BreakerKey, Breaker> read = new HashMap<>();
        for (Breaker breaker : store.load()) {
            read.put(breaker.key(), breaker);
        }
        Set<BreakerKey> closed = new HashSet<>(known.keySet());
        closed.removeAll(read.keySet());
        known = Map.copyOf(read);
        return closed;
    }

    void prune(Instant now) throws SQLException {
        store.prune(now.minus(FORGOTTEN));
    }

    synchronized void open(BreakerKey key, String reason, Instant now) {
        if (known.containsKey(key)
                || key.scope() == Scope.RECIPIENT_DOMAIN && domains() >= MOST_DOMAINS) {
            return;
        }
        Breaker opened = Breaker.open(key, reason, now, random.get());
        keep(opened);
        if (written("open", () -> store.insert(opened))) {
            news.changed(new HealthNews.Change(opened, false));
        }
    }

    private long domains() {
        return known.keySet().stream().filter(k -> k.scope() == Scope.RECIPIENT_DOMAIN).count();
    }

    /// Takes the probe of those breakers, all or (after a lost race) none that counts.
    synchronized boolean probe(List<BreakerKey> keys, Instant now) {
        for (BreakerKey key : keys) {
            Breaker breaker = known.get(key);
            if (breaker == null) {
                continue;
            }
            if (!breaker.mayProbe(now)) {
                return false;
            }
            Breaker probing = breaker.probe(now);
            if (!written("probe", () -> store.replace(probing, breaker.version()))) {
                keep(breaker.lost(now));
                return false;
            }
            keep(probing);
            news.changed(new HealthNews.Change(probing, false));
        }
        return true;
    }

    /// A result came in while it was not closed. Only the probe's counts: while it is open and not
    /// half open, results are of calls that had begun before.
    ///
    /// @return whether it is closed now
    synchronized boolean result(BreakerKey key, boolean success, String reason, Instant now) {
        Breaker breaker = known.get(key);
        if (breaker == null || !breaker.halfOpen()) {
            return false;
        }
        if (success) {
            boolean deleted = written("close", () -> store.delete(breaker));
            drop(key);
            if (deleted) {
                news.changed(new HealthNews.Change(breaker, true));
            }
            return true;
        }
        Breaker reopened = breaker.reopen(reason, now, random.get());
        keep(reopened);
        if (written("reopen", () -> store.replace(reopened, breaker.version()))) {
            news.changed(new HealthNews.Change(reopened, false));
        }
        return false;
    }

    /// How many sender domains this provider refuses for the same reason.
    long sendersRefused(ProviderId provider, String reason) {
        return known.values().stream()
                .filter(b -> b.key().provider().equals(provider))
                .filter(b -> b.key().scope() == Scope.SENDER_DOMAIN)
                .filter(b -> b.reason().equals(reason))
                .count();
    }

    private void keep(Breaker breaker) {
        Map<BreakerKey, Breaker> next = new HashMap<>(known);
        next.put(breaker.key(), breaker);
        known = Map.copyOf(next);
    }

    private void drop(BreakerKey key) {
        Map<BreakerKey, Breaker> next = new HashMap<>(known);
        next.remove(key);
        known = Map.copyOf(next);
    }

    private interface Change {
        boolean make() throws SQLException;
    }

    private static boolean written(String what, Change change) {
        try {
            return change.make();
        } catch (SQLException away) {
            LOG.warn("could not {} a breaker in the database: {}", what, away.getSQLState());
            return false;
        }
    }
}
