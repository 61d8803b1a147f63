package dev.mailswitch.bounce.mail;

import java.util.Locale;

/// What a mail that came to a bounce address is.
public enum MailKind {
    /// A delivery status notification in the form of RFC 3464, or one of Amazon SES.
    DSN,
    /// A complaint in the form of RFC 5965, Microsoft's forward of one, or Amazon SES' word of it.
    ARF,
    /// A bounce that only people were meant to read.
    TEXT,
    /// An answer without anybody behind it, such as of somebody on holiday.
    AUTOREPLY,
    /// Any other mail.
    NONE;

    /// As the command line writes it.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
