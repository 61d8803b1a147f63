package dev.mailswitch.api.boot;

import jakarta.inject.Singleton;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/// Live means: the loops turn, whether or not what they ask for answers. A service that waits for its
/// database to start with is live too: starting it again would not bring that.
@Liveness
@Singleton
class Live implements HealthCheck {

    private final Loops loops;

    Live(Loops loops) {
        this.loops = loops;
    }

    @Override
    public HealthCheckResponse call() {
        List<String> stuck = loops.stuck();
        return HealthCheckResponse.named("loops")
                .status(stuck.isEmpty())
                .withData("stuck", String.join(",", stuck))
                .build();
    }
}
