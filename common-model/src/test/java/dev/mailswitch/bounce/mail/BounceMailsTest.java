package dev.mailswitch.bounce.mail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.bounce.Classifier;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BounceMailsTest {

    private static final List<String> FILES =
            List.of(
                    "dsn-several",
                    "dsn-nested",
                    "arf-abuse",
                    "text-qmail",
                    "text-sendmail",
                    "ses-bounce",
                    "ses-suppressed");

    private final BounceMails mails = new BounceMails(Classifier.standard());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    dsn-postfix                   | dsn       | m.kay@example.com invalid_recipient suppress
                    dsn-several                   | dsn       | full@example.com mailbox_full, blocked@example.com provider_block reroute
                    dsn-delayed                   | dsn       |
                    dsn-exchange                  | dsn       | m.kay@contoso.example invalid_recipient suppress
                    dsn-base64                    | dsn       | m.kay@example.com mailbox_disabled suppress
                    dsn-without-diagnostic        | dsn       | m.kay@example.com provider_block reroute
                    dsn-expired                   | dsn       | m.kay@example.com mailbox_full
                    dsn-nested                    | dsn       | m.kay@example.com invalid_recipient suppress
                    dsn-cut-off                   | dsn       | m.kay@example.com invalid_recipient suppress
                    dsn-bare-lf-and-crlf          | dsn       | m.kay@example.com invalid_recipient suppress
                    arf-abuse                     | arf       | m.kay@example.com complaint suppress
                    arf-recipient-in-mail         | arf       | m.kay@example.com complaint suppress
                    arf-redacted                  | arf       | ? complaint suppress
                    arf-not-spam                  | arf       |
                    arf-outlook-forward           | arf       | m.kay@hotmail.example complaint suppress
                    text-qmail                    | text      | m.kay@example.com invalid_recipient suppress, full@example.com mailbox_full
                    text-exim                     | text      | m.kay@example.com provider_block reroute
                    text-sendmail                 | text      | m.kay@example.com mailbox_disabled suppress
                    text-exchange                 | text      | m.kay@contoso.example invalid_recipient suppress
                    text-google                   | text      | m.kay@example.com mailbox_full
                    text-delayed                  | text      |
                    text-postfix-quoted-printable | text      | m.kay@example.com invalid_recipient suppress
                    dsn-without-type              | dsn       | m.kay@example.com mailbox_full
                    dsn-groups-without-blank-line | dsn       | full@example.com mailbox_full, m.kay@example.com invalid_recipient suppress
                    dsn-action-of-all             | dsn       | m.kay@example.com mailbox_full
                    dsn-names-nobody              | dsn       | m.kay@example.com unknown reroute
                    dsn-spool-path                | dsn       | m.kay@example.com mailbox_full
                    dsn-action-expired            | dsn       | m.kay@example.com transient
                    dsn-transcript-knows-better   | dsn       | m.kay@example.com auth_policy reroute
                    dsn-null-mx                   | dsn       | m.kay@example.com invalid_recipient suppress
                    dsn-relayed                   | dsn       |
                    arf-several                   | arf       | m.kay@example.com complaint suppress, second@example.com complaint suppress
                    text-reason-above             | text      | m.kay@example.com invalid_recipient suppress
                    text-because                  | text      | m.kay@example.com invalid_recipient suppress
                    text-two-hosts                | text      | m.kay@example.com invalid_recipient suppress, full@example.com mailbox_full
                    text-reason-stated            | text      | m.kay@example.com mailbox_full
                    text-names-without-domain     | text      | m.kay@example.com invalid_recipient suppress
                    text-sendmail-two-hosts       | text      | m.kay@example.com mailbox_disabled suppress, full@example.net mailbox_full
                    none-postfix-transcript       | none      |
                    autoreply-rfc3834             | autoreply |
                    autoreply-outlook             | autoreply |
                    autoreply-german              | autoreply |
                    autoreply-chinese             | autoreply |
                    autoreply-precedence          | autoreply |
                    ses-bounce                    | dsn       | m.kay@example.com invalid_recipient suppress, full@example.com mailbox_full
                    ses-complaint                 | arf       | m.kay@example.com complaint suppress
                    ses-complaint-of-one-of-several | arf       | ? complaint suppress
                    ses-not-spam                  | arf       |
                    ses-suppressed                | dsn       | m.kay@example.com suppressed
                    ses-general-without-words     | dsn       | m.kay@example.com invalid_recipient suppress
                    ses-delivery                  | dsn       |
                    ses-cut-off                   | dsn       | m.kay@example.com mailbox_full
                    none-json                     | none      |
                    none-answer                   | none      |
                    none-forwarded-bounce         | none      |
                    none-empty                    | none      |
                    """)
    void mailIsRead(String file, String kind, @Nullable String failed) throws IOException {
        MailReport report = mails.read(mail(file));
        assertThat(report.kind().word()).isEqualTo(kind);
        assertThat(
                        report.failed().stream()
                                .map(BounceMailsTest::words)
                                .collect(Collectors.joining(", ")))
                .isEqualTo(failed == null ? "" : failed);
    }

    private static String words(FailedRecipient recipient) {
        return (recipient.address() == null ? "?" : recipient.address())
                + " "
                + recipient.said().bounceClass().word()
                + (recipient.said().reroutes() ? " reroute" : "")
                + (recipient.suppresses() ? " suppress" : "");
    }

    @Test
    void originalRecipientIsKept() throws IOException {
        FailedRecipient failed = mails.read(mail("dsn-postfix")).failed().getFirst();
        assertThat(failed.original()).isEqualTo("M.Kay@example.com");
        assertThat(failed.refusal().code()).isEqualTo(550);
        assertThat(failed.refusal().enhanced()).isEqualTo("5.1.1");
    }

    @Test
    void charsetThatIsNoneIsReadByItsLooks() {
        String mail =
                """
                From: mailer-daemon@mx.test
                Subject: Undeliverable
                Content-Type: text/plain; charset="no such; thing"

                <ann@example.com>: 550 Empfänger unbekannt
                """;
        for (var charset : List.of(UTF_8, ISO_8859_1)) {
            assertThat(words(mails.read(mail.getBytes(charset)).failed().getFirst()))
                    .isEqualTo("ann@example.com invalid_recipient suppress");
        }
    }

    /// Parts in parts, each level ten times as many: a small mail that would be large once read.
    @Test
    void depthAndPartsAreBounded() {
        StringBuilder mail = new StringBuilder("Content-Type: multipart/mixed; boundary=b0\n\n");
        for (int level = 0; level < 2_000; level++) {
            mail.append("--b").append(level).append("\nContent-Type: multipart/mixed; boundary=b");
            mail.append(level + 1).append("\n\n");
        }
        assertThat(mails.read(mail.toString().getBytes(UTF_8)).kind()).isEqualTo(MailKind.NONE);
        String flat = "Content-Type: multipart/mixed; boundary=b\n\n" + "--b\n\nx\n".repeat(50_000);
        assertThat(mails.read(flat.getBytes(UTF_8)).kind()).isEqualTo(MailKind.NONE);
    }

    @Test
    void recipientsAreBounded() {
        String group = "Final-Recipient: rfc822; a%d@example.com\nAction: failed\n\n";
        StringBuilder mail = new StringBuilder("Content-Type: message/delivery-status\n\n");
        for (int recipient = 0; recipient < 1_200; recipient++) {
            mail.append(group.formatted(recipient));
        }
        assertThat(mails.read(mail.toString().getBytes(UTF_8)).failed()).hasSizeBetween(900, 1_000);
    }

    @Test
    void recipientsAndDepthOfNotificationsAreBounded() {
        String recipient = "{\"emailAddress\":\"a@example.com\"},";
        String notice =
                "{\"notificationType\":\"Bounce\",\"bounce\":{\"x\":%s,\"bouncedRecipients\":[%s{}]}}";
        String many = notice.formatted(0, recipient.repeat(1_200));
        assertThat(mails.read(many.getBytes(UTF_8)).failed()).hasSize(1_000);
        String deep = notice.formatted("[".repeat(500_000), recipient);
        assertThat(mails.read(deep.getBytes(UTF_8)).failed()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"<", "&", "@", "a@b ", "<a@b>:", "=?", "=?utf-8?q?=", "=", "--b", "<style>", ";"})
    void runsOfTheSameAreRead(String piece) {
        String run = piece.repeat(200_000 / piece.length());
        String lines = (piece + "\n").repeat(50_000);
        for (String type : List.of("text/plain", "text/html", "multipart/mixed; boundary=b")) {
            for (String body : List.of(run, lines)) {
                String mail =
                        "From: mailer-daemon@a.test\nSubject: "
                                + run
                                + "\nContent-Type: "
                                + type
                                + "\n\n"
                                + body;
                assertThat(mails.read(mail.getBytes(UTF_8)).kind()).isNotNull();
            }
        }
    }

    @Property(tries = 300)
    void anyOctetsAreRead(@ForAll @Size(max = 3_000) byte[] octets) {
        assertThat(mails.read(octets).failed()).hasSizeLessThanOrEqualTo(1_000);
    }

    /// Real mails with holes and with lines twice or in another order.
    @Property(tries = 300)
    void brokenMailsAreRead(@ForAll("broken") byte[] octets) {
        assertThat(mails.read(octets).kind()).isNotNull();
    }

    @Provide
    Arbitrary<byte[]> broken() {
        List<String> lines =
                FILES.stream()
                        .flatMap(file -> Arrays.stream(text(file).split("\n")))
                        .distinct()
                        .toList();
        return Arbitraries.of(lines)
                .list()
                .ofMaxSize(80)
                .map(list -> String.join("\n", list).getBytes(ISO_8859_1));
    }

    private static String text(String file) {
        try {
            return new String(mail(file), ISO_8859_1);
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }

    private static byte[] mail(String file) throws IOException {
        try (InputStream mail = BounceMailsTest.class.getResourceAsStream(file + ".eml")) {
            return Objects.requireNonNull(mail, file).readAllBytes();
        }
    }
}
