package dev.mailswitch.model.mail;

import org.jspecify.annotations.Nullable;

/// What is put into a mail beside what its sender wrote.
///
/// @param opens       a pixel that tells when the mail is shown
/// @param clicks      links lead by way of us
/// @param unsubscribe List-Unsubscribe headers (RFC 8058) and `%unsubscribe_url%` in the bodies
/// @param textAsHtml  text without HTML becomes HTML, so that opens can be seen
/// @param preheader   what lists of mails show after the subject, hidden in the mail; or null
public record Tracking(
        boolean opens,
        boolean clicks,
        boolean unsubscribe,
        boolean textAsHtml,
        @Nullable String preheader) {

    public static final int MAX_PREHEADER = 255;

    public static final Tracking NONE = new Tracking(false, false, false, false, null);

    public Tracking {
        preheader = preheader(preheader);
    }

    /// What a preheader must be: one line of at most 255 characters; blank is none.
    ///
    /// @throws IllegalArgumentException if it is not
    public static @Nullable String preheader(@Nullable String given) {
        if (given == null) {
            return null;
        }
        HeaderText.checked("the preheader", given);
        if (given.codePointCount(0, given.length()) > MAX_PREHEADER) {
            throw new IllegalArgumentException("the preheader exceeds 255 characters");
        }
        return given.isBlank() ? null : given;
    }
}
