package dev.mailswitch.delivery.transport.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Nothing that comes from outside can end a command line or an angle bracket.
class CommandTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a@b.test\r\nRCPT TO:<evil@x.test>",
                "a\r@b.test",
                "a\n@b.test",
                "a\0@b.test",
                "a\u0085@b.test",
                "a\u2028@b.test",
                "a@b.test> SIZE=0 <x",
                "a>@b.test",
                "<a@b.test",
                "\"a>b\"@b.test",
                "\"a\\>b\"@b.test",
                "a b@b.test",
                "a\u00a0b@b.test",
                "\"a@b.test",
                "a@b test",
                "a@b.test NOTIFY=NEVER",
                "a@",
                "@b.test",
                "a",
                "",
                "a@b..test",
                "a@.test",
                "a@[127.0.0.1",
                "a@[127.0.0.1]>",
                "a@[x>y]",
                "a@exa\u200bmple.test",
                "a@müller.example",
                "a\ud800@b.test"
            })
    void hostileAddressesAreNotBorn(String address) {
        assertThatThrownBy(() -> new SmtpRecipient(address))
                .isInstanceOf(IllegalArgumentException.class);
        if (!address.isEmpty()) {
            assertThatThrownBy(() -> SmtpEnvelope.of(address, "a@b.test"))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a@b.test",
                "bounce+0123.4567=x@bounces.acme.test",
                "\"a b\"@b.test",
                "\"a\\\"b\"@b.test",
                "o'neil!#$%&*/?^_`{|}~@b.test",
                "a@[192.0.2.1]",
                "a@[IPv6:2001:db8::1]",
                "jörg@xn--mller-kva.example",
                "用户@xn--fsqu00a.xn--0zwm56d"
            })
    void honestAddressesAre(String address) {
        assertThat(new SmtpRecipient(address).address()).isEqualTo(address);
    }

    @Test
    void parametersCannotBringALineEndAlong() {
        assertThat(CommandText.xtext("a\r\nb+c=d é")).isEqualTo("a+0D+0Ab+2Bc+3Dd+20+C3+A9");
        assertThatThrownBy(() -> new SmtpDsn.Recipient(Set.of(), "a@b\r\nDATA"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SmtpEndpoint("h", 25, SmtpSecurity.NONE, "me\r\nMAIL FROM:<>"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SmtpCredentials.Password("u", "p\r\nQUIT"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(
                        () ->
                                new SmtpDsn.Recipient(
                                        Set.of(SmtpDsn.Notify.NEVER, SmtpDsn.Notify.DELAY), null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void capabilitiesAreReadInAllTheirSpellings() {
        Capabilities offered =
                Capabilities.parse(
                        List.of(
                                "greeting PIPELINING",
                                "size 1000",
                                "AUTH=LOGIN PLAIN",
                                "auth cram-md5",
                                "LIMITS RCPTMAX=7 MAILMAX=0",
                                "X-UNKNOWN THING",
                                ""));

        assertThat(offered.pipelining()).isFalse();
        assertThat(offered.maxSize()).isEqualTo(1_000);
        assertThat(offered.mechanisms()).containsExactlyInAnyOrder("LOGIN", "PLAIN", "CRAM-MD5");
        assertThat(offered.maxRecipients()).isEqualTo(7);
        assertThat(offered.maxMails()).isEqualTo(Integer.MAX_VALUE);
        assertThat(Capabilities.parse(List.of("hi", "SIZE 99999999999999999999")).maxSize())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "550, 5.1.1 No, 5.1.1",
        "550, 5.7.26, 5.7.26",
        "550, 4.1.1 other class, ",
        "550, 5.1.1x No, ",
        "550, 5.1 No, ",
        "550, 5.1.1234 No, ",
        "250, Ok, "
    })
    void anEnhancedCodeCountsOnlyIfItFits(int code, String text, @Nullable String expected) {
        assertThat(SmtpReply.of(code, List.of(text)).enhanced().map(EnhancedCode::toString))
                .isEqualTo(Optional.ofNullable(expected));
    }
}
