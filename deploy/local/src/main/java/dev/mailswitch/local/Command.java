package dev.mailswitch.local;

import java.nio.file.Path;

/// What the three commands share: how they end.
final class Command {

    private Command() {}

    /// The work of a command.
    @FunctionalInterface
    interface Work {

        /// Works and returns the exit status.
        int run();
    }

    /// Runs a command and ends this JVM: 2 for a wrong command line, 1 for what the person at the
    /// keyboard can mend, each with one line.
    static void run(String name, Work work) {
        int status;
        try {
            status = work.run();
        } catch (UsageError e) {
            System.err.println(name + ": " + e.getMessage() + " (see " + name + " --help)");
            status = 2;
        } catch (LocalFailure e) {
            System.err.println(name + ": " + e.getMessage());
            status = 1;
        }
        System.exit(status);
    }

    /// The source tree, as the scripts say it.
    static Path root() {
        return Path.of(System.getProperty("mailswitch.root", "."));
    }

    /// For commands that have no options.
    static void requireNoArguments(String[] args) {
        if (args.length > 0) {
            throw new UsageError("unknown option " + args[0]);
        }
    }
}
