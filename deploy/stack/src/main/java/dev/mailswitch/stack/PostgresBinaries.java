package dev.mailswitch.stack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/// The programs of the server, unpacked once from their Maven artifact into the user's cache
/// directory, where they outlive a build and a clean-up of `/tmp`.
///
/// @param home the directory with `bin`, `lib` and `share`
record PostgresBinaries(Path home) {

    private static final String ARCHIVE = "/postgres-linux-x86_64.txz";

    Path initdb() {
        return home.resolve("bin/initdb");
    }

    Path postgres() {
        return home.resolve("bin/postgres");
    }

    /// Unpacks them unless that was done before. Several processes may do so at once.
    static PostgresBinaries unpacked() throws IOException {
        String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        if (!arch.equals("amd64") && !arch.equals("x86_64")) {
            throw new IOException("the embedded PostgreSQL is built for x86-64, not for " + arch);
        }
        Path home = cache().resolve("embedded-postgresql").resolve(digest());
        if (!Files.isDirectory(home)) {
            Files.createDirectories(home.getParent());
            Path half = Files.createTempDirectory(home.getParent(), "unpacking");
            Files.setPosixFilePermissions(half, PosixFilePermissions.fromString("rwxr-xr-x"));
            unpack(half);
            try {
                Files.move(half, home, StandardCopyOption.ATOMIC_MOVE);
            } catch (FileAlreadyExistsException | java.nio.file.DirectoryNotEmptyException other) {
                Directories.delete(half); // somebody else was quicker
            }
        }
        return new PostgresBinaries(home);
    }

    private static Path cache() {
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path cache =
                xdg != null && xdg.startsWith("/")
                        ? Path.of(xdg)
                        : Path.of(System.getProperty("user.home"), ".cache");
        try {
            return Files.createDirectories(cache);
        } catch (IOException readOnlyHome) {
            return Path.of(System.getProperty("java.io.tmpdir"));
        }
    }

    private static InputStream archive() throws IOException {
        InputStream stream = PostgresBinaries.class.getResourceAsStream(ARCHIVE);
        if (stream == null) {
            throw new IOException(ARCHIVE + " is not on the class path");
        }
        return stream;
    }

    // A new version of the artifact gets a new directory.
    private static String digest() throws IOException {
        try (DigestInputStream in =
                new DigestInputStream(archive(), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void unpack(Path target) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZCompressorInputStream(archive()))) {
            for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
                Path file = target.resolve(e.getName()).normalize();
                if (!file.startsWith(target)) {
                    throw new IOException("entry outside of the archive: " + e.getName());
                }
                if (e.isDirectory()) {
                    Files.createDirectories(file);
                } else if (e.isSymbolicLink()) {
                    Files.createDirectories(file.getParent());
                    Files.createSymbolicLink(file, Path.of(e.getLinkName()));
                } else {
                    Files.createDirectories(file.getParent());
                    Files.copy(tar, file);
                    if ((e.getMode() & 0100) != 0) {
                        Files.setPosixFilePermissions(
                                file, PosixFilePermissions.fromString("rwxr-xr-x"));
                    }
                }
            }
        }
    }
}
