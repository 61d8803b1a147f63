package dev.mailswitch.local;

import dev.mailswitch.stack.LocalProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Starts programs in sessions of their own: they outlive us, and a Ctrl-C in our terminal does
/// not reach them.
final class Detached {

    private static final long LOG_LIMIT = 50L << 20; // bytes

    private Detached() {}

    /// Starts a program.
    ///
    /// @param command program and arguments
    /// @param environment added to ours
    /// @param directory it works in
    /// @param log takes what it prints, after what is there; moved aside when it has grown large
    static LocalProcess start(
            List<String> command, Map<String, String> environment, Path directory, Path log)
            throws IOException {
        Files.createDirectories(directory);
        Files.createDirectories(log.getParent());
        if (Files.exists(log) && Files.size(log) > LOG_LIMIT) {
            Path old = log.resolveSibling(log.getFileName() + ".old");
            Files.move(log, old, StandardCopyOption.REPLACE_EXISTING);
        }
        List<String> detached = new ArrayList<>(List.of("setsid"));
        detached.addAll(command);
        ProcessBuilder builder =
                new ProcessBuilder(detached)
                        .directory(directory.toFile())
                        .redirectInput(new File("/dev/null"))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        long pid = builder.start().pid();
        return LocalProcess.find(pid)
                .orElseThrow(() -> new LocalFailure(command.getFirst() + " ended at once: " + log));
    }
}
