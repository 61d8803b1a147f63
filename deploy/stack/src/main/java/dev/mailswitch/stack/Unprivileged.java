package dev.mailswitch.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Commands that must not run as root, because PostgreSQL refuses to.
///
/// For root they are put into a user namespace without a mapping: there the process and the
/// owner of its files are both "nobody", so nothing has to change hands and a directory below
/// root's own home will do. Where namespaces are forbidden (some containers), the command runs as
/// the user `nobody` and the directory is given to that user.
final class Unprivileged {

    private static final String NOBODY = "65534";

    private Unprivileged() {}

    /// The command as it is to be started.
    ///
    /// @param command program and arguments
    /// @param needed files and directories the command must own; they exist
    static List<String> command(List<String> command, Path... needed) throws IOException {
        if (!isRoot()) {
            return command;
        }
        List<String> prefixed = new ArrayList<>();
        if (succeeds("unshare", "-U", "true")) {
            prefixed.addAll(List.of("unshare", "-U", "--"));
        } else if (give(needed)) {
            prefixed.addAll(
                    List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
        } else {
            throw new IOException(
                    "PostgreSQL does not run as root, and neither unshare nor setpriv (util-linux)"
                            + " can make another user of root here; start as an ordinary user");
        }
        prefixed.addAll(command);
        return prefixed;
    }

    private static boolean give(Path... files) {
        List<String> chown = new ArrayList<>(List.of("chown", "-R", NOBODY + ":" + NOBODY));
        for (Path file : files) {
            chown.add(file.toString());
        }
        return succeeds(chown.toArray(String[]::new));
    }

    private static boolean isRoot() throws IOException {
        return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    }

    private static boolean succeeds(String... command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException missing) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
