package dev.mailswitch.local;

import dev.mailswitch.stack.LocalProcess;
import dev.mailswitch.stack.PostgresServer;
import dev.mailswitch.stack.PostgresSettings;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/// PostgreSQL, found by its own `postmaster.pid`.
///
/// @param settings of the server
record PostgresPart(PostgresSettings settings) implements PartControl {

    static PostgresPart of(InstallationSettings installation, Secrets secrets) {
        return new PostgresPart(
                PostgresSettings.of(
                                installation.data().resolve("postgres"),
                                installation.ports().postgres(),
                                ServiceEnvironment.DATABASE,
                                secrets.require(Secrets.DATABASE_PASSWORD),
                                ServiceEnvironment.DATABASE)
                        .withLog(installation.log(Part.POSTGRES)));
    }

    @Override
    public Optional<LocalProcess> process() {
        return PostgresServer.running(settings).flatMap(s -> LocalProcess.find(s.pid()));
    }

    @Override
    public LocalProcess launch() throws IOException {
        return LocalProcess.find(PostgresServer.start(settings).pid())
                .orElseThrow(() -> new LocalFailure("PostgreSQL ended at once: " + settings.log()));
    }

    @Override
    public boolean ready() {
        Optional<PostgresServer> server = PostgresServer.running(settings);
        if (server.isEmpty() || server.get().port() != settings.port()) {
            return false;
        }
        try (Connection connection = server.get().connect(settings.database())) {
            return connection.isValid(2);
        } catch (SQLException away) {
            return false;
        }
    }

    @Override
    public void stop() throws IOException {
        Optional<PostgresServer> server = PostgresServer.running(settings);
        if (server.isPresent()) {
            server.get().stop();
        }
    }
}
