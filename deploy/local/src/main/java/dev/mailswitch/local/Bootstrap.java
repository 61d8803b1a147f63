package dev.mailswitch.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Runs api-service's `bootstrap` command: it brings the database's schema up to date and makes,
/// once, the demo organisation with its admin key.
///
/// @param installation whose PostgreSQL is up and whose api-service is not
record Bootstrap(Installation installation) {

    private static final int EXISTS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    /// Runs it, and keeps the admin key if one was made.
    void run() {
        InstallationSettings settings = installation.settings();
        Secrets secrets = installation.secrets();
        Path jar =
                new Programs(settings, secrets)
                        .quarkusApp("api-service")
                        .resolve("quarkus-run.jar");
        if (!Files.exists(jar)) {
            throw new LocalFailure(jar + " is missing: build first (deploy/local/up does)");
        }
        Path log = settings.log("bootstrap");
        Path answer = settings.data().resolve("bootstrap.out");
        try {
            Files.createDirectories(log.getParent());
            int status = run(jar, answer, log);
            Optional<String> key = adminKey(Files.readString(answer));
            key.ifPresent(made -> secrets.put(Secrets.ADMIN_KEY, made));
            if (status != 0 && status != EXISTS) {
                throw new LocalFailure(
                        "bootstrap ended with %d, see %s and %s".formatted(status, log, answer));
            }
            Files.delete(answer);
        } catch (IOException e) {
            throw new LocalFailure("bootstrap could not be run: " + e.getMessage(), e);
        }
        if (secrets.get(Secrets.ADMIN_KEY).isEmpty()) {
            throw new LocalFailure(
                    "the demo organisation exists, but its admin key is not in %s; stop with deploy/local/down and delete %s to begin anew"
                            .formatted(settings.data().resolve("secrets.env"), settings.data()));
        }
    }

    // Its answer goes to a file, to be found by the next start if we are killed before we read it:
    // the key is shown only once.
    private int run(Path jar, Path answer, Path log) throws IOException {
        if (!Files.exists(answer)) {
            Files.createFile(
                    answer,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        }
        ProcessBuilder builder =
                new ProcessBuilder(command(jar))
                        .redirectInput(new File("/dev/null"))
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(answer.toFile()))
                        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment()
                .putAll(ServiceEnvironment.api(installation.settings(), installation.secrets()));
        Process process = builder.start();
        // If we are told to end, it may finish: what it has begun cannot be begun again.
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() -> endAfter(process, Duration.ofSeconds(10)), "bootstrap"));
        if (!endAfter(process, PATIENCE)) {
            throw new LocalFailure(
                    "bootstrap has not ended after %d s, see %s and %s"
                            .formatted(PATIENCE.toSeconds(), log, answer));
        }
        return process.exitValue();
    }

    /// Waits, and ends the process if it has not ended by itself.
    ///
    /// @return whether it ended by itself
    private static boolean endAfter(Process process, Duration atMost) {
        try {
            if (process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                return true;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        return false;
    }

    /// The key in what the command printed: the one line that is JSON with an `admin_key`, among
    /// whatever else was logged.
    static Optional<String> adminKey(String said) {
        ObjectMapper json = new ObjectMapper();
        for (String line : said.lines().toList().reversed()) {
            if (!line.startsWith("{")) {
                continue;
            }
            try {
                JsonNode key = json.readTree(line).path("admin_key");
                if (key.isTextual()) {
                    return Optional.of(key.asText());
                }
            } catch (JsonProcessingException notJson) {
                continue;
            }
        }
        return Optional.empty();
    }

    private static List<String> command(Path jar) {
        List<String> command = new ArrayList<>();
        command.add("setsid"); // a Ctrl-C is for us
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-jar", jar.toString(), "bootstrap"));
        command.addAll(List.of("--organisation", Demo.ORGANISATION));
        command.addAll(List.of("--environment", Demo.ENVIRONMENT));
        command.addAll(List.of("--sender", Demo.SENDER));
        command.addAll(List.of("--verified-domain", Demo.DOMAIN));
        return command;
    }
}
