package dev.mailswitch.local;

import dev.mailswitch.stack.FreePort;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// What the JVM remembers of one start of a service, so that the next is quicker (JEP 483, 514):
/// classes loaded and linked, which takes more than half of the time. A cache that does not fit,
/// because the program or the JDK has changed, is ignored by the JVM.
///
/// It is made by a start on the side, against a database that is not there: the service waits for
/// it, and is told to end as soon as it listens.
///
/// @param file the cache
/// @param application the copy of the program that is run
record StartCache(Path file, Path application) {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String NOWHERE = "127.0.0.1:1";

    /// Options that make use of it; none while there is none.
    List<String> options() throws IOException {
        return fresh()
                ? List.of("-XX:AOTCache=" + file, "-Xlog:aot=off", "-Xlog:cds=off")
                : List.of();
    }

    /// Whether there is one, and it is of this program.
    boolean fresh() throws IOException {
        if (!Files.exists(file)) {
            return false;
        }
        FileTime made = Files.getLastModifiedTime(file);
        try (Stream<Path> all = Files.walk(application)) {
            for (Path one : all.filter(Files::isRegularFile).toList()) {
                if (Files.getLastModifiedTime(one).compareTo(made) > 0) {
                    return false;
                }
            }
        }
        return true;
    }

    /// Makes it. When that fails the service starts as well, only slower.
    ///
    /// @param arguments of the JVM, as for the start proper
    /// @param environment likewise
    /// @param log what is printed
    void make(List<String> arguments, Map<String, String> environment, Path log)
            throws IOException {
        // In place only when it is whole: the service may be started meanwhile.
        Path half = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(half);
        int port = FreePort.any();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:AOTCacheOutput=" + half);
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectInput(new File("/dev/null"))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.to(log.toFile()));
        builder.environment().putAll(environment);
        builder.environment().put("MAILSWITCH_DATABASE_URL", "jdbc:postgresql://" + NOWHERE + "/x");
        builder.environment().put("MAILSWITCH_KAFKA", NOWHERE);
        builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port));
        builder.environment().put("QUARKUS_MANAGEMENT_PORT", Integer.toString(FreePort.any()));
        Process process = builder.start();
        try {
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (process.isAlive() && !Probe.open(port) && System.nanoTime() < end) {
                Thread.sleep(100);
            }
            process.destroy();
            boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (ended && Files.exists(half)) {
                Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalFailure("interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }
}
