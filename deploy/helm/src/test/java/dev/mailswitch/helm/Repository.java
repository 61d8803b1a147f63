package dev.mailswitch.helm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/// The files of this repository.
final class Repository {

    /// Set by the build; a test started by an editor runs in its module.
    private static final Path ROOT =
            Path.of(Objects.requireNonNullElse(System.getProperty("mailswitch.root"), "../.."))
                    .toAbsolutePath()
                    .normalize();

    private Repository() {}

    static Path path(String relative) {
        return ROOT.resolve(relative);
    }

    static String read(String relative) {
        return text(path(relative));
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
