package dev.mailswitch.compose;

import static dev.mailswitch.compose.Letters.letter;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.compose.TextBody.Encoding;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.RecipientKind;
import jakarta.mail.Message.RecipientType;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextBodyTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "one line",
                "two\nlines\n",
                "mac\rline",
                "all\r\nkinds\rof\nbreaks\n\r\n\r",
                "trailing space \nand tab\t\n end ",
                ".\n..\n.dot\nmid.dot",
                "From here\n>From there\nFrom",
                "--=_looks like a boundary\n--=_a\n",
                "=3D =\n= ==",
                "nul\0bell\u0007",
                "Grüße aus Köln",
                "注文番号 12345 のお知らせ",
                "😀👩‍👩‍👧‍👦"
            })
    void bodiesComeBackWithLineBreaksOfTheWire(String text) {
        comesBack(text);
        comesBack(text.repeat(50));
    }

    @ParameterizedTest
    @ValueSource(ints = {74, 75, 76, 77, 78, 997, 998, 999, 5_000})
    void longLinesComeBack(int length) {
        comesBack("x".repeat(length));
        comesBack("x".repeat(length) + "\n" + "y".repeat(length));
        comesBack("ä".repeat(length));
        comesBack(" ".repeat(length));
        comesBack("=".repeat(length));
        comesBack("x".repeat(length) + " ä");
    }

    @Test
    void theLeanestEncodingThatFitsIsTaken() {
        assertThat(encoding("plain ASCII\n")).isEqualTo(Encoding.SEVEN_BIT);
        assertThat(encoding("x".repeat(998))).isEqualTo(Encoding.SEVEN_BIT);
        assertThat(encoding("x".repeat(999))).isEqualTo(Encoding.QUOTED_PRINTABLE);
        assertThat(encoding("ends in a space \n")).isEqualTo(Encoding.QUOTED_PRINTABLE);
        assertThat(encoding("From me\n")).isEqualTo(Encoding.QUOTED_PRINTABLE);
        assertThat(encoding("Viele Grüße aus dem schönen Köln am Rhein"))
                .isEqualTo(Encoding.QUOTED_PRINTABLE);
        assertThat(encoding("注文番号のお知らせ")).isEqualTo(Encoding.BASE64);
    }

    @ParameterizedTest
    @EnumSource(Encoding.class)
    void everyEncodingIsTriedByTheProperty(Encoding encoding) {
        assertThat(bodies().sampleStream().limit(2_000).map(TextBodyTest::encoding))
                .contains(encoding);
    }

    @Property(tries = 300)
    void anyBodyComesBack(@ForAll("bodies") String text) {
        comesBack(text);
    }

    @Property(tries = 200)
    void anyLetterComesBackAndKeepsTheRulesOfTheWire(
            @ForAll("lines") String subject,
            @ForAll("lines") String name,
            @ForAll("bodies") String html) {
        ReadMail read =
                ReadMail.of(
                        letter().add(RecipientKind.TO, new Address("a@example.com", name))
                                .subject(subject)
                                .html(html)
                                .text("t")
                                .header("X-Any", name)
                                .compose());

        assertThat(read.header("Subject")).isEqualTo(subject);
        assertThat(read.header("X-Any")).isEqualTo(name);
        String shown = name.strip();
        assertThat(read.mailboxes(RecipientType.TO))
                .containsExactly(shown.isEmpty() ? "a@example.com" : shown + " <a@example.com>");
        if (!html.isEmpty()) {
            assertThat(read.body("text/html")).isEqualTo(onTheWire(html));
        }
    }

    @Provide
    Arbitrary<String> bodies() {
        Arbitrary<Character> ascii = Arbitraries.chars().range(' ', '~');
        Arbitrary<String> spiced =
                Arbitraries.oneOf(
                                ascii.map(String::valueOf),
                                ascii.map(String::valueOf),
                                Arbitraries.of(
                                        "\n",
                                        "\r",
                                        "\r\n",
                                        " \n",
                                        "\t",
                                        ".",
                                        "\n.",
                                        "\nFrom ",
                                        "--=_",
                                        "=",
                                        "ä",
                                        "日本",
                                        "😀",
                                        "x".repeat(200)))
                        .list()
                        .ofMaxSize(120)
                        .map(parts -> String.join("", parts));
        Arbitrary<String> plain = Arbitraries.strings().alpha().ofMaxLength(300);
        Arbitrary<String> wide =
                Arbitraries.strings().withCharRange('\u0400', '\u9fff').ofMaxLength(300);
        return Arbitraries.oneOf(spiced, plain, wide);
    }

    @Provide
    Arbitrary<String> lines() {
        return Arbitraries.oneOf(
                        Arbitraries.chars().range(' ', '~').map(String::valueOf),
                        Arbitraries.of(
                                "\t", " ", "  ", "ä", "日本", "😀", "=?", "?=", "\"", ",", "word "))
                .list()
                .ofMaxSize(100)
                .map(parts -> String.join("", parts));
    }

    private static void comesBack(String text) {
        ReadMail alone = ReadMail.of(letter().to("a@example.com").text(text).compose());
        String expected = onTheWire(text);
        // A mail's last line is complete, also where the text's was not.
        assertThat(alone.body("text/plain")).isIn(expected, expected + "\r\n");

        ReadMail part = ReadMail.of(letter().to("a@example.com").text(text).html("<p>h").compose());
        if (!text.isEmpty()) {
            assertThat(part.body("text/plain")).isEqualTo(expected);
        }
    }

    private static String onTheWire(String text) {
        return text.replaceAll("\r\n|\r|\n", "\r\n");
    }

    private static Encoding encoding(String text) {
        return new TextBody(text).encoding();
    }
}
