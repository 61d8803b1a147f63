package dev.mailswitch.delivery.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.delivery.transport.Sender;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HttpTimeoutsTest {

    /// Else a question that hangs is cut before it can say where.
    @Test
    void aQuestionEndsByItselfWhereverItHangs() {
        HttpTimeouts times = HttpTimeouts.ofQuestions();
        Duration sum =
                times.resolve()
                        .plus(times.connect())
                        .plus(times.handshake())
                        .plus(times.block())
                        .plus(times.answer());
        assertThat(sum).isLessThan(Sender.ASKING);
    }

    @Test
    void theShorterTimeOfEachPhaseCounts() {
        HttpTimeouts seconds = HttpTimeouts.all(Duration.ofSeconds(20));
        Duration own = Duration.ofMillis(7);
        assertThat(seconds.withAnswer(own).within(HttpTimeouts.ofQuestions()))
                .isEqualTo(HttpTimeouts.ofQuestions().withAnswer(own));
        assertThat(seconds.within(seconds.withConnect(own))).isEqualTo(seconds.withConnect(own));
    }
}
