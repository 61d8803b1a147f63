package dev.mailswitch.delivery.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.provider.ProviderKind;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    /// A MIME mail inside of JSON is held as MIME, as text and as JSON, beside what it was made of.
    @ParameterizedTest
    @CsvSource({"SMTP, 40", "RESEND, 40", "MAILGUN, 60", "SES, 80", "SPARKPOST, 80"})
    void tenMebibytesTakeAtTheirPeakWhatTheyAreWrittenAs(ProviderKind kind, int mebibytes) {
        assertThat(ContentBudget.kib(kind, 10 << 20)).isEqualTo(mebibytes << 10);
        assertThat(ContentBudget.kib(kind, 1)).isEqualTo(1);
    }
}
