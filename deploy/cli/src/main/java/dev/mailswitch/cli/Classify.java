package dev.mailswitch.cli;

import dev.mailswitch.bounce.BadRules;
import dev.mailswitch.bounce.Classifier;
import dev.mailswitch.bounce.Refusal;
import dev.mailswitch.bounce.mail.BounceMails;
import dev.mailswitch.bounce.mail.FailedRecipient;
import dev.mailswitch.bounce.mail.MailReport;
import dev.mailswitch.words.FaultWords;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `mailswitch classify`: what refusals and bounce mails mean, as JSON, one object a line.
@Command(
        name = "classify",
        description = {
            "Says what refusals mean: reads one SMTP reply a line from standard input and prints"
                    + " one JSON object a line, in the same order.",
            "",
            "With --mail it reads bounce and complaint mails instead, and prints one object for"
                    + " each recipient that failed, or one for a mail that failed nobody."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Mailswitch.Version.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:everything was read",
            "1:a file or the rules could not be read",
            "2:the command was called wrongly"
        },
        footerHeading = "%nMore: ",
        footer = "docs/classification.md")
final class Classify implements Callable<Integer> {

    /// Something that the user can mend; the message says what.
    static final class Failed extends Exception {
        private static final long serialVersionUID = 1;

        Failed(String message) {
            super(message);
        }
    }

    private static final Path STANDARD_INPUT = Path.of("-");

    private final InputStream in;
    private final OutputStream out;

    @SuppressWarnings("NullAway.Init") // picocli sets it
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--mail",
            arity = "1..*",
            paramLabel = "FILE",
            description = "Mails to read, one a file; - is standard input.")
    private List<Path> files = List.of();

    @Option(
            names = "--rules",
            paramLabel = "DIR",
            description = "Rules of your own, tried before the standard ones: its files *.json.")
    private @Nullable Path rules;

    Classify(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    @Override
    public Integer call() throws Failed, IOException {
        Classifier classifier = classifier();
        try (ResultWriter results = new ResultWriter(out)) {
            return files.isEmpty() ? replies(classifier, results) : mails(classifier, results);
        }
    }

    private Classifier classifier() throws Failed {
        try {
            return rules == null ? Classifier.standard() : Classifier.with(rules);
        } catch (BadRules bad) {
            throw new Failed(String.valueOf(bad.getMessage()));
        }
    }

    private int replies(Classifier classifier, ResultWriter results) throws IOException {
        ReplyLines lines = new ReplyLines(in);
        for (String line = lines.next(); line != null; line = lines.next()) {
            Refusal refusal = Refusal.of(0, null, line, false);
            results.reply(refusal, classifier.classify(refusal));
            // Who types replies, or feeds them one by one, sees each answer at once.
            if (lines.pausing()) {
                results.flush();
            }
        }
        return CommandLine.ExitCode.OK;
    }

    private int mails(Classifier classifier, ResultWriter results) throws IOException {
        BounceMails mails = new BounceMails(classifier);
        int code = CommandLine.ExitCode.OK;
        for (Path file : files) {
            byte[] mail;
            try {
                mail = octets(file);
            } catch (IOException unreadable) {
                spec.commandLine()
                        .getErr()
                        .println(
                                "mailswitch: cannot read %s: %s"
                                        .formatted(file, FaultWords.of(unreadable)));
                code = CommandLine.ExitCode.SOFTWARE;
                continue;
            }
            MailReport report = mails.read(mail);
            if (report.failed().isEmpty()) {
                results.nobody(file, report.kind());
            }
            for (FailedRecipient recipient : report.failed()) {
                results.recipient(file, report.kind(), recipient);
            }
        }
        return code;
    }

    private byte[] octets(Path file) throws IOException {
        if (file.equals(STANDARD_INPUT)) {
            return in.readNBytes(BounceMails.MAX_OCTETS);
        }
        try (InputStream mail = Files.newInputStream(file)) {
            return mail.readNBytes(BounceMails.MAX_OCTETS);
        }
    }
}
