package dev.mailswitch.api.boot;

import jakarta.inject.Singleton;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/// Live means: the loops turn, whether or not what they ask for answers.
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
                .status(loops.started() && stuck.isEmpty())
                .withData("stuck", String.join(",", stuck))
                .build();
    }
}
