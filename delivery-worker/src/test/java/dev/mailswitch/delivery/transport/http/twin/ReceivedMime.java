package dev.mailswitch.delivery.transport.http.twin;

import dev.mailswitch.delivery.transport.http.twin.ReceivedMail.File;
import dev.mailswitch.delivery.transport.http.twin.ReceivedMail.Party;
import jakarta.mail.Address;
import jakarta.mail.Header;
import jakarta.mail.Message.RecipientType;
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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A mail in the form of RFC 5322, read by another library than the one that wrote it.
public final class ReceivedMime {

    /// What a mail of its own has a field for.
    private static final Set<String> NOT_CUSTOM =
            Set.of(
                    "from",
                    "to",
                    "cc",
                    "subject",
                    "date",
                    "message-id",
                    "reply-to",
                    "mime-version",
                    "dkim-signature");

    private final MimeMessage mail;
    private final List<Part> leaves = new ArrayList<>();

    private ReceivedMime(MimeMessage mail) {
        this.mail = mail;
    }

    /// @throws IllegalStateException if it cannot be read
    public static ReceivedMime of(byte[] raw) {
        return tried(
                () -> {
                    Properties settings = new Properties();
                    // RFC 6532: headers of a mail that went by SMTPUTF8.
                    settings.setProperty("mail.mime.allowutf8", "true");
                    ReceivedMime mime =
                            new ReceivedMime(
                                    new MimeMessage(
                                            Session.getInstance(settings),
                                            new ByteArrayInputStream(raw)));
                    mime.addLeaves(mime.mail);
                    return mime;
                });
    }

    /// All header fields as they came, in order.
    public List<Header> headers() {
        return tried(() -> Collections.list(mail.getAllHeaders()));
    }

    /// The mail, with what does not stand in it.
    public ReceivedMail mail(
            List<String> envelope, List<String> tags, @Nullable String correlation) {
        return tried(
                () ->
                        new ReceivedMail(
                                parties(mail.getFrom()).getFirst(),
                                parties(mail.getRecipients(RecipientType.TO)),
                                parties(mail.getRecipients(RecipientType.CC)),
                                mail.getHeader("Reply-To") == null
                                        ? List.of()
                                        : parties(mail.getReplyTo()),
                                envelope,
                                Optional.ofNullable(mail.getSubject()).orElse(""),
                                words("text/html"),
                                words("text/plain"),
                                customHeaders(),
                                files(),
                                tags,
                                correlation));
    }

    /// Without groups, such as `undisclosed-recipients:;`.
    private static List<Party> parties(Address @Nullable [] addresses) {
        return Stream.of(addresses == null ? new Address[0] : addresses)
                .map(InternetAddress.class::cast)
                .filter(address -> !address.isGroup())
                .map(address -> new Party(address.getPersonal(), address.getAddress()))
                .toList();
    }

    /// Of a header that stands twice, the values in lines.
    private Map<String, String> customHeaders() throws IOException {
        Map<String, String> custom = new LinkedHashMap<>();
        for (Header header : headers()) {
            String name = header.getName().toLowerCase(Locale.ROOT);
            if (!NOT_CUSTOM.contains(name) && !name.startsWith("content-")) {
                custom.merge(
                        header.getName(),
                        MimeUtility.decodeText(MimeUtility.unfold(header.getValue())),
                        (first, next) -> first + "\n" + next);
            }
        }
        return custom;
    }

    private void addLeaves(Part part) throws MessagingException, IOException {
        if (!part.isMimeType("multipart/*")) {
            leaves.add(part);
            return;
        }
        MimeMultipart parts = (MimeMultipart) part.getContent();
        for (int i = 0; i < parts.getCount(); i++) {
            addLeaves(parts.getBodyPart(i));
        }
    }

    /// The first part of that type that is no file; lines end as in Java.
    private @Nullable String words(String type) throws MessagingException, IOException {
        for (Part part : leaves) {
            if (part.getDisposition() == null && part.isMimeType(type)) {
                byte[] octets = part.getInputStream().readAllBytes();
                return new String(octets, StandardCharsets.UTF_8).replace("\r\n", "\n");
            }
        }
        return null;
    }

    /// In the order of the parts: inline ones come first in a mail.
    private List<File> files() throws MessagingException, IOException {
        List<File> files = new ArrayList<>();
        for (Part part : leaves) {
            if (part.getDisposition() != null) {
                String[] id = part.getHeader("Content-ID");
                files.add(
                        new File(
                                MimeUtility.decodeText(part.getFileName()),
                                MimeUtility.unfold(part.getContentType()),
                                id == null ? null : id[0].replaceAll("^<|>$", ""),
                                part.getInputStream().readAllBytes()));
            }
        }
        return files;
    }

    private interface Reading<T extends @Nullable Object> {
        T read() throws MessagingException, IOException;
    }

    private static <T extends @Nullable Object> T tried(Reading<T> reading) {
        try {
            return reading.read();
        } catch (MessagingException broken) {
            throw new IllegalStateException(broken);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
