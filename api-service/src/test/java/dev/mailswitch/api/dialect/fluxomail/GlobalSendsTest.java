package dev.mailswitch.api.dialect.fluxomail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.ledger.UsageDeltas;
import dev.mailswitch.ledger.UsageDeltas.Delta;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class GlobalSendsTest {

    private static final Instant NOW = Instant.parse("2026-01-31T23:59:00Z");
    private static final OrganisationId ONE = new OrganisationId(new UUID(0, 1));
    private static final EnvironmentId MAIN = new EnvironmentId(new UUID(0, 2));
    private static final EnvironmentId NEWS = new EnvironmentId(new UUID(0, 3));

    private final List<Delta> written = new CopyOnWriteArrayList<>();

    @Test
    void sumsAreWrittenOnceForManySends() {
        GlobalSends sends = new GlobalSends(written::addAll, () -> NOW, Duration.ofMillis(100));
        for (int i = 0; i < 1_000; i++) {
            sends.count(ONE, i % 10 == 0 ? NEWS : MAIN);
        }
        sends.write();
        assertThat(written).containsExactlyInAnyOrder(delta(MAIN, 900), delta(NEWS, 100));
        sends.count(ONE, MAIN);
        Awaitility.await().until(() -> written.contains(delta(MAIN, 1)));
    }

    @Test
    void whatCouldNotBeWrittenIsWrittenLater() {
        AtomicInteger tries = new AtomicInteger();
        GlobalSends sends =
                new GlobalSends(
                        deltas -> {
                            if (tries.incrementAndGet() == 1) {
                                throw new SQLException("away");
                            }
                            written.addAll(deltas);
                        },
                        () -> NOW,
                        Duration.ofMillis(10));
        sends.count(ONE, MAIN);
        Awaitility.await().until(() -> written.contains(delta(MAIN, 1)));
        assertThat(tries.get()).isEqualTo(2);
    }

    private static Delta delta(EnvironmentId environment, long amount) {
        return new Delta(
                LocalDate.parse("2026-01-31"),
                ONE,
                environment,
                UsageDeltas.GLOBAL_ENDPOINT_SENDS,
                amount);
    }
}
