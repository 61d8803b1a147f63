package dev.mailswitch.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/// What one installation of the tests has learnt about quick starts ([StartCache]), for all of them:
/// these tests start services dozens of times.
record LearntStarts(Installation installation) {

    private static final Path KEPT = Path.of("target/start-caches").toAbsolutePath();

    private static final Map<Part, String> MODULES =
            Map.of(Part.API, "api-service", Part.WORKER, "delivery-worker");

    /// Gives the installation what is kept, before its services start.
    void lend() {
        MODULES.keySet().stream().filter(this::known).forEach(part -> copy(kept(part), own(part)));
    }

    /// Lets the installation learn what nobody has learnt yet, and keeps it.
    void keep() {
        for (Part part : MODULES.keySet()) {
            if (!known(part)) {
                installation.learn(part);
                copy(own(part), kept(part));
            }
        }
    }

    private boolean known(Part part) {
        InstallationSettings settings = installation.settings();
        Path built = new Programs(settings, installation.secrets()).quarkusApp(MODULES.get(part));
        try {
            return new StartCache(kept(part), built).fresh();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path kept(Part part) {
        return KEPT.resolve(part.label() + ".aot");
    }

    private Path own(Part part) {
        return installation.settings().data().resolve("run").resolve(part.label() + "/start.aot");
    }

    private static void copy(Path from, Path to) {
        try {
            Files.createDirectories(to.getParent());
            Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
