package dev.mailswitch.model.lifecycle;

import java.util.List;
import java.util.Locale;

/// The words of the timeline. Stored by code: new ones go to the end.
public enum EventType {
    SCHEDULED,
    QUEUED,
    DELIVERING,
    SENT,
    DELAYED,
    DELIVERED,
    BOUNCED,
    FAILED,
    CANCELLED,
    REROUTED,
    OPENED,
    CLICKED,
    COMPLAINED,
    UNSUBSCRIBED;

    private static final List<EventType> ALL = List.of(values());

    public short code() {
        return (short) ordinal();
    }

    public static EventType of(int code) {
        return ALL.get(code);
    }

    /// As everybody outside reads it: `email.queued`.
    public String word() {
        return "email." + name().toLowerCase(Locale.ROOT);
    }
}
