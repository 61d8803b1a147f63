package dev.mailswitch.stack;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A data directory and what is done to it before a server runs on it.
///
/// @param settings of the server
/// @param binaries its programs
record PostgresCluster(PostgresSettings settings, PostgresBinaries binaries) {

    /// Children of a killed postmaster leave by themselves within moments.
    private static final Duration ORPHANS = Duration.ofSeconds(5);

    /// Makes the data directory. It is made beside its place and moved there, so that a half-made
    /// one is never taken for whole.
    void makeUnlessMade() throws IOException {
        Path data = settings.data();
        if (Files.exists(data.resolve("PG_VERSION"))) {
            return;
        }
        Files.createDirectories(data.getParent());
        Path half = data.resolveSibling(data.getFileName() + ".new");
        Directories.delete(half);
        Files.createDirectory(
                half,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path password =
                Files.createTempFile(
                        data.getParent(),
                        "initdb",
                        ".pw",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(password, settings.password() + "\n");
            initdb(half, password);
        } finally {
            Files.delete(password);
        }
        Directories.delete(data); // empty, or left by somebody who never got as far as this
        Files.move(half, data);
    }

    /// Waits for the children of a killed postmaster, ends those that hang, and takes away a pid
    /// file that names a process which is no PostgreSQL of ours: the server would believe it.
    void clearAfterKill() throws IOException {
        for (LocalProcess orphan : LocalProcess.workingIn(settings.data())) {
            if (!orphan.awaitEnd(ORPHANS)) {
                orphan.signal("KILL");
                orphan.awaitEnd(ORPHANS);
            }
        }
        Files.deleteIfExists(PostmasterFile.in(settings.data()));
    }

    /// Starts the server, in a session of its own, and returns its postmaster at once.
    LocalProcess launch(int port) throws IOException {
        List<String> postgres = new ArrayList<>();
        postgres.add(binaries.postgres().toString());
        postgres.addAll(List.of("-D", settings.data().toString()));
        settings.configuration().forEach((k, v) -> postgres.addAll(List.of("-c", k + "=" + v)));
        postgres.addAll(List.of("-c", "listen_addresses=127.0.0.1"));
        postgres.addAll(List.of("-c", "unix_socket_directories="));
        postgres.addAll(List.of("-c", "port=" + port));
        List<String> command = new ArrayList<>();
        command.add("setsid"); // no fork: a child of Java's is never the leader of its group
        command.addAll(Unprivileged.command(postgres, settings.data()));
        Process started =
                new ProcessBuilder(command)
                        .redirectInput(new File("/dev/null"))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(settings.log().toFile()))
                        .start();
        return LocalProcess.find(started.pid())
                .orElseThrow(
                        () -> new IOException("PostgreSQL ended at once, see " + settings.log()));
    }

    private void initdb(Path directory, Path password) throws IOException {
        List<String> initdb =
                List.of(
                        binaries.initdb().toString(),
                        "--pgdata=" + directory,
                        "--username=" + settings.user(),
                        "--pwfile=" + password,
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8");
        Process process =
                new ProcessBuilder(Unprivileged.command(initdb, directory, password))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(settings.log().toFile()))
                        .start();
        try {
            if (process.waitFor() != 0) {
                throw new IOException(
                        "initdb failed; the end of %s:%n%s"
                                .formatted(settings.log(), PostgresServer.logEnd(settings.log())));
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while making " + settings.data(), e);
        }
    }
}
