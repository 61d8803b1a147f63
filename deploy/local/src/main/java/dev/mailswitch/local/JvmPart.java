package dev.mailswitch.local;

import dev.mailswitch.stack.LocalProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A part that is a Java program.
///
/// @param pidFile names its process
/// @param application copied before each start
/// @param directory the copy, and where it works
/// @param arguments of the JVM, after the mark and before nothing else
/// @param environment added to ours
/// @param log what it prints
/// @param probe whether it is ready
/// @param cache makes its start quicker
record JvmPart(
        PidFile pidFile,
        List<Path> application,
        Path directory,
        List<String> arguments,
        Map<String, String> environment,
        Path log,
        Probe probe,
        Optional<StartCache> cache)
        implements PartControl {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Override
    public Optional<LocalProcess> process() {
        return pidFile.process();
    }

    @Override
    public boolean slow() throws IOException {
        return cache.isPresent() && !cache.get().fresh();
    }

    @Override
    public void learn() throws IOException {
        if (slow()) {
            cache.orElseThrow().make(arguments, environment, log.resolveSibling("start-cache.log"));
        }
    }

    @Override
    public LocalProcess launch() throws IOException {
        copy();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add(pidFile.mark());
        if (cache.isPresent()) {
            command.addAll(cache.get().options());
        }
        command.addAll(arguments);
        return Detached.start(command, environment, directory, log);
    }

    private void copy() throws IOException {
        for (Path source : application) {
            if (!Files.exists(source)) {
                throw new LocalFailure(source + " is missing: build first (deploy/local/up does)");
            }
            ApplicationCopy.refresh(source, copyOf(directory, source));
        }
    }

    @Override
    public boolean ready() {
        return probe.ready();
    }

    @Override
    public void stop() {
        process().ifPresent(JvmPart::end);
    }

    /// Where a file or directory of an application lies in its copy; names may repeat (`classes`).
    static Path copyOf(Path directory, Path source) {
        return directory.resolve(
                Integer.toHexString(source.toString().hashCode()) + "-" + source.getFileName());
    }

    private static void end(LocalProcess process) {
        process.signal("TERM");
        process.signal("CONT"); // a stopped process would never hear of it
        if (!process.awaitEnd(PATIENCE)) {
            process.signal("KILL");
            process.awaitEnd(PATIENCE);
        }
    }
}
