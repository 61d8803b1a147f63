package dev.mailswitch.api.dialect.fluxomail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.lifecycle.Status;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StandingTest {

    @ParameterizedTest
    @CsvSource({
        "queued, queued, queued",
        "scheduled, scheduled, queued",
        "delivering sent, delivering, queued",
        "sent, sent, sent",
        "delivered, delivered, sent",
        "sent delivered, sent, sent",
        "failed, failed, failed",
        "bounced, bounced, bounced",
        "failed bounced, failed, failed",
        "cancelled, cancelled, failed",
        // A copy that nobody gets does not make a failure of it.
        "failed sent, sent, sent",
        "bounced queued, queued, queued",
        "failed delivered, delivered, sent"
    })
    void aSendStandsAsThoseDoWhoGetIt(String recipients, String status, String word) {
        Status standing =
                Standing.of(
                        Arrays.stream(recipients.split(" "))
                                .map(each -> Status.valueOf(each.toUpperCase(Locale.ROOT)))
                                .toList());
        assertThat(standing.word()).isEqualTo(status);
        assertThat(Standing.word(standing)).isEqualTo(word);
    }
}
