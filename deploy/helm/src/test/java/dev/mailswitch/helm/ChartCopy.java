package dev.mailswitch.helm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// A copy of the chart that a test may change.
final class ChartCopy {

    static final Path ORIGINAL = Repository.path("deploy/helm/mailswitch");

    /// What the annotations of hooks are called in a copy made by [#withVisibleHooks].
    static final String VISIBLE_HOOK = "visible.mailswitch.dev/hook";

    private ChartCopy() {}

    /// Copies it.
    ///
    /// @param directory an existing one
    /// @return the copy
    static Path into(Path directory) throws IOException {
        Path copy = directory.resolve("mailswitch");
        try (Stream<Path> files = Files.walk(ORIGINAL)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(ORIGINAL.relativize(file).toString()));
            }
        }
        return copy;
    }

    /// Helm as a library leaves hooks out of what it renders; in this copy they are plain objects
    /// with another annotation.
    static Path withVisibleHooks() {
        try {
            Path target = Files.createDirectories(Repository.path("deploy/helm/target"));
            Path copy = into(Files.createTempDirectory(target, "chart-"));
            Path job = copy.resolve("templates/migration-job.yaml");
            Files.writeString(job, Files.readString(job).replace("helm.sh/hook", VISIBLE_HOOK));
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
