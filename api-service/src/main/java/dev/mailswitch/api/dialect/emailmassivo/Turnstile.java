package dev.mailswitch.api.dialect.emailmassivo;

import dev.mailswitch.api.dialect.BodyReader;
import dev.mailswitch.api.dialect.Gate;
import dev.mailswitch.api.dialect.Step;
import dev.mailswitch.api.dialect.Stop;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;

/// So many requests a second from one caller's address, before anybody is asked who it is.
@Singleton
class Turnstile {

    private final RecentRequests recent;
    private final Gate gate;
    private final BodyReader bodies;

    Turnstile(EmailMassivoConfig config, Gate gate, BodyReader bodies) {
        this.recent = new RecentRequests(config.requestsPerSecond());
        this.gate = gate;
        this.bodies = bodies;
    }

    Step<Boolean> pass(RoutingContext context) {
        if (recent.admit(gate.address(context.request()), System.nanoTime())) {
            return Step.passed(true);
        }
        bodies.ignore(context);
        return Step.stopped(new Stop.RateLimited(1));
    }
}
