package dev.mailswitch.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PassageTest {

    private static final String FAILED =
            "{\"provider\":\"first\",\"why\":\"tier 0, weight 1 of"
                    + " 1\",\"outcome\":\"unavailable\",\"phase\":\"body\","
                    + times("00.260", "02.265")
                    + "}";
    private static final String SHUT =
            "tier 1: first: it is shut until 2026-11-26T08:00:15Z (unavailable at greeting)";
    private static final String QUEUED =
            "{\"type\":\"email.queued\",\"at\":\"2026-11-26T08:00:00.250Z\"}";
    private static final String SENT =
            "{\"type\":\"email.sent\",\"at\":\"2026-11-26T08:00:02.300Z\"}";

    @Test
    void theTimeIsFromQueuedToSent() throws IOException {
        assertThat(passage(accepted(""), QUEUED + "," + SENT))
                .hasValueSatisfying(
                        one -> assertThat(one.acceptToSent()).isEqualTo(Duration.ofMillis(2_050)));
        assertThat(passage(accepted(""), QUEUED)).isEmpty();
    }

    @Test
    void aMailThatMetTheHangHasFailedOver() throws IOException {
        Passage passage =
                passage(FAILED + "," + accepted("tier 1"), QUEUED + "," + SENT).orElseThrow();

        assertThat(passage.failedOver("first", "body", "second")).isTrue();
        assertThat(passage.failedOver("first", "connect", "second")).isFalse();
        assertThat(passage.failedOver("another", "body", "second")).isFalse();
        assertThat(passage.passedBy("second")).isFalse();
        assertThat(passage)
                .hasToString(
                        "2050 ms, first: unavailable at body, begun at 10 and 2005 ms long;"
                                + " second: accepted, begun at 2030 and 20 ms long");
    }

    @Test
    void onlyAShutProviderIsPassedBy() throws IOException {
        String events = QUEUED + "," + SENT;
        assertThat(passage(accepted(SHUT), events))
                .hasValueSatisfying(one -> assertThat(one.passedBy("second")).isTrue());
        assertThat(passage(accepted("tier 1: first is at 5 %"), events))
                .hasValueSatisfying(one -> assertThat(one.passedBy("second")).isFalse());
    }

    private static String accepted(String why) {
        return "{\"provider\":\"second\",\"why\":\"%s\",\"outcome\":\"accepted\",\"phase\":null,%s}"
                .formatted(why, times("02.280", "02.300"));
    }

    /// @param started  seconds of the minute
    /// @param finished the same
    private static String times(String started, String finished) {
        return "\"started_at\":\"2026-11-26T08:00:%sZ\",\"finished_at\":\"2026-11-26T08:00:%sZ\""
                .formatted(started, finished);
    }

    private static Optional<Passage> passage(String attempts, String events) throws IOException {
        ObjectMapper json = new ObjectMapper();
        return Passage.of(
                json.readTree("{\"attempts\":[" + attempts + "]}"),
                json.readTree("{\"data\":[" + events + "]}"));
    }
}
