package dev.mailswitch.model.mail;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a mail says: everything that is composed into MIME save sender and recipients.
///
/// @param subject  one line of any length
/// @param html     the HTML body, or null
/// @param text     the text body, or null; a mail without either is legal at some doors
/// @param tracking what is put in beside
public record Content(
        String subject,
        @Nullable String html,
        @Nullable String text,
        List<Address> replyTo,
        Headers headers,
        List<Attachment> attachments,
        Tracking tracking) {

    public Content {
        HeaderText.checked(subject);
        replyTo = List.copyOf(replyTo);
        attachments = List.copyOf(attachments);
    }

    /// Nothing is put in.
    public Content(
            String subject,
            @Nullable String html,
            @Nullable String text,
            List<Address> replyTo,
            Headers headers,
            List<Attachment> attachments) {
        this(subject, html, text, replyTo, headers, attachments, Tracking.NONE);
    }

    /// Whether each recipient gets bytes of its own.
    public boolean perRecipient() {
        return tracking.unsubscribe() || ((tracking.opens() || tracking.clicks()) && hasHtml());
    }

    private boolean hasHtml() {
        return (html != null && !html.isEmpty())
                || (tracking.textAsHtml() && text != null && !text.isEmpty());
    }
}
