package dev.mailswitch.api.auth;

import dev.mailswitch.model.id.ApiKeyId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Rows of keys in memory until any setting changes; then those that are known are read again, in
/// one statement. Only genuine keys get here, so it holds no more entries than keys were ever
/// issued. When nothing was heard of changes for five seconds, memory counts for nothing and every
/// key is looked up: one that was switched off must not go on working because we are deaf.
@Singleton
public class KeyCache {

    private static final Logger LOG = LoggerFactory.getLogger(KeyCache.class);
    private static final Duration DEAF = Duration.ofSeconds(5);
    private static final long NEVER = -1;

    /// What is known at one state of the settings. A row that was read before a change and arrives
    /// after it goes into the state it belongs to, which nobody looks at any more.
    private record Known(
            Map<ApiKeyId, Optional<KeyRow>> rows,
            Map<ApiKeyId, FutureTask<Optional<KeyRow>>> loads) {

        static Known nothing() {
            return new Known(new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
        }
    }

    private final KeyRows store;
    private final LongSupplier nanos;
    private volatile Known known = Known.nothing();
    private volatile long heardAt;
    private long version = NEVER;

    @Inject
    KeyCache(KeyRows store) {
        this(store, System::nanoTime);
    }

    KeyCache(KeyRows store, LongSupplier nanos) {
        this.store = store;
        this.nanos = nanos;
        this.heardAt = nanos.getAsLong();
    }

    /// The row of a key; empty if there is none. Whoever asks for a row that is being read waits
    /// for that reading.
    Optional<KeyRow> find(ApiKeyId id) throws SQLException {
        Known now = known;
        boolean deaf = nanos.getAsLong() - heardAt > DEAF.toNanos();
        Optional<KeyRow> row = deaf ? null : now.rows().get(id);
        return row != null ? row : load(now, id);
    }

    private Optional<KeyRow> load(Known now, ApiKeyId id) throws SQLException {
        FutureTask<Optional<KeyRow>> mine =
                new FutureTask<>(
                        () -> {
                            Optional<KeyRow> row = store.find(id);
                            now.rows().put(id, row);
                            return row;
                        });
        FutureTask<Optional<KeyRow>> first = now.loads().putIfAbsent(id, mine);
        if (first == null) {
            try {
                mine.run();
            } finally {
                now.loads().remove(id, mine);
            }
        }
        try {
            return (first == null ? mine : first).get();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted while a key was read", "57014", stopping);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof SQLException away) {
                throw away;
            }
            throw new IllegalStateException(failed.getCause());
        }
    }

    /// The settings were found at a version by a question asked then; if that is news, what is
    /// known is read again.
    ///
    /// @param askedAt before the question went out, as [System#nanoTime()]
    public synchronized void heard(long settings, long askedAt) {
        if (settings != version) {
            forget();
            version = settings;
        }
        heardAt = askedAt;
    }

    /// Settings have changed, or nobody knows whether they have: reads all known rows again, and
    /// forgets them if that cannot be done.
    public synchronized void forget() {
        Set<ApiKeyId> ids = Set.copyOf(known.rows().keySet());
        Known next = Known.nothing();
        if (!ids.isEmpty()) {
            try {
                Map<ApiKeyId, KeyRow> rows = store.find(ids);
                ids.forEach(id -> next.rows().put(id, Optional.ofNullable(rows.get(id))));
            } catch (SQLException away) {
                LOG.debug("keys are looked up one by one again", away);
            }
        }
        known = next;
    }
}
