package dev.mailswitch.delivery.boot;

import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.agroal.DataSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts the worker with the service and stops it before. Waits for a database that is not there
/// yet; nobody has to help.
@ApplicationScoped
class Lifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final WorkerConfig config;
    private final AgroalDataSource readers;
    private final AgroalDataSource hot;
    private final MeterRegistry metrics;
    private volatile @Nullable Worker worker;
    private volatile boolean stopping;
    private @Nullable Thread starter;

    Lifecycle(
            WorkerConfig config,
            AgroalDataSource readers,
            @DataSource("ledger") AgroalDataSource hot,
            MeterRegistry metrics) {
        this.config = config;
        this.readers = readers;
        this.hot = hot;
        this.metrics = metrics;
    }

    void start(@Observes StartupEvent event) {
        if (config.jsonLogs()) {
            JsonLogs.use();
        }
        starter = Thread.ofPlatform().name("starter").start(this::start);
    }

    private void start() {
        String lastFailure = "";
        while (!stopping) {
            try {
                worker = new Worker(config, hot, readers, metrics);
                LOG.info("worker is at work");
                return;
            } catch (SQLException away) {
                if (!String.valueOf(away.getMessage()).equals(lastFailure)) {
                    lastFailure = String.valueOf(away.getMessage());
                    LOG.warn("waits for the database and its schema: {}", lastFailure);
                }
                sleep();
            } catch (InterruptedException stop) {
                return;
            }
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(AGAIN);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        if (starter != null) {
            starter.interrupt();
            starter.join(AGAIN.multipliedBy(5));
        }
        Worker running = worker;
        if (running != null) {
            running.stop();
        }
    }

    /// The worker, once it has started.
    Optional<Worker> worker() {
        return Optional.ofNullable(worker);
    }
}
