package dev.mailswitch.routing;

import static dev.mailswitch.routing.Scene.A;
import static dev.mailswitch.routing.Scene.B;
import static dev.mailswitch.routing.Scene.HEALTHY;
import static dev.mailswitch.routing.Scene.NOW;
import static dev.mailswitch.routing.Scene.SPACIOUS;
import static dev.mailswitch.routing.Scene.attempt;
import static dev.mailswitch.routing.Scene.recipient;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.model.outcome.Phase;
import dev.mailswitch.routing.Decision.Send;
import dev.mailswitch.routing.Decision.Wait;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// After a call that broke off in us no route is to blame: the same one is tried again soon.
class OurTroubleTest {

    private static final Outcome OURS =
            new Outcome.Unavailable(Phase.PREPARE, "the content could not be read");
    private static final Outcome DOWN = new Outcome.Unavailable(Phase.CONNECT, "refused");

    private static Decision decide(Pending recipient, Instant now) {
        return Scene.decide(Scene.mail(recipient), recipient, now, HEALTHY, SPACIOUS, A, B);
    }

    @Test
    void theSameRouteIsTriedAgainAfterASecond() {
        Pending once = recipient(attempt(1, B, OURS));
        assertThat(decide(once, NOW))
                .isInstanceOfSatisfying(
                        Wait.class,
                        wait ->
                                assertThat(wait.until())
                                        .isBetween(NOW.plusSeconds(1), NOW.plusMillis(1_200)));
        assertThat(decide(once, NOW.plusSeconds(1)))
                .isInstanceOfSatisfying(Send.class, send -> assertThat(send.via()).isEqualTo(B));
    }

    @Test
    void eachTimeItTakesLongerUpToAMinute() {
        Pending often = recipient();
        for (int no = 1; no <= 20; no++) {
            often = Scene.next(often, attempt(no, A, OURS));
        }
        assertThat(decide(often, NOW.plusSeconds(59))).isInstanceOf(Wait.class);
        assertThat(decide(often, NOW.plusSeconds(60))).isInstanceOf(Send.class);
    }

    @Test
    void theProvidersOwnFailuresStillRest() {
        Pending both = recipient(attempt(1, A, DOWN), attempt(2, B, OURS));
        assertThat(decide(both, NOW.plusSeconds(1)))
                .isInstanceOfSatisfying(Send.class, send -> assertThat(send.via()).isEqualTo(B));
        Pending down = recipient(attempt(1, B, OURS), attempt(2, A, DOWN));
        assertThat(decide(down, NOW))
                .isInstanceOfSatisfying(Send.class, send -> assertThat(send.via()).isEqualTo(B));
    }
}
