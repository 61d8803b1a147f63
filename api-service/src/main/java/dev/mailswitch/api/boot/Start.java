package dev.mailswitch.api.boot;

import dev.mailswitch.api.dialect.Away;
import dev.mailswitch.ledger.Schema;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What happens before the first request, in this order: the form of the logs, the schema, and only
/// then the loops that read it. If the database is not there yet, the service waits for it, live and
/// not ready, and answers 503 ([Waiting]); for anything else that is wrong it ends and says why.
@Singleton
class Start {

    private static final Logger LOG = LoggerFactory.getLogger(Start.class);
    private static final Duration AGAIN = Duration.ofMillis(500);

    private final ServiceConfig config;
    private final Config settings;
    private final Instance<Loops> loops;
    private @Nullable Thread waiting;

    Start(ServiceConfig config, Config settings, Instance<Loops> loops) {
        this.config = config;
        this.settings = settings;
        this.loops = loops;
    }

    void start(@Observes @Priority(1) StartupEvent event) throws SQLException {
        boolean production =
                settings.getOptionalValue("quarkus.profile", String.class)
                        .orElse("prod")
                        .equals("prod");
        if (config.log().json().orElse(production)) {
            JsonLogs.use();
        }
        try {
            open();
        } catch (SQLException | RuntimeException failed) {
            if (!Away.is(failed)) {
                throw failed;
            }
            LOG.warn("waits for the database: {}", failed.getMessage());
            waiting = Thread.ofVirtual().name("start").start(this::openLater);
        }
    }

    private void open() throws SQLException {
        if (config.migrateAtStart()) {
            migrate(settings);
        }
        loops.get().start();
    }

    static void migrate(Config settings) {
        Schema.migrate(Database.of(settings));
    }

    private void openLater() {
        while (true) {
            try {
                Thread.sleep(AGAIN);
                open();
                LOG.info("the database is there");
                return;
            } catch (InterruptedException stop) {
                return;
            } catch (SQLException | RuntimeException failed) {
                if (!Away.is(failed)) {
                    LOG.error("cannot start", failed);
                    Quarkus.asyncExit(1);
                    return;
                }
            }
        }
    }

    void stop(@Observes ShutdownEvent event) {
        if (waiting != null) {
            waiting.interrupt();
        }
    }
}
