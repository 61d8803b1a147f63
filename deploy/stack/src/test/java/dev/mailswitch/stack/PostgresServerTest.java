package dev.mailswitch.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresServerTest {

    /// Data of a server that has run and was stopped: making them takes longer than most tests.
    private static Path made = Path.of("target");

    private Path directory = Path.of("target");
    private PostgresSettings settings = PostgresSettings.of(directory, 0, "x", "x", "x");

    @BeforeAll
    static void aServerThatHasRun() throws IOException {
        made = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "pg-made-");
        PostgresServer.start(settings(made)).stop();
    }

    @AfterAll
    static void nobodyNeedsItAnyMore() throws IOException {
        Directories.delete(made);
    }

    @BeforeEach
    void aDirectory() throws IOException {
        // Not @TempDir: PostgreSQL must be stopped before the directory goes.
        directory = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "pg-test-");
        settings = settings(directory);
    }

    private static PostgresSettings settings(Path directory) {
        return PostgresSettings.of(directory.resolve("data"), 0, "owner", "it's a secret", "shop");
    }

    /// Starts a server on data of its own that were there before.
    private PostgresServer started() throws IOException, InterruptedException {
        Process copying =
                new ProcessBuilder(
                                "cp", "-a", made.resolve("data").toString(), directory.toString())
                        .inheritIO()
                        .start();
        assertThat(copying.waitFor()).isZero();
        return PostgresServer.start(settings);
    }

    @AfterEach
    void nothingLeft() throws IOException {
        PostgresServer.running(settings).ifPresent(PostgresServer::kill);
        Directories.delete(directory);
    }

    @ParameterizedTest
    @CsvSource({
        "fsync,on",
        "synchronous_commit,on",
        "full_page_writes,on",
        "jit,off",
        "listen_addresses,127.0.0.1",
        "server_encoding,UTF8",
        "max_connections,120"
    })
    void settingsAreAsPromised(String name, String value) throws SQLException {
        try (Connection connection = TestStack.freshDatabase().connect()) {
            assertThat(one(connection, "SHOW " + name)).isEqualTo(value);
        }
    }

    @Test
    void isVersion18() throws SQLException {
        try (Connection connection = TestStack.freshDatabase().connect()) {
            assertThat(one(connection, "SHOW server_version")).startsWith("18.");
        }
    }

    @Test
    void freshDatabasesAreStrangersToEachOther() throws SQLException {
        TestStack.TestDatabase first = TestStack.freshDatabase();
        TestStack.TestDatabase second = TestStack.freshDatabase();
        try (Connection connection = first.connect()) {
            execute(connection, "CREATE TABLE t (n int)");
        }
        try (Connection connection = second.connect()) {
            assertThat(one(connection, "SELECT count(*) FROM pg_class WHERE relname = 't'"))
                    .isEqualTo("0");
        }
    }

    @Test
    void findsItsDataAgainAfterAStop() throws Exception {
        PostgresServer first = started();
        remember(first);
        first.stop();
        assertThat(first.alive()).isFalse();
        assertThat(PostmasterFile.in(settings.data())).doesNotExist();

        PostgresServer second = PostgresServer.start(settings);

        assertThat(second.pid()).isNotEqualTo(first.pid());
        assertRemembered(second);
    }

    @Test
    void recoversAfterAKillThatLeavesItsPidFile() throws Exception {
        PostgresServer first = started();
        remember(first);
        first.kill();
        assertThat(PostmasterFile.in(settings.data())).exists();
        assertThat(PostgresServer.running(settings)).isEmpty();

        assertRemembered(PostgresServer.start(settings));
    }

    @Test
    void aPidFileThatNamesAnotherProgramIsNotBelieved() throws Exception {
        PostgresServer first = started();
        remember(first);
        Path file = PostmasterFile.in(settings.data());
        List<String> lines = Files.readAllLines(file);
        first.stop();
        lines.set(0, Long.toString(ProcessHandle.current().pid()));
        Files.write(file, lines);

        assertThat(PostgresServer.running(settings)).isEmpty();
        assertRemembered(PostgresServer.start(settings));
    }

    @Test
    void aSecondStartTakesOverTheRunningServer() throws Exception {
        PostgresServer first = started();

        PostgresServer second = PostgresServer.start(settings);

        assertThat(second.pid()).isEqualTo(first.pid());
        assertThat(second.port()).isEqualTo(first.port());
        assertRememberedAfter(second);
    }

    @Test
    void runningOnAnotherPortThanAskedForIsSaid() throws Exception {
        PostgresServer server = started();
        int other = server.port() == 65535 ? 1024 : server.port() + 1;
        PostgresSettings elsewhere =
                PostgresSettings.of(settings.data(), other, "owner", "it's a secret", "shop");
        assertThatThrownBy(() -> PostgresServer.start(elsewhere))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("already runs on port " + server.port());
    }

    @Test
    void outlivesTheProgramThatStartedItInASessionOfItsOwn() throws Exception {
        int port = FreePort.any();
        Process starter =
                ChildJvm.start(
                        directory.resolve("starter.log"), "postgres", "--data=" + settings.data());
        assertThat(starter.waitFor()).as("unknown form of option").isEqualTo(2);
        starter =
                ChildJvm.start(
                        directory.resolve("starter.log"),
                        "postgres",
                        "--data",
                        settings.data().toString(),
                        "--port",
                        Integer.toString(port),
                        "--user",
                        "owner",
                        "--password",
                        "it's a secret",
                        "--database",
                        "shop");
        assertThat(starter.waitFor()).isZero();

        PostgresServer server = PostgresServer.adopt(settings).orElseThrow();
        String said = Files.readString(directory.resolve("starter.log")).lines().toList().getLast();
        assertThat(server.pid()).isEqualTo(Long.parseLong(said));
        assertThat(server.port()).isEqualTo(port);
        assertThat(session(server.pid())).isEqualTo(server.pid());
        assertRememberedAfter(server);
    }

    @Test
    void aWrongPasswordIsSaidAtOnce() throws Exception {
        started();
        PostgresSettings wrong = PostgresSettings.of(settings.data(), 0, "owner", "guess", "shop");
        assertThatThrownBy(() -> PostgresServer.start(wrong))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another password");
    }

    @Test
    void aTakenPortIsSaidWithTheServersOwnWords() throws Exception {
        try (var taken =
                new java.net.ServerSocket(0, 1, java.net.InetAddress.getByName("127.0.0.1"))) {
            PostgresSettings there =
                    PostgresSettings.of(
                            settings.data(), taken.getLocalPort(), "owner", "secret", "shop");
            assertThatThrownBy(() -> PostgresServer.start(there))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("Address already in use");
        }
    }

    private static long session(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[3]);
    }

    private static void assertRememberedAfter(PostgresServer server) throws SQLException {
        remember(server);
        assertRemembered(server);
    }

    private static void remember(PostgresServer server) throws SQLException {
        try (Connection connection = server.connect("shop")) {
            execute(connection, "CREATE TABLE t (n int)");
            execute(connection, "INSERT INTO t VALUES (42)");
        }
    }

    private static void assertRemembered(PostgresServer server) throws SQLException {
        try (Connection connection = server.connect("shop")) {
            assertThat(one(connection, "SELECT n FROM t")).isEqualTo("42");
        }
        assertThat(LocalProcess.find(server.pid()).orElseThrow().awaitEnd(Duration.ZERO)).isFalse();
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String one(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }
}
