package dev.mailswitch.api.dialect;

import static io.vertx.core.http.HttpVersion.HTTP_1_0;
import static io.vertx.core.http.HttpVersion.HTTP_1_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FramingTest {

    @Test
    void aRequestWithoutACodingIsPlain() {
        assertThat(Framing.of(HTTP_1_1, List.of(), 1)).isEqualTo(Framing.PLAIN);
        assertThat(Framing.of(HTTP_1_0, List.of(), 0)).isEqualTo(Framing.PLAIN);
    }

    @Test
    void chunkedIsTheOnlyCodingThereIs() {
        assertThat(Framing.of(HTTP_1_1, List.of("Chunked "), 1)).isEqualTo(Framing.CHUNKED);
        for (List<String> codings :
                List.of(
                        List.of("xchunked"),
                        List.of("identity"),
                        List.of("gzip, chunked"),
                        List.of("chunked", "chunked"),
                        List.of(""))) {
            assertThat(Framing.of(HTTP_1_1, codings, 1)).isEqualTo(Framing.AMBIGUOUS);
        }
    }

    @Test
    void chunksInOldHttpAndTwoHostsAreRefused() {
        assertThat(Framing.of(HTTP_1_0, List.of("chunked"), 1)).isEqualTo(Framing.AMBIGUOUS);
        assertThat(Framing.of(HTTP_1_1, List.of(), 2)).isEqualTo(Framing.AMBIGUOUS);
    }
}
