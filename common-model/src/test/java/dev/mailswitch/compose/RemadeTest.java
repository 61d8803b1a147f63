package dev.mailswitch.compose;

import static dev.mailswitch.compose.Letters.letter;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.mailswitch.compose.dkim.DkimKey;
import dev.mailswitch.model.mail.Checksum;
import java.security.KeyPairGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RemadeTest {

    private static final AttachmentBytes NO_FILES =
            sha256 -> {
                throw new AssertionError("no file was attached");
            };

    private static DkimKey key;
    private static DkimKey other;

    @BeforeAll
    static void keys() throws Exception {
        key = key("one");
        other = key("two");
    }

    private static DkimKey key(String selector) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);
        return new DkimKey(
                "demo.mailswitch.test", selector, generator.generateKeyPair().getPrivate());
    }

    private static Letters mail() {
        return letter().to("ann@example.com").subject("Grüße").html("<p>Hi").bcc("b@example.com");
    }

    private static Remade remade(Letters today, @Nullable Checksum recorded) {
        return Remade.of(today.build(), NO_FILES, recorded);
    }

    @Test
    void theSameLetterIsExact() {
        ComposedMail sent = mail().signedBy(key).compose();
        assertThat(remade(mail().signedBy(key), sent.checksum()))
                .asInstanceOf(type(Remade.Exact.class))
                .satisfies(
                        exact ->
                                assertThat(exact.mail().toByteArray())
                                        .isEqualTo(sent.toByteArray()));
    }

    @Test
    void withoutItsKeyItIsUnsignedAndElseTheSame() {
        Checksum recorded = mail().signedBy(key).compose().checksum();
        byte[] bare = mail().compose().toByteArray();
        assertThat(remade(mail(), recorded))
                .asInstanceOf(type(Remade.Unsigned.class))
                .satisfies(unsigned -> assertThat(unsigned.mail().toByteArray()).isEqualTo(bare));
    }

    /// Better none than one that did not go out.
    @Test
    void theSignatureOfAnotherKeyIsNotShown() {
        Checksum recorded = mail().signedBy(key).compose().checksum();
        assertThat(remade(mail().signedBy(other), recorded))
                .asInstanceOf(type(Remade.Unsigned.class))
                .satisfies(unsigned -> assertThat(text(unsigned.mail())).startsWith("From:"));
    }

    @Test
    void whatWentOutUnsignedStaysSo() {
        Checksum recorded = mail().compose().checksum();
        assertThat(remade(mail().signedBy(key), recorded))
                .asInstanceOf(type(Remade.Exact.class))
                .satisfies(exact -> assertThat(text(exact.mail())).startsWith("From:"));
    }

    @Test
    void otherBytesAreNotShown() {
        Checksum recorded = mail().html("<p>Ho").compose().checksum();
        assertThat(remade(mail(), recorded)).isEqualTo(new Remade.Other());
    }

    @Test
    void whatNobodyWroteDownIsUnproven() {
        assertThat(remade(mail(), null)).isInstanceOf(Remade.Unproven.class);
    }

    /// A relay without SMTPUTF8 was given the mail without the address it cannot carry.
    @Test
    void whatWasReducedForARelayIsFoundAgain() {
        Letters whole = mail().cc("jörg@example.com").signedBy(key);
        ComposedMail reduced = mail().signedBy(key).compose();
        assertThat(remade(whole, reduced.checksum()))
                .asInstanceOf(type(Remade.Exact.class))
                .satisfies(
                        exact ->
                                assertThat(exact.mail().toByteArray())
                                        .isEqualTo(reduced.toByteArray()));
        assertThat(remade(whole, whole.compose().checksum()))
                .asInstanceOf(type(Remade.Exact.class))
                .satisfies(exact -> assertThat(text(exact.mail())).contains("jörg@example.com"));
    }

    private static String text(ComposedMail mail) {
        return new String(mail.toByteArray(), UTF_8);
    }
}
