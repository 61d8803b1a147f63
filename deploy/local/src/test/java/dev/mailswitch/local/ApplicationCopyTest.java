package dev.mailswitch.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplicationCopyTest {

    @TempDir Path directory = Path.of(".");

    @Test
    void copyFollowsItsSource() throws Exception {
        Path source = directory.resolve("source");
        Path target = directory.resolve("target");
        Files.createDirectories(source.resolve("lib"));
        Files.writeString(source.resolve("run.jar"), "one");
        Files.writeString(source.resolve("lib/old.jar"), "old");
        ApplicationCopy.refresh(source, target);
        Files.delete(source.resolve("lib/old.jar"));
        Files.writeString(source.resolve("lib/new.jar"), "new");
        Files.writeString(source.resolve("run.jar"), "two");
        Files.setLastModifiedTime(source.resolve("run.jar"), FileTime.fromMillis(1000));

        ApplicationCopy.refresh(source, target);

        assertThat(target.resolve("run.jar")).hasContent("two");
        assertThat(target.resolve("lib/new.jar")).hasContent("new");
        assertThat(target.resolve("lib/old.jar")).doesNotExist();
    }

    @Test
    void aSingleFileIsCopiedToo() throws Exception {
        Path source = Files.writeString(directory.resolve("a.jar"), "a");
        ApplicationCopy.refresh(source, directory.resolve("copies/a.jar"));
        assertThat(directory.resolve("copies/a.jar")).hasContent("a");
    }
}
