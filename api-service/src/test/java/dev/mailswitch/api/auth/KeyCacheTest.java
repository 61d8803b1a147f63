package dev.mailswitch.api.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailswitch.model.id.ApiKeyId;
import dev.mailswitch.model.id.OrganisationId;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class KeyCacheTest {

    private static final ApiKeyId KEY = new ApiKeyId(UUID.randomUUID());

    private final InMemoryKeys keys = new InMemoryKeys();
    private final AtomicLong nanos = new AtomicLong();
    private final KeyCache cache = new KeyCache(keys, nanos::get);

    @Test
    void aRowIsReadOnceWhileNothingChanges() throws SQLException {
        keys.put(KEY, true);
        cache.heard(1, nanos.get());
        assertThat(cache.find(KEY).orElseThrow().active()).isTrue();
        cache.find(KEY);
        cache.heard(1, nanos.get());
        cache.find(KEY);
        assertThat(keys.reads).containsExactly(1);
    }

    @Test
    void aChangeReadsAllKnownRowsInOneStatement() throws SQLException {
        ApiKeyId other = new ApiKeyId(UUID.randomUUID());
        keys.put(KEY, true);
        keys.put(other, true);
        cache.find(KEY);
        cache.find(other);
        keys.put(KEY, false);
        cache.heard(2, nanos.get());
        assertThat(cache.find(KEY).orElseThrow().active()).isFalse();
        assertThat(cache.find(other)).isPresent();
        assertThat(keys.reads).containsExactly(1, 1, 2);
    }

    @Test
    void aChangeThatSomebodyElseHasHeardOfFirstCountsToo() throws SQLException {
        keys.put(KEY, true);
        cache.heard(1, nanos.get());
        cache.find(KEY);
        cache.forget(); // by the one who wrote version 2
        keys.put(KEY, false); // version 3, from another process, before anybody asks again
        cache.heard(3, nanos.get());
        assertThat(cache.find(KEY).orElseThrow().active()).isFalse();
    }

    @Test
    void memoryCountsForNothingWhenNothingWasHeard() throws SQLException {
        keys.put(KEY, true);
        cache.heard(1, nanos.get());
        cache.find(KEY);
        keys.put(KEY, false);
        nanos.addAndGet(Duration.ofMillis(5_001).toNanos());
        assertThat(cache.find(KEY).orElseThrow().active()).isFalse();
        keys.away = true;
        assertThatThrownBy(() -> cache.find(KEY)).isInstanceOf(SQLException.class);
    }

    @Test
    void aChangeWhileTheDatabaseIsAwayForgetsAll() throws SQLException {
        keys.put(KEY, true);
        cache.find(KEY);
        keys.away = true;
        cache.heard(2, nanos.get());
        assertThatThrownBy(() -> cache.find(KEY)).isInstanceOf(SQLException.class);
    }

    @Test
    void manyWhoAskAtOnceReadOnce() throws Exception {
        keys.put(KEY, true);
        keys.gate = new CountDownLatch(1);
        List<Future<Optional<KeyRow>>> found = new ArrayList<>();
        try (ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 50; i++) {
                found.add(askers.submit(() -> cache.find(KEY)));
            }
            keys.entered.await();
            keys.gate.countDown();
        }
        for (Future<Optional<KeyRow>> row : found) {
            assertThat(row.get()).isPresent();
        }
        // Whoever had not asked yet when the row came finds it, or reads it once more.
        assertThat(keys.reads.size()).isLessThan(10);
    }

    private static final class InMemoryKeys implements KeyRows {
        private final Map<ApiKeyId, KeyRow> rows = new HashMap<>();
        private final List<Integer> reads = new ArrayList<>();
        private final CountDownLatch entered = new CountDownLatch(1);
        private CountDownLatch gate = new CountDownLatch(0);
        private boolean away;

        void put(ApiKeyId id, boolean active) {
            rows.put(
                    id,
                    new KeyRow(
                            id,
                            new OrganisationId(new UUID(0, 1)),
                            null,
                            Set.of(),
                            new byte[32],
                            null,
                            null,
                            active,
                            List.of()));
        }

        @Override
        public Optional<KeyRow> find(ApiKeyId id) throws SQLException {
            return Optional.ofNullable(find(List.of(id)).get(id));
        }

        @Override
        public Map<ApiKeyId, KeyRow> find(Collection<ApiKeyId> ids) throws SQLException {
            if (away) {
                throw new SQLException("away", "08006");
            }
            entered.countDown();
            try {
                gate.await();
            } catch (InterruptedException stop) {
                throw new SQLException(stop);
            }
            synchronized (reads) {
                reads.add(ids.size());
            }
            Map<ApiKeyId, KeyRow> found = new HashMap<>(rows);
            found.keySet().retainAll(ids);
            return found;
        }
    }
}
