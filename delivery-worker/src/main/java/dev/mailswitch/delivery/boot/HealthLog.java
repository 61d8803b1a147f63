package dev.mailswitch.delivery.boot;

import dev.mailswitch.delivery.health.HealthNews;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes breaker changes into the log, for operators.
final class HealthLog implements HealthNews {

    private static final Logger LOG = LoggerFactory.getLogger("dev.mailswitch.health");

    @Override
    public void changed(Change change) {
        LOG.warn("breaker {}: {}", change.closed() ? "closed" : "changed", change.breaker());
    }
}
