package dev.mailswitch.api.boot;

import dev.mailswitch.ledger.Schema;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import org.eclipse.microprofile.config.ConfigProvider;

/// What happens before the first request, in this order: the form of the logs, the schema, and only
/// then the beans that read it.
@Singleton
class Start {

    private final ServiceConfig config;
    private final javax.sql.DataSource readers;
    private final Instance<Loops> loops;

    Start(ServiceConfig config, javax.sql.DataSource readers, Instance<Loops> loops) {
        this.config = config;
        this.readers = readers;
        this.loops = loops;
    }

    void start(@Observes @Priority(1) StartupEvent event) throws SQLException {
        boolean production =
                ConfigProvider.getConfig()
                        .getOptionalValue("quarkus.profile", String.class)
                        .orElse("prod")
                        .equals("prod");
        if (config.log().json().orElse(production)) {
            JsonLogs.use();
        }
        if (config.migrateAtStart()) {
            Schema.migrate(readers);
        }
        loops.get().start();
    }
}
