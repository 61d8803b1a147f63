package dev.mailswitch.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Programs run from a copy, so that a build does not pull the jars from under a running process.
final class ApplicationCopy {

    private ApplicationCopy() {}

    /// Makes the target the same as the source; what is the same already stays untouched.
    ///
    /// @param source a file or directory that exists
    /// @param target of the same kind
    static void refresh(Path source, Path target) throws IOException {
        Set<Path> wanted = new HashSet<>();
        for (Path from : files(source)) {
            Path to = target.resolve(source.relativize(from).toString());
            wanted.add(to);
            if (!same(from, to)) {
                Files.createDirectories(to.toAbsolutePath().getParent());
                Files.copy(
                        from,
                        to,
                        StandardCopyOption.REPLACE_EXISTING,
                        StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        for (Path old : files(target)) {
            if (!wanted.contains(old)) {
                Files.delete(old);
            }
        }
    }

    private static boolean same(Path one, Path other) throws IOException {
        return Files.exists(other)
                && Files.size(one) == Files.size(other)
                && Files.getLastModifiedTime(one).equals(Files.getLastModifiedTime(other));
    }

    private static List<Path> files(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
