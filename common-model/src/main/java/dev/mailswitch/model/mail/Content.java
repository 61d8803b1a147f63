package dev.mailswitch.model.mail;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a mail says: everything that is composed into MIME save sender and recipients.
///
/// @param subject one line of any length
/// @param html    the HTML body, or null
/// @param text    the text body, or null; a mail without either is legal at some doors
public record Content(
        String subject,
        @Nullable String html,
        @Nullable String text,
        List<Address> replyTo,
        Headers headers,
        List<Attachment> attachments) {

    public Content {
        HeaderText.checked("the subject", subject);
        replyTo = List.copyOf(replyTo);
        attachments = List.copyOf(attachments);
    }
}
