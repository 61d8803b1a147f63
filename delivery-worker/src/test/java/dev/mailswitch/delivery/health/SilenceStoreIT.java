package dev.mailswitch.delivery.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.health.Silence;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.stack.TestStack;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class SilenceStoreIT extends SilenceTableContract {

    private static final int SAVES = 60;
    private static final PGSimpleDataSource DATABASE = new PGSimpleDataSource();

    @BeforeAll
    static void startDatabase() {
        var database = TestStack.freshDatabase();
        DATABASE.setUrl(database.jdbcUrl());
        DATABASE.setUser(database.user());
        DATABASE.setPassword(database.password());
        Flyway.configure().dataSource(DATABASE).load().migrate();
    }

    @Override
    SilenceTable table() {
        return new SilenceStore(DATABASE);
    }

    /// As when one was stopped and does not know yet that it has been succeeded: they come to the
    /// same rows from both ends, and each takes out what the other has put in.
    @Test
    void twoThatWriteAtOnceDoNotLockEachOtherOut() throws Exception {
        List<ProviderId> providers =
                IntStream.range(0, 40).mapToObj(i -> new ProviderId(UUID.randomUUID())).toList();
        try (var both = Executors.newFixedThreadPool(2)) {
            Future<Integer> one = both.submit(() -> save(providers));
            Future<Integer> other = both.submit(() -> save(providers.reversed()));
            assertThat(one.get(60, TimeUnit.SECONDS)).isEqualTo(SAVES);
            assertThat(other.get(60, TimeUnit.SECONDS)).isEqualTo(SAVES);
        }
    }

    private int save(List<ProviderId> inThisOrder) throws SQLException {
        int saved = 0;
        for (int i = 0; i < SAVES; i++) {
            Map<ProviderId, Habit> habits = new LinkedHashMap<>();
            Map<ProviderId, Silence> silences = new LinkedHashMap<>();
            for (ProviderId provider : inThisOrder.subList(0, 20 + i % 20)) {
                Habit.Usual usual = new Habit.Usual(0.5, i);
                habits.put(provider, new Habit(Map.of(Age.MINUTE, usual, Age.LAST, usual)));
                silences.put(provider, new Silence(provider, Instant.ofEpochSecond(i)));
            }
            table().save(habits, silences);
            saved++;
        }
        return saved;
    }
}
