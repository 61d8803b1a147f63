package dev.mailswitch.compose;

import static dev.mailswitch.compose.Letters.letter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.RecipientKind;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.Part;
import jakarta.mail.internet.MimeUtility;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MimeComposerTest {

    private static final byte[] PNG = random(3_000);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain",
                " leading and trailing ",
                "two  spaces",
                "tab\there",
                "注文番号 12345 のお知らせ：ご注文ありがとうございます。商品の発送が完了いたしましたのでお知らせします",
                "😀 emoji 👩‍👩‍👧‍👦 family",
                "=?UTF-8?Q?not_meant?=",
                "100% sure? = yes_no",
                "a, b; c: \"d\" <e@f>"
            })
    void subjectsComeBack(String subject) {
        ReadMail read = ReadMail.of(letter().to("a@example.com").subject(subject).compose());

        assertThat(read.header("Subject")).isEqualTo(subject);
    }

    @ParameterizedTest
    @ValueSource(strings = {"word ", "x", "ä", "日本", "😀", "a😀日ä ", "0123456789 ", "=?"})
    void subjectsOfAnyLengthAreFoldedAndComeBack(String piece) {
        for (int times : new int[] {5, 8, 9, 10, 11, 40, 400, 2_000}) {
            String subject = piece.repeat(times).strip();
            ReadMail read = ReadMail.of(letter().to("a@example.com").subject(subject).compose());

            assertThat(read.header("Subject")).isEqualTo(subject);
            if (!piece.equals("x")) {
                assertThat(read.headerLines()).allMatch(line -> line.length() <= 78);
            }
        }
    }

    @Test
    void encodedWordsStayWithinTheirBoundsAndHoldWholeCharacters() {
        String subject = "ä😀日".repeat(200);
        ReadMail read = ReadMail.of(letter().to("a@example.com").subject(subject).compose());

        List<String> lines = read.headerLines();
        assertThat(lines).filteredOn(line -> line.contains("=?UTF-8?")).hasSizeGreaterThan(10);
        for (String line : lines) {
            if (line.contains("=?UTF-8?")) {
                String word = line.substring(line.indexOf("=?"));
                assertThat(word.length()).isLessThanOrEqualTo(75);
                assertThat(line.length()).isLessThanOrEqualTo(76);
                assertThat(ReadMail.tried(() -> MimeUtility.decodeText(word)))
                        .doesNotContain("\ufffd");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Ann Lee",
                "Lee, Ann",
                "Ann \"Bee\" Lee",
                "back\\slash",
                "Dr. Ann",
                "山田 太郎",
                "Ann 😀",
                "tab\there",
                "=?UTF-8?Q?fake?=",
                "two  spaces",
                "a <b@c>",
                "(comment)",
                "undisclosed: x;"
            })
    void namesComeBack(String name) {
        ReadMail read =
                ReadMail.of(
                        letter().from(new Address("from@example.com", name))
                                .add(RecipientKind.TO, new Address("to@example.com", name))
                                .add(RecipientKind.CC, new Address("cc@example.com", name))
                                .compose());

        assertThat(read.from()).containsExactly(name + " <from@example.com>");
        assertThat(read.mailboxes(RecipientType.TO)).containsExactly(name + " <to@example.com>");
        assertThat(read.mailboxes(RecipientType.CC)).containsExactly(name + " <cc@example.com>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ann ", "Lee, ", "ä", "日本", "x"})
    void namesOfAnyLengthComeBack(String piece) {
        String name = piece.repeat(300).strip();
        ReadMail read =
                ReadMail.of(
                        letter().add(RecipientKind.TO, Address.stored("to@example.com", name))
                                .compose());

        assertThat(read.mailboxes(RecipientType.TO)).containsExactly(name + " <to@example.com>");
        assertThat(read.headerLines()).allMatch(line -> line.length() <= 78);
    }

    @Test
    void fortyRecipientsFoldAndComeBack() {
        String[] addresses =
                IntStream.range(0, 40)
                        .mapToObj(
                                n ->
                                        n % 3 == 0
                                                ? "a" + n + "@example.com"
                                                : "Ünn " + n + " <b" + n + "@example.com>")
                        .toArray(String[]::new);
        ReadMail read = ReadMail.of(letter().to(addresses).cc(addresses).compose());

        assertThat(read.mailboxes(RecipientType.TO)).containsExactly(addresses);
        assertThat(read.mailboxes(RecipientType.CC)).containsExactly(addresses);
        assertThat(read.headerLines()).allMatch(line -> line.length() <= 78);
    }

    @Test
    void aHiddenRecipientIsNowhere() {
        ReadMail read =
                ReadMail.of(
                        letter().to("a@example.com")
                                .bcc("Hidden Person <hidden@secret.example>")
                                .text("x")
                                .compose());

        assertThat(read.raw())
                .doesNotContainIgnoringCase("hidden")
                .doesNotContainIgnoringCase("bcc");
    }

    @Test
    void withoutVisibleRecipientsTheyAreUndisclosed() {
        ReadMail read = ReadMail.of(letter().bcc("hidden@secret.example").compose());
        assertThat(read.headers("To")).containsExactly("undisclosed-recipients:;");

        ReadMail copied = ReadMail.of(letter().cc("a@example.com").compose());
        assertThat(copied.headers("To")).isEmpty();
        assertThat(copied.mailboxes(RecipientType.CC)).containsExactly("a@example.com");
    }

    @Test
    void theHeadersOfEveryMail() {
        ReadMail read =
                ReadMail.of(letter().to("a@example.com").replyTo("Re <r@example.com>").compose());

        assertThat(read.headers("Date")).containsExactly("Tue, 3 Feb 2026 04:05:06 +0000");
        assertThat(ReadMail.tried(() -> read.message().getSentDate().toInstant()))
                .isEqualTo(Letters.DATE.truncatedTo(ChronoUnit.SECONDS));
        assertThat(read.headers("Message-ID"))
                .containsExactly("<abc.123@mail.demo.mailswitch.test>");
        assertThat(read.headers("MIME-Version")).containsExactly("1.0");
        assertThat(read.replyTo()).containsExactly("Re <r@example.com>");
        assertThat(read.headers("X-Mailswitch-Id")).containsExactly("opaque-token");
        assertThat(read.headers("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(read.headers("Precedence")).isEmpty();
    }

    @Test
    void bulkMailSaysSoUnlessTheSenderDid() {
        ReadMail read = ReadMail.of(letter().to("a@example.com").bulk().compose());
        assertThat(read.headers("Precedence")).containsExactly("bulk");
        assertThat(read.headers("Auto-Submitted")).isEmpty();

        ReadMail own =
                ReadMail.of(
                        letter().to("a@example.com").bulk().header("precedence", "list").compose());
        assertThat(own.headers("Precedence")).containsExactly("list");
    }

    @Test
    void customHeadersComeBackAndReservedOnesDoNotGetThrough() {
        String references = "<a@b.example> ".repeat(60).strip();
        ReadMail read =
                ReadMail.of(
                        letter().to("a@example.com")
                                .header("References", references)
                                .header("X-Long", "y".repeat(998))
                                .header("X-Umlaut", "Grüße " + "ü".repeat(400))
                                .header("X-Empty", "")
                                .header("X-Blank", "  ")
                                .header("From", "evil@example.com")
                                .header("Bcc", "evil@example.com")
                                .compose());

        assertThat(read.header("References")).isEqualTo(references);
        assertThat(read.header("X-Long")).isEqualTo("y".repeat(998));
        assertThat(read.header("X-Umlaut")).isEqualTo("Grüße " + "ü".repeat(400));
        assertThat(read.header("X-Empty")).isEmpty();
        assertThat(read.header("X-Blank")).isEqualTo("  ");
        assertThat(read.from()).containsExactly("Demo <demo@demo.mailswitch.test>");
        assertThat(read.raw()).doesNotContain("evil");
    }

    @Test
    void domainsArePunycodeWhereNoAddressNeedsMore() {
        ComposedMail mail = letter().to("Jörg <joerg@bücher.example>").compose();

        assertThat(mail.needsSmtpUtf8()).isFalse();
        assertThat(ReadMail.of(mail).mailboxes(RecipientType.TO))
                .containsExactly("Jörg <joerg@xn--bcher-kva.example>");
    }

    @Test
    void addressesAreRawUtf8WhereOneNeedsIt() {
        ComposedMail mail = letter().to("Jörg <jörg@bücher.example>", "a@example.com").compose();

        assertThat(mail.needsSmtpUtf8()).isTrue();
        assertThat(ReadMail.of(mail).mailboxes(RecipientType.TO))
                .containsExactly("Jörg <jörg@bücher.example>", "a@example.com");
    }

    @Test
    void aHiddenAddressDoesNotDecideOnUtf8Headers() {
        assertThat(letter().to("a@example.com").bcc("jörg@example.com").compose().needsSmtpUtf8())
                .isFalse();
    }

    @Test
    void aMailHasOnlyTheLevelsItNeeds() {
        assertThat(shape(letter())).isEqualTo("text");
        assertThat(shape(letter().text("t"))).isEqualTo("text");
        assertThat(shape(letter().text("t").html(""))).isEqualTo("text");
        assertThat(shape(letter().html("<p>h").text("t"))).isEqualTo("alternative(text,html)");
        assertThat(shape(letter().html("<p>h").text(""))).isEqualTo("alternative(text,html)");
        assertThat(shape(letter().html("<p>h"))).isEqualTo("alternative(text,html)");
        assertThat(shape(letter().html("<img src=x>"))).isEqualTo("html");
        assertThat(shape(letter().text("t").attach("a", "image/png", PNG)))
                .isEqualTo("mixed(text,attachment)");
        assertThat(shape(letter().html("<p>h").inline("a", "image/png", "a", PNG)))
                .isEqualTo("related(alternative(text,html),inline)");
        assertThat(shape(letter().html("<p>h").inline("a", "image/png", null, PNG)))
                .isEqualTo("mixed(alternative(text,html),inline)");
        assertThat(shape(letter().text("t").inline("a", "image/png", "a", PNG)))
                .isEqualTo("mixed(text,inline)");
        assertThat(
                        shape(
                                letter().html("<p>h")
                                        .text("t")
                                        .attach("b", "text/plain", PNG)
                                        .inline("a", "image/png", "a", PNG)
                                        .attach("c", "text/plain", PNG)))
                .isEqualTo("mixed(related(alternative(text,html),inline),attachment,attachment)");
    }

    @Test
    void inlineImagesAreFoundFromTheHtmlInBothSpellings() {
        String html = "<img src=\"cid:'logo'\"><img src='cid:logo'>it's cid:'other' and cid:'open";
        ReadMail read =
                ReadMail.of(
                        letter().to("a@example.com")
                                .html(html)
                                .inline("logo.png", "image/png", "logo", PNG)
                                .compose());

        assertThat(read.body("text/html"))
                .isEqualTo(
                        "<img src=\"cid:logo\"><img src='cid:logo'>it's cid:'other' and cid:'open");
        Part image = read.leaves().getLast();
        assertThat(ReadMail.tried(() -> image.getHeader("Content-ID"))).containsExactly("<logo>");
        assertThat(ReadMail.bytes(image)).isEqualTo(PNG);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "<img src='cid:'my logo(1).png''>   | <img src='cid:image-1'>",
                "<img src='cid:my logo(1).png'>     | <img src='cid:image-1'>",
                "<img src='cid:my%20logo(1).png'>   | <img src='cid:image-1'>",
                "<img src='CID:my%20logo%281%29.png'> | <img src='CID:image-1'>",
                "<img src=cid:&#39;my logo(1).png&#39;> | <img src=cid:image-1>",
                "<p style='background:url(cid:a.png) cid:b'> | <p"
                        + " style='background:url(cid:image-2) cid:b'>",
                "<img src=cid:a.png width=1>        | <img src=cid:image-2 width=1>",
                "<img src=cid:image-1>              | <img src=cid:image-1>",
                "<p>acid:a.png cid:other.png cid:   | <p>acid:a.png cid:other.png cid:",
            })
    void anInlineImageIsFoundByItsNameToo(String html, String composed) {
        ReadMail read =
                ReadMail.of(
                        letter().to("a@example.com")
                                .html(html)
                                .inline("my logo(1).png", "image/png", "image-1", PNG)
                                .inline("a.png", "image/png", "image-2", PNG)
                                .compose());
        assertThat(read.body("text/html")).isEqualTo(composed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.txt",
                "with space.pdf",
                "quo\"te.txt",
                "semi;colon=equals.txt",
                "Rechnung_März.pdf",
                "請求書.pdf",
                "😀.png",
                "it's 100%.txt"
            })
    void filenamesComeBack(String filename) {
        ReadMail read =
                ReadMail.of(
                        letter().to("a@example.com")
                                .text("t")
                                .attach(filename, "application/pdf", PNG)
                                .compose());

        Part file = read.leaves().getLast();
        assertThat(ReadMail.tried(file::getFileName)).isEqualTo(filename);
        assertThat(ReadMail.tried(file::getContentType)).isEqualTo("application/pdf");
        assertThat(ReadMail.bytes(file)).isEqualTo(PNG);
    }

    @ParameterizedTest
    @CsvSource({
        "../../etc/passwd, passwd",
        "C:\\temp\\März.pdf, März.pdf",
        "a/b.txt, b.txt",
        "a/.., attachment",
        "a/, attachment"
    })
    void foldersBeforeANameDoNotGoIntoTheMail(String filename, String written) {
        ReadMail read =
                ReadMail.of(
                        letter().to("a@example.com")
                                .text("t")
                                .attach(filename, "application/pdf", PNG)
                                .compose());

        assertThat(ReadMail.tried(read.leaves().getLast()::getFileName)).isEqualTo(written);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "ä", "日", "😀"})
    void filenamesOfFullLengthComeBack(String piece) {
        int octets = piece.getBytes(StandardCharsets.UTF_8).length;
        String filename = piece.repeat(250 / octets) + ".pdf";
        ComposedMail mail =
                letter().to("a@example.com").attach(filename, "application/pdf", PNG).compose();
        ReadMail read = ReadMail.of(mail);

        assertThat(ReadMail.tried(read.leaves().getLast()::getFileName)).isEqualTo(filename);
        if (octets > 1) {
            assertThat(read.raw().lines()).allMatch(line -> line.length() <= 78);
            assertThat(read.raw()).contains("filename=\"").contains("____.pdf\"");
        }
    }

    @Test
    void fiveMegabytesComeBack() {
        byte[] large = random(5 * 1024 * 1024);
        ComposedMail mail =
                letter().to("a@example.com")
                        .text("t")
                        .attach("l", "application/zip", large)
                        .compose();

        assertThat(ReadMail.bytes(ReadMail.of(mail).leaves().getLast())).isEqualTo(large);
    }

    @Test
    void anEmptyFileComesBack() {
        ReadMail read =
                ReadMail.of(
                        letter().to("a@example.com")
                                .attach("e", "text/plain", new byte[0])
                                .compose());

        assertThat(ReadMail.bytes(read.leaves().getLast())).isEmpty();
    }

    @Test
    void anAttachedMailIsNotEncodedOrElseIsAFile() {
        byte[] clean = "Subject: x\r\n\r\nbody\r\n".getBytes(StandardCharsets.US_ASCII);
        byte[] unclean = "Subject: x\n\nbody\n".getBytes(StandardCharsets.US_ASCII);
        String kept = raw(letter().attach("m.eml", "message/rfc822", clean));
        String encoded = raw(letter().attach("m.eml", "message/rfc822", unclean));

        assertThat(kept).contains("message/rfc822").contains("\r\n\r\nbody\r\n");
        assertThat(encoded).doesNotContain("message/rfc822").contains("application/octet-stream");
        assertThat(raw(letter().attach("m", "multipart/mixed", clean)))
                .contains("application/octet-stream");
    }

    @Test
    void theSameLetterHasTheSameBytes() {
        Letters letter =
                letter().to("Jörg <a@example.com>")
                        .html("<p>Grüße <a href=https://example.com>here</a>")
                        .inline("a", "image/png", "a", PNG)
                        .attach("b", "image/png", PNG);

        assertThat(letter.compose().toByteArray()).isEqualTo(letter.compose().toByteArray());
    }

    @Test
    void aMessageIdThatIsNoneIsRefused() {
        assertThatThrownBy(
                        () ->
                                new Letter(
                                        Address.of("a@example.com"),
                                        "<a\r\nBcc: b@c>",
                                        Letters.DATE,
                                        new UUID(0, 0),
                                        List.of(),
                                        letter().build().content(),
                                        letter().build().lane(),
                                        List.of(),
                                        null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static String shape(Letters letter) {
        return ReadMail.of(letter.to("a@example.com").compose()).shape();
    }

    private static String raw(Letters letter) {
        return ReadMail.of(letter.to("a@example.com").compose()).raw();
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @Test
    void whatAFileIsGoesOutWithItsParameters() {
        String mail =
                new String(
                        Letters.letter()
                                .to("a@example.com")
                                .text("hello")
                                .attach(
                                        "invite.ics",
                                        "text/calendar; method=REQUEST; charset=utf-8",
                                        new byte[] {1})
                                .attach("m.bin", "multipart/mixed; boundary=x", new byte[] {2})
                                .compose()
                                .toByteArray(),
                        java.nio.charset.StandardCharsets.US_ASCII);

        assertThat(mail)
                .contains("Content-Type: text/calendar;\r\n method=REQUEST;\r\n charset=utf-8\r\n")
                .contains("Content-Type: application/octet-stream\r\n")
                .doesNotContain("boundary=x");
    }

    /// Only single spaces are places to break, since unfolding must give the same text back.
    @Test
    void wordsBetweenDoubleSpacesMakeNoEndlessLine() {
        String wide = "word  ".repeat(165).strip();
        String mail =
                new String(
                        Letters.letter()
                                .to("a@example.com")
                                .text("hello")
                                .header("X-" + "N".repeat(70), wide)
                                .compose()
                                .toByteArray(),
                        java.nio.charset.StandardCharsets.US_ASCII);

        assertThat(mail.lines().mapToInt(String::length).max().orElseThrow())
                .isLessThanOrEqualTo(998);
        assertThat(mail).contains("=?UTF-8?");
    }
}
