package dev.mailswitch.api.boot;

import dev.mailswitch.ledger.DatabaseClock;
import dev.mailswitch.ledger.Leaves;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Ready means: the database answers and there is a leaf to write to. Kafka has no say.
@Readiness
@Singleton
class Ready implements HealthCheck {

    private final Loops loops;
    private final Leaves leaves;
    private final DatabaseClock clock;

    Ready(Loops loops, Leaves leaves, DatabaseClock clock) {
        this.loops = loops;
        this.leaves = leaves;
        this.clock = clock;
    }

    @Override
    public HealthCheckResponse call() {
        try {
            int ahead = leaves.ahead(clock.instant());
            return HealthCheckResponse.named("ledger")
                    .status(ahead >= 0 && loops.started())
                    .withData("leaves_ahead", ahead)
                    .build();
        } catch (SQLException away) {
            return HealthCheckResponse.named("ledger")
                    .down()
                    .withData("reason", "the database does not answer")
                    .build();
        }
    }
}
