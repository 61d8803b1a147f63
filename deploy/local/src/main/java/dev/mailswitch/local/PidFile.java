package dev.mailswitch.local;

import dev.mailswitch.stack.LocalProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The file with the process id of a part. A number alone proves nothing, since it may belong to
/// another program by now: the process must carry the part's mark, an argument nobody else has.
///
/// @param file with one number
/// @param mark an argument of the process it speaks of
record PidFile(Path file, String mark) {

    /// The part's process, by the file or, if that is missing or wrong, by the mark alone.
    Optional<LocalProcess> process() {
        return read().flatMap(LocalProcess::find)
                .filter(process -> process.commandLine().contains(mark))
                .or(() -> LocalProcess.withArgument(mark).stream().findFirst());
    }

    void write(LocalProcess process) {
        write(file, process.pid());
    }

    /// Writes a pid file unless it says so already.
    static void write(Path file, long pid) {
        try {
            String text = pid + "\n";
            if (!Files.exists(file) || !Files.readString(file).equals(text)) {
                Files.createDirectories(file.toAbsolutePath().getParent());
                Files.writeString(file, text);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<Long> read() {
        try {
            List<String> lines = Files.readAllLines(file);
            return lines.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Long.parseLong(lines.getFirst().trim()));
        } catch (IOException | NumberFormatException noneOrBroken) {
            return Optional.empty();
        }
    }
}
