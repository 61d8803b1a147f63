package dev.mailswitch.stack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One process of this machine, told apart from a later one with the same number by the time it
/// was started. Reads `/proc`, so Linux only.
///
/// @param pid the process id
/// @param startTicks when it was started, in clock ticks since boot (field 22 of `/proc/pid/stat`)
public record LocalProcess(long pid, long startTicks) {

    private static final Path PROC = Path.of("/proc");

    /// The process that has this number now; empty when there is none or only its zombie is left.
    ///
    /// @param pid a process id
    public static Optional<LocalProcess> find(long pid) {
        return stat(pid)
                .filter(fields -> !ended(fields))
                .map(fields -> new LocalProcess(pid, Long.parseLong(fields[19])));
    }

    /// All processes that were started with exactly this argument.
    ///
    /// @param argument one word of the command line
    public static List<LocalProcess> withArgument(String argument) {
        return ProcessHandle.allProcesses()
                .flatMap(handle -> find(handle.pid()).stream())
                .filter(process -> process.commandLine().contains(argument))
                .toList();
    }

    /// All processes whose working directory is the given one.
    ///
    /// @param directory a directory that exists
    static List<LocalProcess> workingIn(Path directory) throws IOException {
        Path wanted = directory.toRealPath();
        List<LocalProcess> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path entry : entries) {
                long pid = Long.parseLong(entry.getFileName().toString());
                if (workingDirectory(pid).filter(wanted::equals).isPresent()) {
                    find(pid).ifPresent(found::add);
                }
            }
        }
        return found;
    }

    /// Whether it still runs (a zombie does not).
    public boolean alive() {
        return find(pid).filter(this::equals).isPresent();
    }

    /// Its program and arguments as it was started with; empty when it has ended.
    public List<String> commandLine() {
        try {
            String all = Files.readString(entry(pid, "cmdline"), StandardCharsets.UTF_8);
            return alive() ? List.of(all.split("\0")) : List.of();
        } catch (IOException gone) {
            return List.of();
        }
    }

    /// Sends a signal; does nothing when the process has ended.
    ///
    /// @param name without SIG, for example `INT`
    public void signal(String name) {
        if (!alive()) {
            return;
        }
        try {
            // Java can only send TERM and KILL by itself.
            new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("cannot signal process " + pid, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Waits until the process has ended.
    ///
    /// @param atMost how long
    /// @return whether it has ended
    public boolean awaitEnd(Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        while (alive()) {
            if (System.nanoTime() > end || Thread.currentThread().isInterrupted()) {
                return false;
            }
            pause();
        }
        return true;
    }

    /// Where the process works; empty if it has ended or is not ours to look at.
    static Optional<Path> workingDirectory(long pid) {
        try {
            return Optional.of(Files.readSymbolicLink(entry(pid, "cwd")));
        } catch (IOException notOurs) {
            return Optional.empty();
        }
    }

    static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // A killed JVM's first thread is a zombie while others still hold its ports and files.
    private static boolean ended(String[] fields) {
        return fields[0].equals("X") || fields[0].equals("Z") && Integer.parseInt(fields[17]) <= 1;
    }

    // The fields after the program's name, which may itself contain blanks and brackets.
    private static Optional<String[]> stat(long pid) {
        try {
            String line = Files.readString(entry(pid, "stat"), StandardCharsets.ISO_8859_1);
            return Optional.of(line.substring(line.lastIndexOf(')') + 2).trim().split(" "));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    private static Path entry(long pid, String name) {
        return PROC.resolve(Long.toString(pid)).resolve(name);
    }
}
