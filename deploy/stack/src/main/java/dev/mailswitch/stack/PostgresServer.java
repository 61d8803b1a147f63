package dev.mailswitch.stack;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/// A PostgreSQL server of this machine that answers on 127.0.0.1. It runs in a session of its
/// own, so neither the end of who started it nor a Ctrl-C in that terminal reaches it; whoever
/// comes later finds it by `postmaster.pid` and takes it over.
public final class PostgresServer {

    /// Crash recovery after a kill under load takes seconds, not minutes.
    private static final Duration START = Duration.ofSeconds(120);

    private static final Duration STOP = Duration.ofSeconds(60);

    private final PostgresSettings settings;
    private final LocalProcess process;
    private final int port;

    private PostgresServer(PostgresSettings settings, LocalProcess process, int port) {
        this.settings = settings;
        this.process = process;
        this.port = port;
    }

    /// Starts the server, or takes over the one that already runs on this data directory, and
    /// returns when it accepts connections and its database exists. A data directory left by a
    /// killed server is recovered.
    ///
    /// @throws IOException when it does not come up; the message says why, with the log's end
    /// @throws IllegalStateException when it runs already, on another port than the one asked for
    public static PostgresServer start(PostgresSettings settings) throws IOException {
        Path lock = settings.data().resolveSibling(settings.data().getFileName() + ".lock");
        return OneAtATime.on(lock, () -> startAlone(settings));
    }

    private static PostgresServer startAlone(PostgresSettings settings) throws IOException {
        Optional<PostgresServer> running = adopt(settings);
        if (running.isPresent()) {
            PostgresServer server = running.get();
            if (settings.port() != 0 && settings.port() != server.port) {
                throw new IllegalStateException(
                        "PostgreSQL already runs on port %d with this data, not on %d"
                                .formatted(server.port, settings.port()));
            }
            return server;
        }
        PostgresBinaries binaries = PostgresBinaries.unpacked();
        Files.createDirectories(settings.log().getParent());
        PostgresCluster cluster = new PostgresCluster(settings, binaries);
        cluster.makeUnlessMade();
        cluster.clearAfterKill();
        int port = settings.port() == 0 ? FreePort.any() : settings.port();
        PostgresServer server = new PostgresServer(settings, cluster.launch(port), port);
        server.awaitReady();
        return server;
    }

    /// The server that already runs on this data directory, ready for connections.
    ///
    /// @throws IOException when it runs but does not accept connections
    public static Optional<PostgresServer> adopt(PostgresSettings settings) throws IOException {
        Optional<PostgresServer> found = running(settings);
        if (found.isPresent()) {
            found.get().awaitReady();
        }
        return found;
    }

    /// The server that runs on this data directory, ready or not.
    public static Optional<PostgresServer> running(PostgresSettings settings) {
        return PostmasterFile.read(settings.data())
                .flatMap(
                        file ->
                                file.process(settings.data())
                                        .map(p -> new PostgresServer(settings, p, file.port())));
    }

    /// Where it listens on 127.0.0.1.
    public int port() {
        return port;
    }

    /// Process id of the postmaster.
    public long pid() {
        return process.pid();
    }

    /// Whether the postmaster still runs.
    public boolean alive() {
        return process.alive();
    }

    /// JDBC URL of the database given in the settings, without credentials.
    public String jdbcUrl() {
        return jdbcUrl(settings.database());
    }

    /// JDBC URL of any of its databases, without credentials.
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /// JDBC URL with user and password as parameters.
    public String jdbcUrlWithCredentials(String database) {
        return jdbcUrl(database)
                + "?user="
                + URLEncoder.encode(settings.user(), StandardCharsets.UTF_8)
                + "&password="
                + URLEncoder.encode(settings.password(), StandardCharsets.UTF_8);
    }

    /// The superuser's name.
    public String user() {
        return settings.user();
    }

    /// The superuser's password.
    public String password() {
        return settings.password();
    }

    /// A connection of the superuser; the caller closes it.
    ///
    /// @param database an existing one
    public Connection connect(String database) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", settings.user());
        properties.setProperty("password", settings.password());
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("loginTimeout", "10");
        // Not through DriverManager, whose look-up depends on the caller's class loader.
        Connection made = new org.postgresql.Driver().connect(jdbcUrl(database), properties);
        if (made == null) {
            throw new SQLException("not a PostgreSQL URL: " + jdbcUrl(database));
        }
        return made;
    }

    /// Makes a database unless there is one of that name.
    ///
    /// @param name lower-case letters, digits and underscores
    public void createDatabase(String name) throws SQLException {
        Databases.create(this, name);
    }

    /// Stops the server by the fast way (sessions are ended, data written out) and waits for it.
    ///
    /// @throws IOException when it has not ended after a minute
    public void stop() throws IOException {
        process.signal("INT");
        process.signal("CONT"); // a stopped process would never hear of it
        if (!process.awaitEnd(STOP)) {
            throw new IOException("PostgreSQL (process " + pid() + ") has not stopped in a minute");
        }
    }

    /// Kills the postmaster as `kill -9` does; its children notice and go, the data need
    /// recovery, and the pid file stays behind.
    public void kill() {
        process.signal("KILL");
        process.awaitEnd(STOP);
    }

    private void awaitReady() throws IOException {
        long end = System.nanoTime() + START.toNanos();
        List<String> seen = new ArrayList<>(List.of("no answer yet"));
        while (process.alive() && System.nanoTime() < end) {
            try {
                createDatabase(settings.database());
                return;
            } catch (SQLException e) {
                seen.set(0, String.valueOf(e.getMessage()));
                if ("28P01".equals(e.getSQLState())) {
                    throw new IOException(
                            "PostgreSQL with data in %s knows another password for %s"
                                    .formatted(settings.data(), settings.user()),
                            e);
                }
            }
            LocalProcess.pause();
        }
        throw new IOException(
                "PostgreSQL did not come up (%s); the end of %s:%n%s"
                        .formatted(seen.getFirst(), settings.log(), logEnd(settings.log())));
    }

    static String logEnd(Path log) throws IOException {
        if (!Files.exists(log)) {
            return "";
        }
        List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 8), lines.size()));
    }
}
