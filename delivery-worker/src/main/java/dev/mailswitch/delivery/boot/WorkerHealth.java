package dev.mailswitch.delivery.boot;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/// What the worker says of itself. Live: the loops turn, or wait for a database that is away, or for
/// what it needs to start; not if it cannot start at all. Ready: it holds a lease that is good, and
/// the database answers. Kafka is in neither: without it nothing comes in, and starting this process
/// again would not bring it back.
final class WorkerHealth {

    private static final Duration STUCK = Duration.ofSeconds(60);

    private WorkerHealth() {}

    /// The loops turn.
    @Liveness
    @ApplicationScoped
    static class Live implements HealthCheck {

        private final Lifecycle lifecycle;

        Live(Lifecycle lifecycle) {
            this.lifecycle = lifecycle;
        }

        @Override
        public HealthCheckResponse call() {
            Duration since = lifecycle.worker().map(Worker::overdue).orElse(Duration.ZERO);
            return HealthCheckResponse.named("loops turn")
                    .withData("milliseconds since the last turn", since.toMillis())
                    .status(since.compareTo(STUCK) < 0 && !lifecycle.failed())
                    .build();
        }
    }

    /// There is a lease that is good, and the database answers.
    @Readiness
    @ApplicationScoped
    static class Ready implements HealthCheck {

        private final Lifecycle lifecycle;

        Ready(Lifecycle lifecycle) {
            this.lifecycle = lifecycle;
        }

        @Override
        public HealthCheckResponse call() {
            return HealthCheckResponse.named("lease")
                    .status(lifecycle.worker().map(Worker::ready).orElse(false))
                    .build();
        }
    }
}
