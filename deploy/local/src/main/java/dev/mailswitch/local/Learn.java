package dev.mailswitch.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/// Lets the services learn to start quickly ([StartCache]), once after each build, in a program of
/// its own: it takes longer than the start that it saves, so nobody shall wait for it.
public final class Learn {

    private static final List<Part> SERVICES = List.of(Part.API, Part.WORKER);

    private Learn() {}

    /// Starts it unless there is nothing to learn.
    ///
    /// @return whether it was started
    static boolean inBackground(Installation installation) {
        if (SERVICES.stream().noneMatch(installation::slow)) {
            return false;
        }
        InstallationSettings settings = installation.settings();
        List<String> command =
                List.of(
                        "nice",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Dmailswitch.root=" + settings.root(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Learn.class.getName());
        try {
            Detached.start(
                    command,
                    Map.of(InstallationSettings.DATA, settings.data().toString()),
                    settings.data(),
                    settings.data().resolve("logs/learn.log"));
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Ends at once while another one is at it.
    public static void main(String[] args) {
        Command.run("learn", Learn::learn);
    }

    private static int learn() {
        InstallationSettings settings = InstallationSettings.from(Command.root(), System.getenv());
        Path run = settings.data().resolve("run");
        try {
            Files.createDirectories(run);
            try (FileChannel channel =
                            FileChannel.open(
                                    run.resolve("learn.lock"),
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.WRITE);
                    FileLock lock = channel.tryLock()) {
                if (lock != null) {
                    Installation installation = new Installation(settings);
                    SERVICES.forEach(installation::learn);
                }
            }
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
