package dev.mailswitch.compose;

import dev.mailswitch.compose.dkim.DkimSignature;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Content;
import dev.mailswitch.model.mail.Header;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.Recipient;
import dev.mailswitch.model.mail.RecipientKind;
import dev.mailswitch.model.mail.ReservedHeaders;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Composes mails (RFC 5322, MIME). Everything is encoded by code of this room, because this is on
/// the way of every mail; the tests read it back with Angus Mail.
public final class MimeComposer {

    /// Stored with each attempt. Grows whenever the same [Sending] and content would get other bytes:
    /// what an older one made is then not shown any more.
    public static final short RENDERER = 3;

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss '+0000'", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    /// The bytes of a letter: the same for the same letter and files, always.
    public ComposedMail compose(Letter letter, AttachmentBytes files) {
        Content content = letter.content();
        List<Address> to = shown(letter, RecipientKind.TO);
        List<Address> cc = shown(letter, RecipientKind.CC);
        boolean utf8 =
                Stream.of(List.of(letter.from()), to, cc, content.replyTo())
                        .flatMap(List::stream)
                        .anyMatch(Address::needsSmtpUtf8);
        MimeBuffer out = new MimeBuffer(room(content));
        HeaderWriter headers = new HeaderWriter(out, utf8);

        headers.addresses("From", List.of(letter.from()));
        if (to.isEmpty() && cc.isEmpty()) {
            headers.fixed("To", "undisclosed-recipients:;");
        }
        headers.addresses("To", to);
        headers.addresses("Cc", cc);
        headers.text("Subject", content.subject());
        headers.fixed("Date", DATE.format(letter.date()));
        headers.fixed("Message-ID", letter.messageId());
        headers.addresses("Reply-To", content.replyTo());
        others(headers, letter);
        headers.fixed("MIME-Version", "1.0");
        new Body(out, headers, new Boundaries(letter.seed()), files).write(content);
        if (out.column() > 0) {
            out.crlf();
        }
        return new ComposedMail(signature(letter, out), out, utf8);
    }

    private static byte[] signature(Letter letter, MimeBuffer out) {
        return letter.signedBy() == null
                ? new byte[0]
                : DkimSignature.field(letter.signedBy(), letter.date(), out.array(), out.length());
    }

    private static List<Address> shown(Letter letter, RecipientKind kind) {
        List<Address> shown = new ArrayList<>();
        for (Recipient recipient : letter.recipients()) {
            if (recipient.kind() == kind) {
                shown.add(recipient.address());
            }
        }
        return shown;
    }

    private static void others(HeaderWriter headers, Letter letter) {
        furtherHeaders(letter).forEach(header -> headers.text(header.name(), header.value()));
    }

    /// The headers of a letter that follow from nothing else of it: the sender's own, ours, and the
    /// one that tells what kind of mail it is. In the order in which they are composed.
    public static List<Header> furtherHeaders(Letter letter) {
        List<Header> further = new ArrayList<>();
        boolean precedence = false;
        for (Header header : letter.content().headers().all()) {
            // Doors refuse these; should one get through, a second From must not.
            if (!ReservedHeaders.contains(header.name())) {
                further.add(header);
                precedence |= header.name().equalsIgnoreCase("Precedence");
            }
        }
        further.addAll(letter.ours());
        if (letter.lane() == Lane.TRANSACTIONAL) {
            further.add(new Header("Auto-Submitted", "auto-generated"));
        } else if (!precedence) {
            further.add(new Header("Precedence", "bulk"));
        }
        return further;
    }

    private static int room(Content content) {
        long files = content.attachments().stream().mapToLong(FilePart::room).sum();
        long bodies = 2L * length(content.html()) + 2L * length(content.text());
        return Math.clamp(2_048 + bodies + files, 4_096, Integer.MAX_VALUE - 64);
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }
}
