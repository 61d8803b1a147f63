package dev.mailswitch.delivery.boot;

import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.agroal.DataSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.util.Optional;

/// Starts the worker with the service and stops it before. Waits for a database and a Kafka
/// that are not there yet; nobody has to help.
@ApplicationScoped
class Lifecycle {

    private final WorkerConfig config;
    private final AgroalDataSource readers;
    private final AgroalDataSource hot;
    private final MeterRegistry metrics;
    private final AgroalDataSource lease;
    private final Starter<Worker> starter;

    Lifecycle(
            WorkerConfig config,
            AgroalDataSource readers,
            @DataSource("ledger") AgroalDataSource hot,
            @DataSource("lease") AgroalDataSource lease,
            MeterRegistry metrics) {
        this.config = config;
        this.readers = readers;
        this.hot = hot;
        this.lease = lease;
        this.metrics = metrics;
        this.starter = new Starter<>(this::open, Starter.Pauses.USUAL);
    }

    private Worker open() throws SQLException, InterruptedException {
        return new Worker(config, new Worker.Pools(hot, readers, lease), metrics);
    }

    void start(@Observes StartupEvent event) {
        if (config.jsonLogs()) {
            JsonLogs.use();
        }
        starter.begin();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        starter.stop().ifPresent(Worker::stop);
    }

    /// The worker, once it has started.
    Optional<Worker> worker() {
        return starter.started();
    }

    /// Starting has failed in a way that waiting does not mend.
    boolean failed() {
        return starter.failed();
    }
}
