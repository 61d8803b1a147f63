package dev.mailswitch.model.outcome;

import java.util.List;
import java.util.Locale;

/// Where in a provider call something went wrong. What comes before [#ANSWER] was certainly not
/// accepted. Stored by code: new ones go to the end.
public enum Phase {
    /// Settled before any call: too large for the provider, a header it cannot carry.
    PREPARE,
    RESOLVE,
    CONNECT,
    TLS,
    GREETING,
    AUTHENTICATE,
    ENVELOPE,
    BODY,
    /// The whole mail was handed over; its answer did not come, or came and says no.
    ANSWER;

    private static final List<Phase> ALL = List.of(values());

    public short code() {
        return (short) ordinal();
    }

    public static Phase of(int code) {
        return ALL.get(code);
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
