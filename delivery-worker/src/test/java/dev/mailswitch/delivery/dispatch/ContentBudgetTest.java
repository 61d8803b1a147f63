package dev.mailswitch.delivery.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.id.ProviderId;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ContentBudgetTest {

    private static final ProviderId ONE = new ProviderId(new UUID(0, 1));
    private static final ProviderId OTHER = new ProviderId(new UUID(0, 2));
    private static final int FLAT = ContentBudget.FLAT_KIB;

    private final ContentBudget budget = new ContentBudget(1_000);

    private Optional<ContentBudget.Room> take(ProviderId provider, long kib)
            throws InterruptedException {
        return budget.take(provider, kib, Duration.ZERO);
    }

    @Test
    void smallMailsNeedNoRoom() throws InterruptedException {
        take(ONE, 5_000).orElseThrow();
        assertThat(take(OTHER, FLAT)).isPresent();
        assertThat(take(OTHER, FLAT + 1)).isEmpty();
    }

    @Test
    void oneProviderGetsAQuarterAndOthersTheRest() throws InterruptedException {
        take(ONE, FLAT + 200).orElseThrow();
        assertThat(take(ONE, FLAT + 51)).isEmpty();
        assertThat(take(ONE, FLAT + 50)).isPresent();
        assertThat(take(OTHER, FLAT + 250)).isPresent();
    }

    @Test
    void oneMailThatIsLargerThanAllThereIsGoesAlone() throws InterruptedException {
        ContentBudget.Room small = take(OTHER, FLAT + 1).orElseThrow();
        assertThat(take(ONE, 1_000_000)).isEmpty();
        small.close();
        ContentBudget.Room all = take(ONE, 1_000_000).orElseThrow();
        assertThat(take(OTHER, FLAT + 1)).isEmpty();
        all.close();
        assertThat(take(OTHER, FLAT + 250)).isPresent();
    }

    @Test
    void aMailLargerThanAQuarterIsChargedWhatItTakes() throws InterruptedException {
        take(ONE, FLAT + 900).orElseThrow();
        assertThat(take(OTHER, FLAT + 101)).isEmpty();
        assertThat(take(OTHER, FLAT + 100)).isPresent();
    }

    @Test
    void whoGetsNothingInTimeKeepsNothing() throws InterruptedException {
        ContentBudget.Room most = take(OTHER, FLAT + 900).orElseThrow();
        assertThat(budget.take(ONE, FLAT + 250, Duration.ofMillis(20))).isEmpty();
        most.close();
        assertThat(take(ONE, FLAT + 250)).isPresent();
    }

    @Test
    void tenMebibytesTakeFortyAtTheirPeak() {
        assertThat(ContentBudget.kib(10 << 20)).isEqualTo(40 << 10);
        assertThat(ContentBudget.kib(1)).isEqualTo(1);
    }
}
