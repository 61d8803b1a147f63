package dev.mailswitch.model.mail;

import java.util.Locale;

/// The two ways through the queue; a lane never waits for the other one.
public enum Lane {
    TRANSACTIONAL,
    BULK;

    /// As it is stored.
    public short code() {
        return (short) ordinal();
    }

    public static Lane of(int code) {
        return values()[code];
    }

    /// As it is written in settings, topics and metrics.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
