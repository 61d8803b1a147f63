package dev.mailswitch.local;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/// What one installation of the tests has learnt about quick starts ([StartCache]), for all of them:
/// these tests start services dozens of times. Without it they are slower, and that is all: nothing
/// here fails a test.
record LearntStarts(Installation installation) {

    private static final System.Logger LOG = System.getLogger(LearntStarts.class.getName());

    private static final Path KEPT = Path.of("target/start-caches").toAbsolutePath();

    private static final Map<Part, String> MODULES =
            Map.of(Part.API, "api-service", Part.WORKER, "delivery-worker");

    /// Gives the installation what is kept, before its services start.
    void lend() {
        MODULES.keySet().forEach(part -> attempt("lent", () -> lend(part)));
    }

    /// Lets the installation learn what nobody has learnt yet, and keeps it.
    void keep() {
        MODULES.keySet().forEach(part -> attempt("kept", () -> keep(part)));
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void attempt(String what, Work work) {
        try {
            work.run();
        } catch (IOException | RuntimeException failed) {
            LOG.log(Level.WARNING, "what was learnt about starts is not " + what, failed);
        }
    }

    private void lend(Part part) throws IOException {
        if (known(part)) {
            copy(kept(part), own(part));
        }
    }

    private void keep(Part part) throws IOException {
        if (!known(part)) {
            installation.learn(part);
            copy(own(part), kept(part));
        }
    }

    private boolean known(Part part) throws IOException {
        InstallationSettings settings = installation.settings();
        Path built = new Programs(settings, installation.secrets()).quarkusApp(MODULES.get(part));
        return new StartCache(kept(part), built).fresh();
    }

    private static Path kept(Part part) {
        return KEPT.resolve(part.label() + ".aot");
    }

    private Path own(Part part) {
        return installation.settings().data().resolve("run").resolve(part.label() + "/start.aot");
    }

    /// Whole or not at all; nothing where there is nothing, as when learning was given up.
    private static void copy(Path from, Path to) throws IOException {
        if (Files.exists(from)) {
            Files.createDirectories(to.getParent());
            Path half = to.resolveSibling(to.getFileName() + ".new");
            Files.copy(from, half, StandardCopyOption.REPLACE_EXISTING);
            Files.move(half, to, StandardCopyOption.ATOMIC_MOVE);
        }
    }
}
