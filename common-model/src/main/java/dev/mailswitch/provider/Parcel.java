package dev.mailswitch.provider;

import dev.mailswitch.compose.AttachmentBytes;
import dev.mailswitch.compose.ComposedMail;
import dev.mailswitch.compose.Letter;
import dev.mailswitch.compose.MimeComposer;
import dev.mailswitch.model.mail.Header;
import dev.mailswitch.model.mail.Recipient;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/// One call of a vendor's API: what is sent, and to whom of the mail's recipients. The same parcel
/// always makes the same body, so that a repeat under the same key is one to the vendor as well.
///
/// @param key         the call's own key, the same when it is repeated; what goes into a vendor's
///     idempotency key
/// @param correlation comes back in the vendor's events: an authenticated token of letters, digits,
///     `_` and `-`, at most 256 characters, that tells nothing to anybody else
/// @param letter      what is sent; its recipients are those the mail shows where a vendor keeps
///     envelope and header apart
/// @param recipients  of this call: the envelope
/// @param tags        the sender's own words for the mail, for the vendor's statistics
/// @param mayDouble   the mail's policy for unknown ends: whether an answer that leaves open if the
///     mail was taken may be read as a no
public record Parcel(
        UUID key,
        String correlation,
        Letter letter,
        AttachmentBytes files,
        List<Recipient> recipients,
        List<String> tags,
        boolean mayDouble) {

    private static final Pattern CORRELATION = Pattern.compile("[A-Za-z0-9_-]{1,256}");

    private static final Pattern NO_NAME = Pattern.compile("[^A-Za-z0-9_-]");

    public Parcel {
        recipients = List.copyOf(recipients);
        tags = List.copyOf(tags);
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("a call for nobody");
        }
        if (!CORRELATION.matcher(correlation).matches()) {
            throw new IllegalArgumentException("a correlation has letters, digits, _ and -");
        }
    }

    /// The recipients as they are addressed by a vendor whose To and Cc are the envelope.
    public Addressees addressees() {
        return Addressees.of(recipients);
    }

    /// The sender's tags for vendors whose tags have names and values: as names, in which letters,
    /// digits, `_` and `-` are all that may stand. Each once.
    ///
    /// @param ours a name that the vendor gets from us
    public List<String> tagNames(String ours) {
        return tags.stream()
                .map(tag -> NO_NAME.matcher(tag).replaceAll("_"))
                .filter(name -> !name.isEmpty() && !name.equals(ours))
                .distinct()
                .toList();
    }

    /// The custom headers that go with the mail, ours among them: no reserved one, and none of
    /// those that have a field of their own in every API (From, To, Cc, Subject, Reply-To, Date,
    /// Message-ID).
    public List<Header> headers() {
        return MimeComposer.furtherHeaders(letter);
    }

    /// The whole mail as MIME, for a vendor that takes it so.
    public ComposedMail mime() {
        return new MimeComposer().compose(letter, files);
    }
}
