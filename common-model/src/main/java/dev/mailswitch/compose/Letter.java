package dev.mailswitch.compose;

import dev.mailswitch.compose.dkim.DkimKey;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Content;
import dev.mailswitch.model.mail.Header;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.Recipient;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// All that the bytes of a mail depend on, save the attached files.
///
/// @param messageId  with its angle brackets (RFC 5322 section 3.6.4)
/// @param date       of the Date header, to the second
/// @param seed       of the boundaries; the key of the provider call
/// @param recipients those the mail shows; of them bcc is left out, wherever it comes from
/// @param ours       headers of our own beside the usual ones, such as the correlation token
/// @param signedBy   the key of its DKIM signature, whose time is `date`; null leaves it unsigned
public record Letter(
        Address from,
        String messageId,
        Instant date,
        UUID seed,
        List<Recipient> recipients,
        Content content,
        Lane lane,
        List<Header> ours,
        @Nullable DkimKey signedBy) {

    private static final Pattern MESSAGE_ID = Pattern.compile("<[!-;=?-~]{1,900}>");

    public Letter {
        if (!MESSAGE_ID.matcher(messageId).matches()) {
            throw new IllegalArgumentException("a Message-ID has the form <…@…>");
        }
        recipients = List.copyOf(recipients);
        ours = List.copyOf(ours);
    }

    /// The letter without a signature of ours, for vendors that sign themselves and change what a
    /// signature covers.
    public Letter unsigned() {
        return signedBy == null
                ? this
                : new Letter(from, messageId, date, seed, recipients, content, lane, ours, null);
    }

    /// The letter as relays without SMTPUTF8 can carry it, as far as its recipients are concerned.
    public Letter withoutUnicodeRecipients() {
        List<Recipient> plain =
                recipients.stream().filter(r -> !r.address().needsSmtpUtf8()).toList();
        return new Letter(from, messageId, date, seed, plain, content, lane, ours, signedBy);
    }
}
