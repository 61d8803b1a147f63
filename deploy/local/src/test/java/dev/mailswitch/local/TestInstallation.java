package dev.mailswitch.local;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailswitch.stack.LocalProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// An installation of the tests' own, with data and logs under `target/` and ports that were free.
/// Its processes end when it is closed; those that an aborted run left behind end before it starts.
record TestInstallation(Installation installation) implements AutoCloseable {

    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

    /// Opens a new one; nothing runs yet.
    ///
    /// @param name of its directory
    static TestInstallation fresh(String name) {
        Path data = Path.of("target", name).toAbsolutePath();
        if (Files.exists(data.resolve("ports.env"))) {
            new TestInstallation(
                            new Installation(
                                    InstallationSettings.from(
                                            ROOT,
                                            Map.of(InstallationSettings.DATA, data.toString()))))
                    .close();
        }
        delete(data);
        InstallationSettings settings = new InstallationSettings(ROOT, data, Ports.free());
        settings.keepPorts();
        return quick(new Installation(settings));
    }

    /// Another worker beside the first, on the same database and broker.
    ///
    /// @param name of its directory
    TestInstallation secondWorker(String name) throws IOException {
        return beside(name, installation.settings().ports().withFreeWorker());
    }

    /// Another API beside the first, on the same database and broker.
    ///
    /// @param name of its directory
    TestInstallation secondApi(String name) throws IOException {
        return beside(name, installation.settings().ports().withFreeApi());
    }

    private TestInstallation beside(String name, Ports ports) throws IOException {
        InstallationSettings first = installation.settings();
        Path data = Path.of("target", name).toAbsolutePath();
        delete(data);
        Files.createDirectories(data);
        Files.copy(first.data().resolve("secrets.env"), data.resolve("secrets.env"));
        return quick(new Installation(new InstallationSettings(first.root(), data, ports)));
    }

    private static TestInstallation quick(Installation installation) {
        new LearntStarts(installation).lend();
        return new TestInstallation(installation);
    }

    /// Starts everything and makes the demo's environment with these routes.
    void startAll(ProviderUrl... providers) {
        installation.launch(Part.KAFKA);
        installation.start(Part.POSTGRES);
        new Bootstrap(installation).run();
        installation.launch(Part.API);
        installation.launch(Part.WORKER);
        for (Part part : Part.values()) {
            installation.awaitReady(part);
        }
        new LearntStarts(installation).keep();
        Demo demo = new Demo(admin());
        demo.route(List.of(providers));
        installation.secrets().put(Secrets.API_KEY, demo.makeKey());
    }

    /// Starts what does not run, as everything else here does: by the code of `up`.
    void startMissing() {
        installation.launch(Part.KAFKA);
        installation.launch(Part.POSTGRES);
        installation.launch(Part.API);
        installation.launch(Part.WORKER);
        for (Part part : Part.values()) {
            installation.awaitReady(part);
        }
    }

    /// Runs the script itself.
    void up() throws IOException, InterruptedException {
        // The build that these tests are part of has just made what this stamp stands for.
        Path stamp = ROOT.resolve("deploy/local/target/.built");
        if (!Files.exists(stamp)) {
            Files.createFile(stamp);
        }
        Files.setLastModifiedTime(stamp, FileTime.from(Instant.now()));
        Path log = installation.settings().data().resolve("logs/up.log");
        ProcessBuilder up =
                new ProcessBuilder(
                                ROOT.resolve("deploy/local/up").toString(), "--detach", "--no-mail")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        up.environment().put(InstallationSettings.DATA, installation.settings().data().toString());
        Process process = up.start();
        if (!process.waitFor(120, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroy();
            throw new AssertionError("up failed:\n" + Files.readString(log));
        }
    }

    /// An environment with a sandbox as its only route, and a key to send there.
    ///
    /// @return the API with that key
    Api sandboxEnvironment(String name) {
        Api admin = admin();
        admin.post(
                "/api/v1/environments",
                Api.object().put("name", name).put("sender", name + "@" + Demo.DOMAIN));
        String provider =
                admin.post(
                                "/api/v1/providers",
                                Api.object().put("name", name).put("kind", "sandbox"))
                        .path("id")
                        .asText();
        admin.post(
                "/api/v1/routes",
                Api.object().put("environment", name).put("provider_id", provider));
        ObjectNode key = Api.object().put("name", name).put("environment", name);
        key.withArray("scopes").add("emails:send").add("emails:read");
        return api(admin.post("/api/v1/api-keys", key).path("key").asText());
    }

    Api admin() {
        return api(installation.secrets().require(Secrets.ADMIN_KEY));
    }

    /// The API with a key of the demo's environment.
    Api sender() {
        return api(installation.secrets().require(Secrets.API_KEY));
    }

    private Api api(String key) {
        return Api.at(installation.settings().apiUrl(), key);
    }

    /// The first row of an answer as numbers, on a connection of its own.
    long number(String sql, Object... values) throws SQLException {
        Properties login = new Properties();
        login.setProperty("user", ServiceEnvironment.DATABASE);
        login.setProperty("password", installation.secrets().require(Secrets.DATABASE_PASSWORD));
        login.setProperty("connectTimeout", "5");
        login.setProperty("socketTimeout", "20");
        String url =
                "jdbc:postgresql://127.0.0.1:%d/%s"
                        .formatted(
                                installation.settings().ports().postgres(),
                                ServiceEnvironment.DATABASE);
        try (Connection connection =
                        Objects.requireNonNull(new org.postgresql.Driver().connect(url, login));
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /// Sends a signal to a part and to every process it has started, as a pause of the whole
    /// machine it runs on would.
    void signalTree(Part part, String name) {
        LocalProcess process = installation.process(part).orElseThrow();
        List<LocalProcess> tree = new ArrayList<>(List.of(process));
        ProcessHandle.of(process.pid()).stream()
                .flatMap(ProcessHandle::descendants)
                .flatMap(child -> LocalProcess.find(child.pid()).stream())
                .forEach(tree::add);
        tree.forEach(one -> one.signal(name));
    }

    @Override
    public void close() {
        List.of(Part.values()).reversed().stream()
                .filter(part -> installation.process(part).isPresent())
                .forEach(
                        part -> {
                            signalTree(part, "CONT");
                            installation.stop(part);
                        });
    }

    /// Ends only one part, for an installation that shares everything else with another.
    void close(Part part) {
        installation.signal(part, "CONT");
        installation.stop(part);
    }

    static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
