package dev.mailswitch.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Runs api-service's `bootstrap` command: it brings the database's schema up to date and makes,
/// once, the demo organisation with its admin key.
///
/// @param installation whose PostgreSQL is up and whose api-service is not
record Bootstrap(Installation installation) {

    private static final int EXISTS = 3;

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
        ProcessBuilder builder = new ProcessBuilder(command(jar)).redirectErrorStream(false);
        builder.environment().putAll(ServiceEnvironment.api(settings, secrets));
        try {
            Files.createDirectories(log.getParent());
            Process process =
                    builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
            process.getOutputStream().close();
            String said =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            Optional<String> key = adminKey(said);
            key.ifPresent(made -> secrets.put(Secrets.ADMIN_KEY, made));
            if (status != 0 && status != EXISTS) {
                Files.writeString(log, said, java.nio.file.StandardOpenOption.APPEND);
                throw new LocalFailure("bootstrap ended with " + status + ", see " + log);
            }
        } catch (IOException e) {
            throw new LocalFailure("bootstrap could not be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalFailure("interrupted", e);
        }
        if (secrets.get(Secrets.ADMIN_KEY).isEmpty()) {
            throw new LocalFailure(
                    "the demo organisation exists, but its admin key is not in %s; stop with deploy/local/down and delete %s to begin anew"
                            .formatted(settings.data().resolve("secrets.env"), settings.data()));
        }
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
