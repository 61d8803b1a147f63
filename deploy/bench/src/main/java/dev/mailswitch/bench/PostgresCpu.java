package dev.mailswitch.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// CPU time a PostgreSQL server has used: the postmaster, its children that run (sessions, WAL
/// writer, checkpointer, background writer, autovacuum), and those that have ended. Linux only.
final class PostgresCpu {

    /// What the kernel counts in (`getconf CLK_TCK`); 100 on every Linux that runs Java.
    private static final long TICK_MICROS = 10_000;

    // Fields of /proc/PID/stat after the name in brackets, see proc_pid_stat(5).
    private static final int PARENT = 1;
    private static final int USER = 11;
    private static final int SYSTEM = 12;
    private static final int CHILDREN_USER = 13;
    private static final int CHILDREN_SYSTEM = 14;

    private final long postmaster;

    PostgresCpu(long postmaster) {
        this.postmaster = postmaster;
    }

    /// Microseconds since the server started, in user and kernel mode.
    long micros() throws IOException {
        long ticks = 0;
        try (DirectoryStream<Path> processes =
                Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                ticks += ticks(process);
            }
        }
        return ticks * TICK_MICROS;
    }

    private long ticks(Path process) throws IOException {
        String stat;
        try {
            stat = Files.readString(process.resolve("stat"));
        } catch (NoSuchFileException ended) {
            return 0;
        } catch (IOException gone) {
            // A process that ends while it is read answers ESRCH.
            return 0;
        }
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        boolean isPostmaster = Long.parseLong(process.getFileName().toString()) == postmaster;
        if (!isPostmaster && Long.parseLong(fields[PARENT]) != postmaster) {
            return 0;
        }
        long ticks = Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM]);
        if (isPostmaster) {
            ticks +=
                    Long.parseLong(fields[CHILDREN_USER]) + Long.parseLong(fields[CHILDREN_SYSTEM]);
        }
        return ticks;
    }
}
