package dev.mailswitch.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What a running server writes into `postmaster.pid` of its data directory.
///
/// @param pid of the postmaster
/// @param port it listens on
record PostmasterFile(long pid, int port) {

    /// The file's place in a data directory.
    static Path in(Path data) {
        return data.resolve("postmaster.pid");
    }

    /// Reads the file; empty when it is missing or still being written.
    static Optional<PostmasterFile> read(Path data) {
        try {
            List<String> lines = Files.readAllLines(in(data));
            if (lines.size() < 4) {
                return Optional.empty();
            }
            return Optional.of(
                    new PostmasterFile(
                            Long.parseLong(lines.get(0).trim()),
                            Integer.parseInt(lines.get(3).trim())));
        } catch (IOException | NumberFormatException unreadable) {
            return Optional.empty();
        }
    }

    /// The server the file speaks of, if it runs: a later process with the same number works
    /// elsewhere, because a postmaster's working directory is its data.
    Optional<LocalProcess> process(Path data) {
        try {
            Path real = data.toRealPath();
            return LocalProcess.find(pid)
                    .filter(
                            p ->
                                    LocalProcess.workingDirectory(pid)
                                            .filter(real::equals)
                                            .isPresent());
        } catch (IOException noData) {
            return Optional.empty();
        }
    }
}
