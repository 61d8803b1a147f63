package dev.mailswitch.model.mail;

import java.util.Locale;

/// What to do when a provider had the whole mail and its answer never came.
public enum OnUnknown {
    /// Send again when nothing settles it: a double is possible, a loss is not.
    AT_LEAST_ONCE,
    /// Never send again: a loss is possible, a double is not.
    AT_MOST_ONCE;

    /// As it is stored.
    public short code() {
        return (short) ordinal();
    }

    public static OnUnknown of(int code) {
        return values()[code];
    }

    /// As the API writes it.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
