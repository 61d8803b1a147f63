package dev.mailswitch.model.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a@b",
                "first.last+label@example.com",
                "!#$%&'*+-/=?^_`{|}~@example.com",
                "\"quoted local\"@example.com",
                "\"with@at\"@example.com",
                "\"escaped \\\" quote\"@example.com",
                "\"\"@example.com",
                "jörg@example.com",
                "用户@例子.广告",
                "a@xn--fsqu00a.xn--4rr70v",
                "a@[192.0.2.1]",
                "a@[IPv6:2001:db8::1]",
                "a@[ipv6:::ffff:192.0.2.1]",
                "😀@example.com"
            })
    void takesWhatTheStandardsAllow(String email) {
        assertThat(Address.of(email).email()).isEqualToIgnoringCase(email);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@",
                "a",
                "a@",
                "@b",
                "a b@example.com",
                ".a@example.com",
                "a.@example.com",
                "a..b@example.com",
                "a@b@example.com",
                "a,b@example.com",
                "<a@example.com",
                "a@exa mple.com",
                "a@-example.com",
                "a@example-.com",
                "a@example..com",
                "a@.example.com",
                "a@example.com.",
                "a@under_score.com",
                "a@[300.1.1.1]",
                "a@[1.2.3]",
                "a@[::1]",
                "a@[IPv6:1.2.3.4]",
                "a@[IPv6:1::2::3]",
                "a@[IPv6:fe80::1%eth0]",
                "a@[example.com]",
                "a@[",
                "\"a@example.com",
                "\"a\"b\"@example.com",
                "a\u00a0b@example.com",
                "a\u2028b@example.com",
                "a\u0085b@example.com",
                "\"a\u2028b\"@example.com",
                "\ud800@example.com",
                "a@example\udc00.com",
                "a@stra\u00dfe.de",
                "a@stra\u1e9ee.de",
                "a@\u03bf\u03b4\u03bf\u03c2.gr",
                "a@x\u200dy.com"
            })
    void refusesWhatTheyDoNot(String email) {
        assertThatThrownBy(() -> Address.of(email)).isInstanceOf(IllegalArgumentException.class);
    }

    static Stream<String> controls() {
        return Stream.concat(
                IntStream.range(0, 0x20)
                        .filter(c -> c != '\t')
                        .mapToObj(c -> String.valueOf((char) c)),
                Stream.of(
                        "\u007f",
                        "\u0085",
                        "\u009f",
                        "\u2028",
                        "\u2029",
                        "\r\n",
                        "\r\nBcc: victim@example.com"));
    }

    @ParameterizedTest
    @MethodSource("controls")
    void noControlCharacterGetsIntoAHeader(String control) {
        assertThatThrownBy(() -> Address.of("a" + control + "@example.com"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Address.of("\"a" + control + "\"@example.com"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Address.of("a@example.com" + control))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Address("a@example.com", "Ann" + control))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Address.parse("Ann" + control + " <a@example.com>"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Header("X-A", "b" + control))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Header("X-A" + control, "b"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRefusalNeverQuotesWhatWasSent() {
        assertThatThrownBy(() -> Address.of("secret word@example.com"))
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a@example.com | a@example.com | ",
                " <a@example.com> | a@example.com | ",
                "Ann <a@example.com> | a@example.com | Ann",
                "Ann Lee<a@example.com> | a@example.com | Ann Lee",
                "\"Lee, Ann\" <a@example.com> | a@example.com | Lee, Ann",
                "\"Ann \\\"Bee\\\" Lee\" <a@example.com> | a@example.com | Ann \"Bee\" Lee",
                "\"back\\\\slash\" <a@example.com> | a@example.com | back\\slash",
                "\"\" <a@example.com> | a@example.com | ",
                "山田 太郎 <a@example.com> | a@example.com | 山田 太郎",
                "Ann <Ann> <a@example.com> | a@example.com | Ann <Ann>",
            })
    void readsTheFormsPeopleWrite(String text, String email, String name) {
        assertThat(Address.parse(text)).isEqualTo(new Address(email, name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Ann <a@example.com",
                "a@example.com>",
                "Ann <>",
                "Ann a@example.com",
                "<a>",
                "a@example.com, b@example.com",
                "a@example.com (Ann)"
            })
    void doesNotGuessAtOthers(String text) {
        assertThatThrownBy(() -> Address.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keepsTheLocalPartAndLowersTheDomain() {
        assertThat(Address.of("First.Last@EXAMPLE.Com").email())
                .isEqualTo("First.Last@example.com");
    }

    @ParameterizedTest
    @CsvSource({
        "A.b@Example.com, a.B@EXAMPLE.COM",
        "a@bücher.example, a@xn--bcher-kva.example",
        "a@BÜCHER.example, A@bücher.example",
        "a@ΟΔΟΣ.example, a@xn--pxavbq.example",
        "JÖRG@example.com, jörg@example.com",
        "a@例え。example, a@例え.example"
    })
    void spellingsOfOneRecipientHaveOneKey(String one, String other) {
        assertThat(Address.of(one).key()).isEqualTo(Address.of(other).key());
    }

    @ParameterizedTest
    @CsvSource({
        "a@example.com, b@example.com",
        "a@example.com, a@example.org",
        "a+x@example.com, a@example.com",
        "ab@example.com, a.b@example.com"
    })
    void differentRecipientsHaveDifferentKeys(String one, String other) {
        assertThat(Address.of(one).key()).isNotEqualTo(Address.of(other).key());
    }

    @Test
    void onlyTheLocalPartNeedsSmtpUtf8() {
        assertThat(Address.of("jörg@example.com").needsSmtpUtf8()).isTrue();
        assertThat(Address.of("joerg@bücher.example").needsSmtpUtf8()).isFalse();
        assertThat(Address.of("joerg@bücher.example").asciiDomain())
                .isEqualTo("xn--bcher-kva.example");
    }

    @Test
    void measuresInOctetsAsTheHostWill() {
        String domain = "d".repeat(63) + "." + "d".repeat(63) + "." + "d".repeat(59);
        assertThat(Address.of("l".repeat(64) + "@" + domain + "dd").email()).hasSize(254);
        assertThatThrownBy(() -> Address.of("l".repeat(64) + "@" + domain + "ddd"))
                .hasMessageContaining("254");
        assertThatThrownBy(() -> Address.of("l".repeat(65) + "@example.com"))
                .hasMessageContaining("64");
        assertThat(Address.of("ö".repeat(32) + "@example.com").local()).hasSize(32);
        assertThatThrownBy(() -> Address.of("ö".repeat(33) + "@example.com"))
                .hasMessageContaining("64");
    }

    @Test
    void measuresTheDomainAsDnsWillCarryIt() {
        String label = "ü".repeat(40);
        String domain = String.join(".", label, label, label);
        assertThat((domain.getBytes(StandardCharsets.UTF_8).length)).isGreaterThan(240);

        assertThatThrownBy(() -> Address.of("l".repeat(64) + "@" + domain))
                .hasMessageContaining("254");
    }

    @Test
    void aHugeAddressIsRefusedAndDoesNotExhaustTheStack() {
        assertThatThrownBy(() -> Address.of("a.".repeat(1_000_000) + "a@example.com"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Address.of("\"" + "\\a".repeat(1_000_000) + "\"@example.com"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aNameIsMeasuredInOctets() {
        assertThat(new Address("a@b.example", "n".repeat(1_024)).octets()).isEqualTo(1_035);
        assertThat(new Address("a@b.example", "ö".repeat(512)).octets()).isEqualTo(1_035);
        assertThatThrownBy(() -> new Address("a@b.example", "ö".repeat(513)))
                .hasMessage("the name exceeds 1,024 octets");
        assertThatThrownBy(() -> Address.parse("%s <a@b.example>".formatted("n".repeat(1_025))))
                .hasMessage("the name exceeds 1,024 octets");
        assertThat(Address.stored("a@b.example", "n".repeat(9_000)).name()).hasSize(9_000);
    }

    @Test
    void aBlankNameIsNone() {
        assertThat(new Address("a@example.com", "  \t ").displayName()).isEmpty();
    }

    @Property
    void anythingIsEitherRefusedOrOneLine(@ForAll String text) {
        Address address;
        try {
            address = Address.parse(text);
        } catch (IllegalArgumentException refused) {
            return;
        }
        assertThat(address.email()).matches("[^\\p{Cc}]+@[^\\p{Cc}]+");
    }

    @Property
    void whatIsReadStaysTheSameWhenReadAgain(@ForAll("emails") String email) {
        Address address = Address.of(email);

        assertThat(Address.of(address.email())).isEqualTo(address);
        assertThat(Address.of(address.key()).key()).isEqualTo(address.key());
        assertThat(address.asciiDomain()).matches("[a-z0-9.-]+");
        assertThat(address.key()).isEqualTo(Address.of(email.toLowerCase(Locale.ROOT)).key());
    }

    /// The short way for the usual addresses gives the same as the long one, for every string.
    @Property(tries = 20_000)
    void theShortWayTakesNothingThatTheLongOneRefuses(@ForAll("almostEmails") String email) {
        if (Address.plain(email)) {
            assertThat(Address.checked(email)).isEqualTo(email);
        }
    }

    @Provide
    Arbitrary<String> almostEmails() {
        Arbitrary<String> part =
                Arbitraries.strings()
                        .withChars("ab09.-_+@ \"[]\\()<>,:;AZ\t\u007f\u0080é")
                        .ofMaxLength(12);
        Arbitrary<String> plain =
                Arbitraries.strings().withChars("abc.-09").ofMinLength(1).ofMaxLength(70);
        return Arbitraries.oneOf(
                Combinators.combine(part, part).as((l, d) -> l + "@" + d),
                Combinators.combine(plain, plain).as((l, d) -> l + "@" + d));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a@b",
                "first.last+label@example.com",
                "!#$%&'*+-/=?^_`{|}~@a-b.x1.example",
                "a@xn--bcher-kva.example",
                "1@2.3"
            })
    void theUsualAddressesGoTheShortWay(String email) {
        assertThat(Address.plain(email)).isTrue();
    }

    @Test
    void whatWasStoredIsReadByNoRule() {
        Address old = Address.stored("under_score@-old-.example.", "Ann\tLee");

        assertThat(old.email()).isEqualTo("under_score@-old-.example.");
        assertThat(old.displayName()).contains("Ann\tLee");
        assertThat(old.domain()).isEqualTo("-old-.example.");
        assertThat(Address.stored("a@example.com", null)).isEqualTo(Address.of("a@example.com"));
    }

    @ParameterizedTest
    @CsvSource({
        "a@example.com, a@example.com",
        "jörg@example.com, jörg@example.com",
        "a@bücher.example, a@xn--bcher-kva.example",
        "jörg@bücher.example, jörg@xn--bcher-kva.example",
        "a@点看.com, a@xn--3pxu8k.com",
        "a@правда.рф, a@xn--80aafi6cg.xn--p1ai",
        "a@例子。测试, a@xn--fsqu00a.xn--0zwm56d",
        "a@[192.0.2.1], a@[192.0.2.1]"
    })
    void onTheWireTheDomainIsAscii(String email, String wire) {
        assertThat(Address.of(email).onTheWire()).isEqualTo(wire);
    }

    @Provide
    Arbitrary<String> emails() {
        Arbitrary<String> local =
                Arbitraries.strings()
                        .withChars("abcXYZ019!#+-_öÉ日本")
                        .ofMinLength(1)
                        .ofMaxLength(16);
        Arbitrary<String> label =
                Arbitraries.strings().withChars("abcXYZ019öÉ日本").ofMinLength(1).ofMaxLength(10);
        return Combinators.combine(local, label, label).as((l, a, b) -> l + "@" + a + "." + b);
    }
}
