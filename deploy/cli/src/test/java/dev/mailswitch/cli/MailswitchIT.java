package dev.mailswitch.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The script, as people start it, with what the build has packaged.
class MailswitchIT {

    private static final Path SCRIPT = Path.of("mailswitch").toAbsolutePath();

    @TempDir Path directory;

    private record Run(int code, List<String> lines, String err) {}

    private Run run(Path script, String in, String... args) throws Exception {
        Path input = Files.writeString(directory.resolve("in"), in);
        Path output = directory.resolve("out");
        Path errors = directory.resolve("err");
        var command = new java.util.ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(args));
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectInput(input.toFile())
                        .redirectOutput(output.toFile())
                        .redirectError(errors.toFile());
        // Maven has just built it, and must not be started within itself.
        builder.environment().put("MAILSWITCH_NO_BUILD", "1");
        int code = builder.start().waitFor();
        return new Run(code, Files.readAllLines(output, UTF_8), Files.readString(errors, UTF_8));
    }

    @Test
    void thousandRepliesComeBackInTheirOrder() throws Exception {
        StringBuilder replies = new StringBuilder();
        IntStream.range(0, 1_000)
                .forEach(
                        reply ->
                                replies.append(
                                        reply % 2 == 0
                                                ? "550 5.1.1 <a%d@example.com>: User unknown\n"
                                                        .formatted(reply)
                                                : "554 5.7.1 198.51.100.%d listed at zen.spamhaus.org\n"
                                                        .formatted(reply % 250)));
        Run run = run(SCRIPT, replies.toString(), "classify");
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.lines()).hasSize(1_000);
        for (int line = 0; line < 1_000; line++) {
            assertThat(run.lines().get(line))
                    .startsWith(
                            line % 2 == 0
                                    ? "{\"class\":\"invalid_recipient\""
                                    : "{\"class\":\"provider_block\"");
        }
    }

    @Test
    void mailsAreReadThroughALinkFromAnywhere() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link"), SCRIPT);
        Path mail = bounce();
        Run run = run(link, "", "classify", "--mail", mail.getFileName().toString());
        assertThat(run.err()).isEmpty();
        assertThat(run.lines())
                .singleElement()
                .asString()
                .contains(
                        "\"file\":\"bounce.eml\",\"recipient\":\"ann@example.com\",\"kind\":\"text\"")
                .contains("\"class\":\"mailbox_full\"");
    }

    private Path bounce() throws IOException {
        return Files.writeString(
                directory.resolve("bounce.eml"),
                """
                From: MAILER-DAEMON@mx.example.com
                Subject: failure notice

                <ann@example.com>:
                552 5.2.2 Mailbox full
                """);
    }

    @Test
    void versionIsTheProjectsAndWrongCallsEndWithTwo() throws Exception {
        assertThat(run(SCRIPT, "", "--version").lines())
                .singleElement()
                .asString()
                .matches("mailswitch \\d+\\.\\d+.*");
        assertThat(run(SCRIPT, "", "nonsense").code()).isEqualTo(2);
    }
}
