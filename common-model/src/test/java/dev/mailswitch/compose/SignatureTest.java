package dev.mailswitch.compose;

import static dev.mailswitch.compose.Letters.letter;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailswitch.compose.dkim.DkimKey;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.stack.DnsServer;
import java.io.ByteArrayInputStream;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.james.jdkim.DKIMVerifier;
import org.apache.james.jdkim.api.SignatureRecord;
import org.apache.james.jdkim.exceptions.FailException;
import org.apache.james.jdkim.impl.DNSPublicKeyRecordRetriever;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.SimpleResolver;

/// What is signed here verifies with Apache's library, which asks a DNS server for the key.
class SignatureTest {

    private static final KeyPair PAIR = pair();
    private static final DkimKey KEY =
            DkimKey.of("demo.mailswitch.test", "ms1", PAIR.getPrivate().getEncoded());

    private static DnsServer dns;

    @BeforeAll
    static void publish() {
        dns = DnsServer.start(0);
        dns.txt(
                "ms1._domainkey.demo.mailswitch.test",
                "v=DKIM1; k=rsa; p="
                        + Base64.getEncoder().encodeToString(PAIR.getPublic().getEncoded()));
    }

    @AfterAll
    static void stop() {
        dns.close();
    }

    static List<Named<Letters>> letters() {
        List<Named<Letters>> letters = new ArrayList<>();
        letters.add(Named.of("plain text", text("Hello.")));
        letters.add(Named.of("empty lines at the end", text("Hello.\n\n\n\n")));
        letters.add(Named.of("empty lines at the start", text("\n\n\nHello.")));
        letters.add(Named.of("only white space", text("  \t \n \t\n   ")));
        letters.add(
                Named.of("white space within and at the end", text(" a  b\t\tc  \n\td \t \n ")));
        letters.add(Named.of("lines that begin with dots", text(".\n..\n.a\n...\n.")));
        letters.add(Named.of("a very long line", text("x".repeat(100_000))));
        letters.add(Named.of("long lines of words", text("word ".repeat(20_000))));
        letters.add(Named.of("text of other scripts", text("Grüße aus Köln. 你好，世界。")));
        letters.add(Named.of("HTML", letter().html("<p>Grüße  <b>you</b>")));
        letters.add(
                Named.of(
                        "files",
                        letter().html("<img src=cid:a>")
                                .inline("a.png", "image/png", "a", random(70_000))
                                .attach("Übersicht.pdf", "application/pdf", random(300_000))));
        letters.add(Named.of("a long subject", text("x").subject("word  two ".repeat(60) + "end")));
        letters.add(
                Named.of(
                        "a subject of other scripts",
                        text("x").subject("Ihre Bestätigung ".repeat(20))));
        letters.add(Named.of("many recipients", many()));
        letters.add(
                Named.of(
                        "cc, reply-to",
                        text("x").cc("Jörg Müller <c@example.com>").replyTo("r@example.com")));
        letters.add(
                Named.of(
                        "list headers",
                        text("x")
                                .header("List-Unsubscribe", "<https://example.com/u/1>")
                                .header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
                                .header("Feedback-ID", "bulk:a1b2c3d4e5f6:0a1b2c3d4e5f")
                                .bulk()));
        letters.add(
                Named.of(
                        "one header twice",
                        text("x")
                                .header("List-Unsubscribe", "<https://example.com/1>")
                                .header("List-Unsubscribe", "<https://example.com/2>")));
        letters.add(Named.of("an empty subject", text("x").subject("")));
        letters.add(
                Named.of(
                        "UTF-8 in addresses",
                        text("x")
                                .add(
                                        dev.mailswitch.model.mail.RecipientKind.CC,
                                        new Address("büro@bücher.example", "Büro"))));
        return letters;
    }

    @ParameterizedTest
    @MethodSource("letters")
    void whatIsSignedVerifies(Letters letter) throws Exception {
        List<SignatureRecord> verified = verify(signed(letter));
        assertThat(verified)
                .singleElement()
                .satisfies(
                        signature -> {
                            assertThat(signature.getDToken().toString())
                                    .isEqualTo("demo.mailswitch.test");
                            assertThat(signature.getSelector().toString()).isEqualTo("ms1");
                        });
    }

    /// RFC 6376 section 3.4.4 gives the digest of nothing for a body without words. The verifier
    /// used above wants that of an empty line when nothing but line ends is there.
    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n\n"})
    void aBodyWithoutWordsHasTheDigestOfNothing(String body) throws Exception {
        assertThat(new String(signed(text(body)), ISO_8859_1).replaceAll("\\r\n[ \t]+", ""))
                .contains("bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=;");
    }

    static Stream<Named<UnaryOperator<String>>> forgeries() {
        return Stream.of(
                Named.of(
                        "another subject",
                        raw -> raw.replace("Subject: A subject", "Subject: A suspect")),
                Named.of("another To", raw -> raw.replace("a@example.com", "b@example.com")),
                Named.of("another From", raw -> raw.replace("From: Demo", "From: Boss")),
                Named.of("a second From", raw -> "From: boss@demo.mailswitch.test\r\n" + raw),
                Named.of(
                        "another date", raw -> raw.replace("Date: Tue, 3 Feb", "Date: Tue, 4 Feb")),
                Named.of("another body", raw -> raw.replace("Hello.", "Hallo.")),
                Named.of("a line more", raw -> raw + "PS\r\n"),
                Named.of("another time", raw -> raw.replace("t=1770091506", "t=1770091507")));
    }

    @ParameterizedTest
    @MethodSource("forgeries")
    void whatIsChangedOnTheWayDoesNot(UnaryOperator<String> forgery) {
        String raw = new String(signed(text("Hello.").to("a@example.com")), ISO_8859_1);
        String forged = forgery.apply(raw);
        assertThat(forged).isNotEqualTo(raw);
        assertThatThrownBy(() -> verify(forged.getBytes(ISO_8859_1)))
                .isInstanceOf(FailException.class);
    }

    @Test
    void theSameLetterHasTheSameSignature() {
        assertThat(signed(text("Hello."))).isEqualTo(signed(text("Hello.")));
    }

    @Test
    void itStandsFirstAndSaysWhatItSigns() {
        String raw =
                new String(
                        signed(text("x").to("a@example.com").replyTo("r@example.com")), ISO_8859_1);
        assertThat(raw)
                .startsWith(
                        "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;"
                                + " d=demo.mailswitch.test;\r\n")
                .contains(
                        "h=from:to:subject:date:message-id:mime-version:content-type:reply-to:from;")
                .contains(" t=1770091506;");
        assertThat(raw.lines()).allSatisfy(line -> assertThat(line.length()).isLessThan(200));
    }

    @Test
    void sizeAndStreamKnowOfTheSignature() throws Exception {
        ComposedMail mail = text("Hello.").signedBy(KEY).compose();
        var streamed = new java.io.ByteArrayOutputStream();
        mail.writeTo(streamed);
        assertThat(streamed.toByteArray()).isEqualTo(mail.toByteArray()).hasSize(mail.size());
    }

    @Test
    void aKeyThatIsNoneIsRefused() {
        assertThatThrownBy(() -> DkimKey.of("d.test", "s", new byte[] {1, 2, 3}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Letters text(String body) {
        return letter().text(body);
    }

    private static Letters many() {
        Letters letter = text("x");
        for (int i = 0; i < 100; i++) {
            letter.to("Person Number %d <person%d@example.com>".formatted(i, i));
        }
        return letter;
    }

    private static byte[] signed(Letters letter) {
        return letter.signedBy(KEY).compose().toByteArray();
    }

    private static List<SignatureRecord> verify(byte[] mail) throws Exception {
        var resolver = new SimpleResolver(new InetSocketAddress("127.0.0.1", dns.port()));
        return new DKIMVerifier(new DNSPublicKeyRecordRetriever(resolver))
                .verify(new ByteArrayInputStream(mail));
    }

    private static KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
