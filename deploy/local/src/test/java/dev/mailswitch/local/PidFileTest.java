package dev.mailswitch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mailswitch.stack.LocalProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PidFileTest {

    @TempDir Path directory = Path.of(".");

    // A program that does nothing but carry a mark.
    private LocalProcess marked(String mark) throws Exception {
        return Detached.start(
                List.of("sh", "-c", "while :; do sleep 0.1; done", mark),
                Map.of(),
                directory,
                directory.resolve("log"));
    }

    @Test
    void aProcessWithTheMarkIsBelieved() throws Exception {
        String mark = "mark-of-" + directory;
        LocalProcess process = marked(mark);
        try {
            PidFile file = new PidFile(directory.resolve("x.pid"), mark);
            file.write(process);
            assertThat(Files.readString(file.file())).isEqualTo(process.pid() + "\n");
            assertThat(file.process()).contains(process);
        } finally {
            end(process);
        }
    }

    @Test
    void aNumberThatBelongsToAnotherProgramNowIsNotBelieved() throws Exception {
        PidFile file = new PidFile(directory.resolve("x.pid"), "mark-of-" + directory);
        PidFile.write(file.file(), ProcessHandle.current().pid());
        assertThat(file.process()).isEmpty();
    }

    @Test
    void aProcessIsFoundWithoutItsFile() throws Exception {
        String mark = "mark-of-" + directory;
        LocalProcess process = marked(mark);
        try {
            PidFile file = new PidFile(directory.resolve("missing.pid"), mark);
            assertThat(file.process()).contains(process);
        } finally {
            end(process);
        }
        assertThat(new PidFile(directory.resolve("missing.pid"), mark).process()).isEmpty();
    }

    @Test
    void brokenFilesNameNobody() throws Exception {
        PidFile file = new PidFile(directory.resolve("x.pid"), "mark-of-" + directory);
        for (String text : List.of("", "x\n", "999999999\n")) {
            Files.writeString(file.file(), text);
            assertThat(file.process()).isEmpty();
        }
    }

    @Test
    void detachedProgramsLeadASessionOfTheirOwn() throws Exception {
        LocalProcess process = marked("mark-of-" + directory);
        try {
            // A moment after the start, when `setsid` has done its work.
            await().untilAsserted(
                            () ->
                                    assertThat(session(process.pid()))
                                            .isEqualTo(Long.toString(process.pid())));
        } finally {
            end(process);
        }
    }

    private static String session(long pid) throws Exception {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[3];
    }

    private static void end(LocalProcess process) {
        process.signal("KILL");
        assertThat(process.awaitEnd(Duration.ofSeconds(5))).isTrue();
    }
}
