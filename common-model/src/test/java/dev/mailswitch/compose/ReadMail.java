package dev.mailswitch.compose;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Address;
import jakarta.mail.BodyPart;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// A composed mail read back by Angus Mail, and the rules of the wire that hold for every mail.
final class ReadMail {

    private final byte[] raw;
    private final MimeMessage message;

    private ReadMail(byte[] raw) {
        this.raw = raw;
        try {
            Properties settings = new Properties();
            settings.setProperty("mail.mime.allowutf8", "true");
            message = new MimeMessage(Session.getInstance(settings), new ByteArrayInputStream(raw));
        } catch (MessagingException broken) {
            throw new IllegalStateException(broken);
        }
    }

    static ReadMail of(ComposedMail mail) {
        byte[] raw = mail.toByteArray();
        assertThat(raw).hasSize(mail.size());
        wire(raw, mail.needsSmtpUtf8());
        return new ReadMail(raw);
    }

    /// Only CRLF, no line above 998 octets, the last one complete, nothing below the space.
    private static void wire(byte[] raw, boolean eightBit) {
        int lineStart = 0;
        boolean high = false;
        for (int i = 0; i < raw.length; i++) {
            byte octet = raw[i];
            high |= octet < 0;
            if (octet == '\r') {
                assertThat(raw[i + 1]).as("after CR").isEqualTo((byte) '\n');
                assertThat(i - lineStart).as("octets in a line").isLessThanOrEqualTo(998);
                lineStart = i + 2;
                i++;
            } else if (octet >= 0 && octet < ' ' && octet != '\t') {
                throw new AssertionError("a control character at " + i + ": " + octet);
            }
        }
        assertThat(lineStart).as("the last line is complete").isEqualTo(raw.length);
        assertThat(high).as("eight bits").isEqualTo(eightBit);
    }

    String raw() {
        return new String(raw, StandardCharsets.UTF_8);
    }

    List<String> headerLines() {
        return raw().substring(0, raw().indexOf("\r\n\r\n")).lines().toList();
    }

    @Nullable String subject() {
        return tried(message::getSubject);
    }

    List<String> headers(String name) {
        String[] values = tried(() -> message.getHeader(name));
        return values == null ? List.of() : List.of(values);
    }

    /// The text of the only header of that name, decoded.
    String header(String name) {
        List<String> values = headers(name);
        assertThat(values).hasSize(1);
        return tried(() -> MimeUtility.decodeText(MimeUtility.unfold(values.getFirst())));
    }

    List<String> mailboxes(Message.RecipientType type) {
        return mailboxes(tried(() -> message.getRecipients(type)));
    }

    List<String> from() {
        return mailboxes(tried(message::getFrom));
    }

    List<String> replyTo() {
        return mailboxes(tried(message::getReplyTo));
    }

    MimeMessage message() {
        return message;
    }

    /// The types of all parts, outermost first, in order: `mixed(alternative(text,html),file)`.
    String shape() {
        return shape(message);
    }

    List<Part> leaves() {
        List<Part> leaves = new ArrayList<>();
        leaves(message, leaves);
        return leaves;
    }

    /// The decoded body of the only part of this type that is no file.
    String body(String type) {
        return leaves().stream()
                .filter(part -> tried(() -> part.isMimeType(type)))
                .filter(part -> tried(part::getDisposition) == null)
                .map(part -> new String(bytes(part), StandardCharsets.UTF_8))
                .findFirst()
                .orElseThrow();
    }

    static byte[] bytes(Part part) {
        return tried(() -> part.getInputStream().readAllBytes());
    }

    private static List<String> mailboxes(Address @Nullable [] addresses) {
        List<String> read = new ArrayList<>();
        for (Address address : addresses == null ? new Address[0] : addresses) {
            InternetAddress one = (InternetAddress) address;
            read.add(
                    one.getPersonal() == null
                            ? one.getAddress()
                            : one.getPersonal() + " <" + one.getAddress() + ">");
        }
        return read;
    }

    private static String shape(Part part) {
        return tried(
                () -> {
                    if (part.getContent() instanceof MimeMultipart parts) {
                        List<String> shapes = new ArrayList<>();
                        for (int i = 0; i < parts.getCount(); i++) {
                            shapes.add(shape(parts.getBodyPart(i)));
                        }
                        String type = part.getContentType();
                        String kind = type.substring(type.indexOf('/') + 1, type.indexOf(';'));
                        return kind + "(" + String.join(",", shapes) + ")";
                    }
                    return part.getDisposition() != null
                            ? part.getDisposition()
                            : part.isMimeType("text/html") ? "html" : "text";
                });
    }

    private static void leaves(Part part, List<Part> into) {
        Object content = tried(part::getContent);
        if (content instanceof MimeMultipart parts) {
            for (int i = 0; i < tried(parts::getCount); i++) {
                int at = i;
                BodyPart inner = tried(() -> parts.getBodyPart(at));
                leaves(inner, into);
            }
        } else {
            into.add(part);
        }
    }

    interface Reading<T extends @Nullable Object> {
        T read() throws MessagingException, IOException;
    }

    static <T extends @Nullable Object> T tried(Reading<T> reading) {
        try {
            return reading.read();
        } catch (MessagingException broken) {
            throw new IllegalStateException(broken);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
