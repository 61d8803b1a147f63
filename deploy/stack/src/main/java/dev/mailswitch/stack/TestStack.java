package dev.mailswitch.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// One PostgreSQL and one Kafka for all tests of a JVM, each started by the first test that asks,
/// on free ports, with data in a new directory below `target` that goes when the JVM ends. As
/// durable as the real thing: fsync is on.
///
/// ```java
/// TestStack.TestDatabase database = TestStack.freshDatabase();
/// try (Connection connection = database.connect()) { … }
/// ```
public final class TestStack {

    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static @Nullable PostgresServer postgres;
    private static @Nullable KafkaServer kafka;
    private static @Nullable Path directory;

    private TestStack() {}

    /// An empty database of its own.
    ///
    /// @param server it lives in
    /// @param name of the database
    public record TestDatabase(PostgresServer server, String name) {

        /// JDBC URL without credentials.
        public String jdbcUrl() {
            return server.jdbcUrl(name);
        }

        /// A superuser's name.
        public String user() {
            return server.user();
        }

        /// That user's password.
        public String password() {
            return server.password();
        }

        /// A new connection; the caller closes it.
        public java.sql.Connection connect() throws SQLException {
            return server.connect(name);
        }
    }

    /// The shared PostgreSQL. Who kills it must start it again on the same data and port
    /// ([#restartPostgres]).
    public static synchronized PostgresServer postgres() {
        if (postgres == null) {
            postgres = startPostgres(0);
        }
        return postgres;
    }

    /// Starts the shared PostgreSQL again, on the same data and port, after a test stopped or
    /// killed it; does nothing while it runs.
    public static synchronized PostgresServer restartPostgres() {
        PostgresServer before = postgres();
        if (!before.alive()) {
            postgres = startPostgres(before.port());
        }
        return postgres();
    }

    /// The shared Kafka broker; no topics are made by themselves.
    public static synchronized KafkaServer kafka() {
        if (kafka == null) {
            try {
                kafka = KafkaServer.start(KafkaSettings.of(directory().resolve("kafka"), 0));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return kafka;
    }

    /// A new empty database in the shared PostgreSQL; takes some tens of milliseconds.
    public static TestDatabase freshDatabase() {
        PostgresServer server = postgres();
        String name = "test_" + DATABASES.incrementAndGet();
        try {
            server.createDatabase(name);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot make " + name, e);
        }
        return new TestDatabase(server, name);
    }

    private static PostgresServer startPostgres(int port) {
        try {
            Path data = directory().resolve("postgres");
            return PostgresServer.start(
                    PostgresSettings.of(data, port, "tester", "tester", "tester"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // Callers hold the class's lock.
    private static Path directory() throws IOException {
        if (directory == null) {
            Path target = Files.createDirectories(Path.of("target").toAbsolutePath());
            Path made = Files.createTempDirectory(target, "test-stack-");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(made), "test-stack-stop"));
            directory = made;
        }
        return directory;
    }

    /// Hundreds of databases take longer to delete than a test process has to end, so nobody waits
    /// for it.
    private static void deleteLater(Path made) throws IOException {
        new ProcessBuilder("rm", "-rf", made.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static synchronized void stop(Path made) {
        try {
            if (kafka != null) {
                kafka.close();
            }
            if (postgres != null) {
                postgres.kill(); // nobody will read these data again
            }
            deleteLater(made);
        } catch (IOException e) {
            System.err.println("test stack: " + e.getMessage());
        }
    }
}
