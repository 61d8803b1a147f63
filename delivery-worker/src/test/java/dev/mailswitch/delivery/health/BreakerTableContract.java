package dev.mailswitch.delivery.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.id.ProviderId;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What every table of breakers holds to. Each test has providers of its own.
abstract class BreakerTableContract {

    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
    private final ProviderId provider = new ProviderId(UUID.randomUUID());
    private final Breaker opened =
            Breaker.open(BreakerKey.of(provider), "down", NOW, new Random(1));

    abstract BreakerTable table();

    private Iterable<Breaker> ours() throws SQLException {
        return table().load().stream()
                .filter(breaker -> breaker.key().provider().equals(provider))
                .toList();
    }

    @Test
    void onlyTheFirstOpens() throws SQLException {
        assertThat(table().insert(opened)).isTrue();
        Breaker other = Breaker.open(opened.key(), "late", NOW.plusSeconds(1), new Random(2));
        assertThat(table().insert(other)).isFalse();
        assertThat(ours()).containsExactly(opened);
    }

    @Test
    void onlyWhoKnowsTheVersionChangesIt() throws SQLException {
        table().insert(opened);
        Breaker probing = opened.probe(NOW);
        assertThat(table().replace(probing, opened.version())).isTrue();
        assertThat(table().replace(opened.probe(NOW.plusSeconds(1)), opened.version())).isFalse();
        assertThat(ours()).containsExactly(probing);
    }

    @Test
    void onlyWhoKnowsTheVersionCloses() throws SQLException {
        table().insert(opened);
        Breaker probing = opened.probe(NOW);
        table().replace(probing, opened.version());
        assertThat(table().delete(opened)).isFalse();
        assertThat(table().delete(probing)).isTrue();
        assertThat(table().delete(probing)).isFalse();
        assertThat(ours()).isEmpty();
    }

    @Test
    void whatIsNotThereIsNotReplaced() throws SQLException {
        assertThat(table().replace(opened, opened.version())).isFalse();
        assertThat(ours()).isEmpty();
    }

    @Test
    void ofTwoThrottlesTheLaterHoldsAndNoneIsABreaker() throws SQLException {
        table().throttle(provider, NOW.plusSeconds(30));
        table().throttle(provider, NOW.plusSeconds(10));
        assertThat(table().throttles()).contains(Map.entry(provider, NOW.plusSeconds(30)));
        assertThat(ours()).isEmpty();
    }

    @Test
    void whatNobodyProbesIsForgotten() throws SQLException {
        table().insert(opened);
        table().prune(opened.probeAt());
        assertThat(ours()).containsExactly(opened);
        table().prune(opened.probeAt().plus(Duration.ofMillis(1)));
        assertThat(ours()).isEmpty();
    }
}
