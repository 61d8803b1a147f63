package dev.mailswitch.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ClassifyTest {

    private static final String BOUNCE =
            """
            From: MAILER-DAEMON@mx.example.com
            To: bounce@example.org
            Subject: failure notice

            <ann@example.com>:
            192.0.2.25 does not like recipient.
            Remote host said: 550 5.1.1 User unknown

            <bob@example.com>:
            Remote host said: 554 5.7.1 blocked using zen.spamhaus.org
            """;

    private static final String LETTER = "From: ann@example.com\nSubject: Hello\n\nHow are you?\n";

    @TempDir Path directory;

    /// What a run printed, and how it ended.
    private record Run(int code, String out, String err) {
        List<JsonNode> objects() throws IOException {
            List<JsonNode> objects = new ArrayList<>();
            for (String line : out.lines().toList()) {
                objects.add(new ObjectMapper().readTree(line));
            }
            return objects;
        }
    }

    private static Run run(byte[] in, String... args) {
        var out = new ByteArrayOutputStream();
        var text = new StringWriter();
        var err = new StringWriter();
        CommandLine command =
                Mailswitch.command(new ByteArrayInputStream(in), out)
                        .setOut(new PrintWriter(text))
                        .setErr(new PrintWriter(err));
        int code = command.execute(args);
        return new Run(code, out.toString(UTF_8) + text, err.toString());
    }

    @Test
    void replyIsAnsweredWithOneObject() {
        Run run = run("550 5.1.1 <ann@example.com>: User unknown\n".getBytes(UTF_8), "classify");
        assertThat(run.out())
                .isEqualTo(
                        "{\"class\":\"invalid_recipient\",\"reroute\":false,\"suppress\":true,"
                                + "\"rule\":\"no-user\",\"code\":550,\"enhanced\":\"5.1.1\"}\n");
        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
    }

    @Test
    void everyLineHasItsObjectInTheSameOrder() throws IOException {
        String lines =
                "450 4.2.0 greylisted\n\n554 5.7.1 blocked using zen.spamhaus.org\r\nmailbox full";
        assertThat(run(lines.getBytes(UTF_8), "classify").objects())
                .extracting(object -> object.get("class").asText())
                .containsExactly("transient", "unknown", "provider_block", "mailbox_full");
    }

    @Test
    void whatIsNotSaidIsNull() throws IOException {
        JsonNode said = run("mailbox full\n".getBytes(UTF_8), "classify").objects().getFirst();
        assertThat(said.get("code").isNull()).isTrue();
        assertThat(said.get("enhanced").isNull()).isTrue();
    }

    @Test
    void linesOfAnyLengthAndCharsetAreRead() throws IOException {
        byte[] endless = ("550 5.1.1 user unknown" + " x".repeat(1 << 20) + "\n").getBytes(UTF_8);
        assertThat(run(endless, "classify").objects()).hasSize(1);
        byte[] latin = "550 Empfänger unbekannt".getBytes(ISO_8859_1);
        assertThat(run(latin, "classify").out()).contains("invalid_recipient");
    }

    @Test
    void linesOfOneReplyMayBeJoined() {
        String reply =
                "550-5.1.1 The account that you tried\\r\\n550 5.1.1 to reach does not exist\n";
        assertThat(run(reply.getBytes(UTF_8), "classify").out()).contains("invalid_recipient");
    }

    @Test
    void mailsAreReadRecipientByRecipient() throws IOException {
        Path bounce = Files.writeString(directory.resolve("bounce.eml"), BOUNCE);
        Path letter = Files.writeString(directory.resolve("letter.eml"), LETTER);
        Run run = run(new byte[0], "classify", "--mail", bounce.toString(), letter.toString());
        assertThat(run.code()).isZero();
        assertThat(run.objects())
                .extracting(
                        object -> object.get("file").asText(),
                        object -> object.get("recipient").asText(),
                        object -> object.get("kind").asText(),
                        object -> object.get("class").asText(),
                        object -> object.get("reroute").asBoolean(),
                        object -> object.get("suppress").asBoolean())
                .containsExactly(
                        line(bounce, "ann@example.com", "text", "invalid_recipient", false, true),
                        line(bounce, "bob@example.com", "text", "provider_block", true, false),
                        line(letter, "null", "none", "null", false, false));
    }

    private static org.assertj.core.groups.Tuple line(Path file, Object... cells) {
        List<Object> all = new ArrayList<>(List.of(file.toString()));
        all.addAll(List.of(cells));
        return new org.assertj.core.groups.Tuple(all.toArray());
    }

    @Test
    void mailMayComeFromStandardInput() {
        Run run = run(BOUNCE.getBytes(UTF_8), "classify", "--mail", "-");
        assertThat(run.out()).contains("\"file\":\"-\",\"recipient\":\"ann@example.com\"");
    }

    @Test
    void fileThatCannotBeReadIsNamedAndTheOthersAreRead() throws IOException {
        Path bounce = Files.writeString(directory.resolve("bounce.eml"), BOUNCE);
        Run run = run(new byte[0], "classify", "--mail", "/none.eml", bounce.toString());
        assertThat(run.err())
                .isEqualTo("mailswitch: cannot read /none.eml: there is no such file\n");
        assertThat(run.out().lines()).hasSize(2);
        assertThat(run.code()).isEqualTo(1);
    }

    @Test
    void rulesOfOnesOwnComeFirst() throws IOException {
        Files.writeString(
                directory.resolve("a.json"),
                "[{\"id\": \"mine\", \"class\": \"policy\", \"source\": \"us\", \"any\": [\"user unknown\"]}]");
        Run run =
                run(
                        "550 user unknown".getBytes(UTF_8),
                        "classify",
                        "--rules",
                        directory.toString());
        assertThat(run.out()).contains("\"class\":\"policy\"").contains("\"rule\":\"mine\"");
    }

    @Test
    void badRulesAreNamedInOneLine() throws IOException {
        Path file =
                Files.writeString(
                        directory.resolve("a.json"), "[\n  {\"id\": \"mine\", \"clas\": 1}\n]");
        Run run = run("550 x".getBytes(UTF_8), "classify", "--rules", directory.toString());
        assertThat(run.err())
                .startsWith("mailswitch: " + file + ", line 2: rule 'mine': 'clas' is not known");
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.code()).isEqualTo(1);
    }

    /// What Java calls it helps nobody.
    @Test
    void whyAFileCannotBeReadIsSaidInWords() throws IOException {
        Run mail = run(new byte[0], "classify", "--mail", directory.toString());
        assertThat(mail.err())
                .isEqualTo("mailswitch: cannot read " + directory + ": Is a directory\n");
        Path ring = directory.resolve("ring.json");
        Files.createSymbolicLink(ring, ring);
        Run rules = run("550 x".getBytes(UTF_8), "classify", "--rules", directory.toString());
        assertThat(rules.err())
                .startsWith("mailswitch: cannot read " + ring + ": ")
                .doesNotContain("Exception", ": " + ring + "\n");
    }

    @Test
    void wrongCallsAreToldApart() {
        assertThat(run(new byte[0]).code()).isEqualTo(2);
        assertThat(run(new byte[0], "classify", "--nope").code()).isEqualTo(2);
        assertThat(run(new byte[0], "classify", "--mail").code()).isEqualTo(2);
    }

    @Test
    void helpAndVersionAreShown() {
        assertThat(run(new byte[0], "--help").out())
                .contains("Usage: mailswitch")
                .contains("classify");
        assertThat(run(new byte[0], "classify", "--help").out())
                .contains("--rules=DIR")
                .contains("--mail");
        assertThat(run(new byte[0], "--version").out()).startsWith("mailswitch ");
    }
}
