package dev.mailswitch.local;

import dev.mailswitch.stack.FreePort;
import dev.mailswitch.stack.LocalProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// The processes of one installation, each of which can be started, stopped and killed apart.
/// Nothing is remembered in here but settings: whoever opens the same data directory later, in
/// this program or another, finds the same processes.
///
/// It neither builds nor makes the demo organisation; see [Up] and [Demo].
public final class Installation {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final Duration GRACE = Duration.ofSeconds(1);

    private final InstallationSettings settings;
    private final Secrets secrets;
    private final Map<Part, PartControl> parts = new EnumMap<>(Part.class);
    private volatile boolean closing;

    /// Opens the installation in a data directory, which is made if need be, with its secrets.
    public Installation(InstallationSettings settings) {
        this.settings = settings;
        this.secrets = Secrets.in(settings.data());
        Programs programs = new Programs(settings, secrets);
        parts.put(Part.POSTGRES, PostgresPart.of(settings, secrets));
        parts.put(Part.KAFKA, programs.kafka());
        parts.put(Part.API, programs.api());
        parts.put(Part.WORKER, programs.worker());
    }

    /// Where it lies and listens.
    public InstallationSettings settings() {
        return settings;
    }

    Secrets secrets() {
        return secrets;
    }

    /// The process of a part, if it runs, ready or not.
    public Optional<LocalProcess> process(Part part) {
        return control(part).process();
    }

    /// Whether a part runs and answers as it should.
    public boolean ready(Part part) {
        return process(part).isPresent() && control(part).ready();
    }

    /// Starts a part unless it runs, and returns when it is ready.
    ///
    /// @throws LocalFailure when it does not get ready; the message names its log
    public void start(Part part) {
        launch(part);
        awaitReady(part);
    }

    /// Whether [#learn] has something to do for a part.
    boolean slow(Part part) {
        try {
            return control(part).slow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Does what makes the next start of a part quicker; takes half a minute and more after each
    /// build.
    void learn(Part part) {
        try {
            control(part).learn();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Starts a part unless it runs. Returns before it is ready, PostgreSQL excepted.
    ///
    /// @return whether it had to be started
    /// @throws LocalFailure when one of its ports is taken or it cannot be started
    public synchronized boolean launch(Part part) {
        if (closing) {
            throw new LocalFailure("being stopped");
        }
        Optional<LocalProcess> running = process(part);
        if (running.isPresent()) {
            PidFile.write(settings.pidFile(part), running.get().pid());
            return false;
        }
        requireFreePorts(part);
        try {
            LocalProcess started = control(part).launch();
            PidFile.write(settings.pidFile(part), started.pid());
            return true;
        } catch (IOException | IllegalStateException e) {
            throw new LocalFailure(part.label() + ": " + e.getMessage(), e);
        }
    }

    /// Waits until a part is ready.
    ///
    /// @throws LocalFailure when it ends instead, or takes longer than a minute and a half
    public void awaitReady(Part part) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!control(part).ready()) {
            if (process(part).isEmpty()) {
                throw new LocalFailure(
                        part.label() + " has ended, see " + settings.log(part) + lastWords(part));
            }
            if (System.nanoTime() > end) {
                throw new LocalFailure(
                        "%s runs but is not ready after %d s on %s, see %s"
                                .formatted(
                                        part.label(),
                                        PATIENCE.toSeconds(),
                                        settings.ports().of(part).values(),
                                        settings.log(part)));
            }
            pause();
        }
    }

    /// Stops a part in good order and waits for its end; does nothing if it does not run.
    public void stop(Part part) {
        try {
            control(part).stop();
            Files.deleteIfExists(settings.pidFile(part));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Ends a part as `kill -9` does and waits until it is gone; its pid file stays.
    public void kill(Part part) {
        signal(part, "KILL");
    }

    /// Sends a signal to a part and, if that ends it, waits for the end.
    ///
    /// @param name without SIG, for example `STOP`
    public void signal(Part part, String name) {
        process(part)
                .ifPresent(
                        process -> {
                            process.signal(name);
                            if (name.equals("KILL")) {
                                process.awaitEnd(PATIENCE);
                            }
                        });
    }

    /// From now on nothing is started any more.
    synchronized void close() {
        closing = true;
    }

    /// Says in one line which port of a part somebody else listens on.
    ///
    /// @throws LocalFailure when there is one
    void requireFreePorts(Part part) {
        settings.ports()
                .of(part)
                .forEach(
                        (variable, port) -> {
                            if (!freeSoon(port)) {
                                throw new LocalFailure(takenLine(part, port, variable));
                            }
                        });
    }

    // A part killed a moment ago may still be letting go of its port.
    private static boolean freeSoon(int port) {
        long end = System.nanoTime() + GRACE.toNanos();
        while (!FreePort.isFree(port)) {
            if (System.nanoTime() > end) {
                return false;
            }
            pause();
        }
        return true;
    }

    static String takenLine(Part part, int port, String variable) {
        return "port %d, which %s needs, is taken by another program: end that, or choose another port with %s=%d deploy/local/up"
                .formatted(
                        port, part.label(), variable, port < 55535 ? port + 10000 : port - 10000);
    }

    private String lastWords(Part part) {
        try {
            return Files.readAllLines(
                            settings.log(part), java.nio.charset.StandardCharsets.ISO_8859_1)
                    .stream()
                    .filter(line -> !line.isBlank())
                    .reduce((first, second) -> second)
                    .map(line -> "; its last line: " + line)
                    .orElse("");
        } catch (IOException noLog) {
            return "";
        }
    }

    private PartControl control(Part part) {
        return java.util.Objects.requireNonNull(parts.get(part));
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalFailure("interrupted", e);
        }
    }
}
