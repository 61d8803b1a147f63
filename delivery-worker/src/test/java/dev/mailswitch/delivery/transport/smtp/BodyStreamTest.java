package dev.mailswitch.delivery.transport.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/// The laws of the message stream, over every text of up to eight octets that could matter, cut in two
/// at every place.
class BodyStreamTest {

    private static final char[] ALPHABET = {'\r', '\n', '.', 'a'};

    @Test
    void noMessageCanEndItselfOrHideALineEnd() throws IOException {
        int texts = 0;
        for (int length = 0; length <= 8; length++) {
            for (int number = 0; number < 1 << (2 * length); number++) {
                String text = text(number, length);
                String sent = sent(text, length / 2);
                String expected = undotted(sent, text);
                assertThat(expected).isEqualTo(normalised(text));
                texts++;
            }
        }
        assertThat(texts).isEqualTo(87_381);
    }

    @Test
    void itDoesNotMatterHowTheMessageIsCut() throws IOException {
        for (int number = 0; number < 1 << 12; number++) {
            String text = text(number, 6);
            String whole = sent(text, 0);
            for (int cut = 1; cut <= 6; cut++) {
                if (!sent(text, cut).equals(whole)) {
                    assertThat(sent(text, cut)).as("%s cut at %d", text, cut).isEqualTo(whole);
                }
            }
        }
    }

    private static String text(int number, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(ALPHABET[(number >> (2 * i)) & 3]);
        }
        return text.toString();
    }

    private static String sent(String text, int cut) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BodyStream.Target target =
                new BodyStream.Target() {
                    @Override
                    public void put(byte octet) {
                        bytes.write(octet);
                    }

                    @Override
                    public void put(byte[] octets, int offset, int length) {
                        bytes.write(octets, offset, length);
                    }
                };
        BodyStream body = new BodyStream(target);
        byte[] octets = text.getBytes(ISO_8859_1);
        body.write(octets, 0, cut);
        body.write(octets, cut, octets.length - cut);
        body.endLastLine();
        body.end();
        return bytes.toString(ISO_8859_1);
    }

    /// Reads what was sent as a strict server does, and as the laxest one would.
    private static String undotted(String sent, String text) {
        if (!sent.endsWith(".\r\n") || sent.replace("\r\n", "").matches("(?s).*[\r\n].*")) {
            throw new AssertionError("bare line end or no end in " + sent + " for " + text);
        }
        String message = sent.substring(0, sent.length() - 3);
        StringBuilder lines = new StringBuilder();
        int at = 0;
        while (at < message.length()) {
            int end = message.indexOf("\r\n", at);
            String line = message.substring(at, end);
            if (line.equals(".")) {
                throw new AssertionError("ended too early: " + sent + " for " + text);
            }
            lines.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
            at = end + 2;
        }
        return lines.toString();
    }

    private static String normalised(String text) {
        String lines = text.replace("\r\n", "\n").replace('\r', '\n');
        boolean open = !lines.isEmpty() && !lines.endsWith("\n");
        return (lines + (open ? "\n" : "")).replace("\n", "\r\n");
    }
}
