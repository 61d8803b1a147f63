package dev.mailswitch.delivery.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.provider.Provider;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RatesTest {

    private Instant now = Instant.parse("2026-05-01T12:00:00Z");
    private final List<Long> leased = new ArrayList<>();
    private final Rates rates =
            new Rates(
                    (name, window, limit, wanted) -> {
                        leased.add(wanted);
                        return wanted;
                    },
                    () -> now);
    private final Provider provider = TestProviders.route(1, 10, 20).provider();

    @Test
    void askingShowsTheNeedAndTheNextRefillMeetsIt() {
        assertThat(rates.available(provider)).isFalse();
        rates.refill();
        assertThat(leased).containsExactly(4L);
        for (int i = 0; i < 4; i++) {
            assertThat(rates.take(provider)).isTrue();
        }
        assertThat(rates.take(provider)).isFalse();
    }

    @Test
    void permitsEndWithTheirSecond() {
        rates.available(provider);
        rates.refill();
        now = now.plusSeconds(1);
        assertThat(rates.available(provider)).isFalse();
        assertThat(rates.left(provider)).isZero();
    }

    @Test
    void aProviderNobodyAsksForIsLeftToOtherWorkersAndForgotten() {
        rates.available(provider);
        for (int i = 0; i < 300; i++) {
            rates.refill();
            now = now.plus(Duration.ofMillis(200));
        }
        assertThat(leased).hasSizeLessThan(10);
        rates.refill();
        now = now.plusSeconds(5);
        rates.refill();
        assertThat(rates.known()).isZero();
    }

    @Test
    void withoutALimitThereIsNothingToLease() {
        assertThat(rates.take(TestProviders.route(2, 10, null).provider())).isTrue();
        rates.refill();
        assertThat(leased).isEmpty();
    }
}
