package dev.mailswitch.model.mail;

import java.util.Locale;

/// Where a recipient stands in the mail. Bcc is in the envelope only, never in a header.
public enum RecipientKind {
    TO,
    CC,
    BCC;

    /// As it is stored.
    public short code() {
        return (short) ordinal();
    }

    public static RecipientKind of(int code) {
        return values()[code];
    }

    /// As the API writes it.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
