package dev.mailswitch.api.dialect.fluxomail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.api.dialect.FieldError;
import dev.mailswitch.api.dialect.Step;
import dev.mailswitch.api.dialect.Stop;
import dev.mailswitch.ledger.reading.Engagements;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsTest {

    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    @Test
    void withoutSendsAllRatesAreZero() {
        MetricsView.Metrics none =
                MetricsView.Metrics.of(new Engagements(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
        assertThat(none)
                .isEqualTo(new MetricsView.Metrics(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void ratesArePercentOfWhomTheySpeak() {
        MetricsView.Metrics metrics =
                MetricsView.Metrics.of(new Engagements(8, 6, 4, 5, 9, 3, 2, 1, 2, 7, 1, 1));
        assertThat(metrics.deliveryRate()).isEqualTo(66.67);
        assertThat(metrics.totalOpened()).isEqualTo(9);
        assertThat(metrics.uniqueOpens()).isEqualTo(3);
        assertThat(metrics.avgOpenRate()).isEqualTo(60);
        assertThat(metrics.avgClickRate()).isEqualTo(20);
        assertThat(metrics.avgClickToOpenRate()).isEqualTo(33.33);
        assertThat(metrics.bounceRate()).isEqualTo(28.57);
        assertThat(metrics.complaintRate()).isEqualTo(16.67);
        assertThat(metrics.delayedRate()).isEqualTo(14.29);
    }

    @ParameterizedTest
    @CsvSource({"'',24h,24", "window=24h,24h,24", "window=7d,7d,168", "window=30d,30d,720"})
    void aWindowIsCountedBackFromNow(String query, String preset, int hours) {
        MetricsQuery window = passed(query);
        assertThat(window.preset()).isEqualTo(preset);
        assertThat(window.since()).isEqualTo(NOW.minus(Duration.ofHours(hours)));
    }

    @Test
    void allHasNoBeginningAndSinceHasNoName() {
        assertThat(passed("window=all")).isEqualTo(new MetricsQuery("all", null));
        assertThat(passed("since=2026-01-01T00:00:00Z"))
                .isEqualTo(new MetricsQuery(null, Instant.parse("2026-01-01T00:00:00Z")));
        assertThat(passed("window=7d&since=1000"))
                .isEqualTo(new MetricsQuery(null, Instant.ofEpochSecond(1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"window=1h", "since=x", "window=7d&window=30d"})
    void whatIsNoWindowIsNamed(String query) {
        Step<MetricsQuery> step = MetricsQuery.of(parameters(query), NOW);
        Stop.Invalid invalid = (Stop.Invalid) ((Step.Stopped<MetricsQuery>) step).stop();
        assertThat(invalid.errors())
                .extracting(FieldError::field)
                .containsExactly(query.split("=")[0]);
    }

    private static MetricsQuery passed(String query) {
        return MetricsQuery.of(parameters(query), NOW)
                .or(
                        stop -> {
                            throw new AssertionError(stop.toString());
                        });
    }

    private static MultiMap parameters(String query) {
        MultiMap parameters = MultiMap.caseInsensitiveMultiMap();
        for (String pair : query.split("&")) {
            String[] parts = pair.split("=", 2);
            if (parts.length == 2) {
                parameters.add(parts[0], parts[1]);
            }
        }
        return parameters;
    }
}
