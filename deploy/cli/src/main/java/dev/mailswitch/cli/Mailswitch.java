package dev.mailswitch.cli;

import dev.mailswitch.words.FaultWords;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The command and what it can do.
@Command(
        name = "mailswitch",
        description = "Mailswitch's command line.",
        mixinStandardHelpOptions = true,
        versionProvider = Mailswitch.Version.class,
        subcommandsRepeatable = false)
public final class Mailswitch implements Runnable {

    @SuppressWarnings("NullAway.Init") // picocli sets it
    @Spec
    private CommandSpec spec;

    /// Of the jar it was started from.
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Mailswitch.class.getPackage().getImplementationVersion();
            return new String[] {"mailswitch " + (version == null ? "(unpackaged)" : version)};
        }
    }

    public static void main(String[] args) {
        int code = command(System.in, System.out).execute(args);
        System.out.flush();
        System.exit(code);
    }

    /// @param in  what `classify` reads
    /// @param out where results go; errors and help go where the command line is told
    static CommandLine command(InputStream in, OutputStream out) {
        return new CommandLine(new Mailswitch())
                .addSubcommand(new Classify(in, out))
                .setExecutionExceptionHandler(Mailswitch::failed);
    }

    /// One line for what the user can mend, the trace for what is ours to mend.
    private static int failed(
            Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        PrintWriter err = command.getErr();
        switch (failure) {
            case Classify.Failed failed -> err.println("mailswitch: " + failed.getMessage());
            // Of standard input or output: a directory, a full disk, a pipe that nobody reads.
            case IOException broken ->
                    err.println("mailswitch: standard input or output: " + FaultWords.of(broken));
            default -> failure.printStackTrace(err);
        }
        err.flush();
        return CommandLine.ExitCode.SOFTWARE;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command? See mailswitch --help");
    }
}
