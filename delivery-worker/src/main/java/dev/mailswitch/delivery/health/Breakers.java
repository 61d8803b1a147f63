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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The breakers that are not closed, as this worker knows them: a copy of the table, replaced each
/// second, changed here only after the table was. If the database is away a change counts for
/// this worker alone, until the next refresh.
///
/// Probes are won here ahead of need: those that a mail has asked for lately, when they are due. One
/// that no mail has used goes back for other workers.
final class Breakers {

    static final int MOST_DOMAINS = 10_000;
    static final int MOST_OF_A_PROVIDER = 1_000;
    private static final Duration FORGOTTEN = Duration.ofDays(1);

    /// How long a mail's wish for a probe counts. Where few mails come, the next one is a while off:
    /// a probe that goes back before it comes is found by nobody.
    private static final Duration WANTED = Duration.ofMinutes(2);

    /// A probe that waits for its mail is won anew before others may take it.
    private static final Duration RENEWED = Breaker.PROBE.dividedBy(3);

    private static final Logger LOG = LoggerFactory.getLogger(Breakers.class);

    private final BreakerTable store;
    private final HealthNews news;
    private final Supplier<RandomGenerator> random;
    private final Map<BreakerKey, Instant> wanted = new ConcurrentHashMap<>();
    private final Map<BreakerKey, Token> tokens = new ConcurrentHashMap<>();
    private volatile Map<BreakerKey, Breaker> known = Map.of();

    /// A probe of ours.
    private record Token(long version, Instant wonAt, boolean used) {
        Token with(boolean inUse) {
            return new Token(version, wonAt, inUse);
        }
    }

    Breakers(BreakerTable store, HealthNews news, Supplier<RandomGenerator> random) {
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

    /// Reads the table anew and wins the probes that are due and wanted; returns what has closed
    /// meanwhile.
    synchronized Set<BreakerKey> refresh(Instant now) throws SQLException {
        Map<BreakerKey, Breaker> read = new HashMap<>();
        for (Breaker breaker : store.load()) {
            read.put(breaker.key(), breaker);
        }
        Set<BreakerKey> closed = new HashSet<>(known.keySet());
        closed.removeAll(read.keySet());
        known = Map.copyOf(read);
        wanted.values().removeIf(at -> at.plus(WANTED).isBefore(now));
        tokens.entrySet()
                .removeIf(
                        token -> {
                            Breaker breaker = read.get(token.getKey());
                            return breaker == null
                                    || breaker.version() != token.getValue().version();
                        });
        for (Breaker breaker : read.values()) {
            turn(breaker, now);
        }
        return closed;
    }

    private void turn(Breaker breaker, Instant now) throws SQLException {
        BreakerKey key = breaker.key();
        Token token = tokens.get(key);
        if (token == null) {
            if (breaker.mayProbe(now) && wanted.containsKey(key)) {
                win(breaker, now);
            }
        } else if (!token.used() && !wanted.containsKey(key)) {
            letGo(breaker, token, now);
        } else if (!token.used() && token.wonAt().plus(RENEWED).isBefore(now)) {
            if (tokens.remove(key, token)) {
                win(breaker, now);
            }
        }
    }

    private void win(Breaker breaker, Instant now) throws SQLException {
        Breaker probing = breaker.probe(now);
        if (store.replace(probing, breaker.version())) {
            keep(probing);
            tokens.put(probing.key(), new Token(probing.version(), now, false));
            news.changed(new HealthNews.Change(probing, false));
        }
    }

    private void letGo(Breaker breaker, Token token, Instant now) throws SQLException {
        if (tokens.remove(breaker.key(), token)) {
            Breaker free = breaker.unprobed(now);
            if (store.replace(free, breaker.version())) {
                keep(free);
            }
        }
    }

    Map<ProviderId, Instant> throttles() throws SQLException {
        return store.throttles();
    }

    /// Tells the other workers; should this not arrive, each finds out by itself.
    void throttle(ProviderId provider, Instant until) {
        written(
                "throttle",
                () -> {
                    store.throttle(provider, until);
                    return true;
                });
    }

    void prune(Instant now) throws SQLException {
        store.prune(now.minus(FORGOTTEN));
    }

    synchronized void open(BreakerKey key, String reason, Instant now) {
        if (known.containsKey(key) || key.scope() != Scope.PROVIDER && full(key)) {
            return;
        }
        Breaker opened = Breaker.open(key, reason, now, random.get());
        keep(opened);
        if (written("open", () -> store.insert(opened))) {
            news.changed(new HealthNews.Change(opened, false));
        }
    }

    /// So many domains are shut that another one is not.
    private boolean full(BreakerKey key) {
        long all = 0;
        long ofProvider = 0;
        for (BreakerKey other : known.keySet()) {
            if (other.scope() == key.scope()) {
                all++;
                ofProvider += other.provider().equals(key.provider()) ? 1 : 0;
            }
        }
        return all >= MOST_DOMAINS || ofProvider >= MOST_OF_A_PROVIDER;
    }

    /// A mail would be the probe of this breaker.
    void want(BreakerKey key, Instant now) {
        wanted.put(key, now);
    }

    /// Whether its probe is here, and no mail has it.
    boolean probeIsHere(BreakerKey key) {
        Token token = tokens.get(key);
        return token != null && !token.used();
    }

    /// Takes the probe of those of the breakers that are not closed: all, or none. Touches memory
    /// only.
    Optional<Probe> take(List<BreakerKey> keys) {
        Map<BreakerKey, Long> taken = new HashMap<>();
        for (BreakerKey key : keys) {
            if (!known.containsKey(key)) {
                continue;
            }
            Token token = tokens.get(key);
            if (token == null || token.used() || !tokens.replace(key, token, token.with(true))) {
                giveBack(new Probe(taken));
                return Optional.empty();
            }
            taken.put(key, token.version());
        }
        return Optional.of(new Probe(taken));
    }

    /// What was taken and has not been decided by a result may be taken again.
    void giveBack(Probe probe) {
        probe.versions()
                .forEach(
                        (key, version) ->
                                tokens.computeIfPresent(
                                        key,
                                        (k, token) ->
                                                token.version() == version
                                                        ? token.with(false)
                                                        : token));
    }

    /// A result came in while it was not closed. Only the probe's counts: all other calls had begun
    /// before it opened, or found it closed elsewhere.
    ///
    /// @return whether it is closed now
    synchronized boolean result(
            BreakerKey key, boolean success, String reason, @Nullable Probe probe, Instant now) {
        Breaker breaker = known.get(key);
        if (breaker == null || probe == null || !probe.speaksFor(breaker)) {
            return false;
        }
        tokens.remove(key);
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
