package dev.mailswitch.model.lifecycle;

import java.util.Collection;
import java.util.List;
import java.util.Locale;

/// The status of a recipient, and of a mail as the fold of its recipients. Constants stand in the
/// order of the fold: a mail has the first status that any of its recipients has.
public enum Status {
    SCHEDULED,
    QUEUED,
    DELIVERING,
    FAILED,
    BOUNCED,
    SENT,
    DELIVERED,
    CANCELLED;

    private static final List<Status> ALL = List.of(values());

    /// As it is stored.
    public short code() {
        return (short) ordinal();
    }

    public static Status of(int code) {
        return ALL.get(code);
    }

    /// Whether there is work left: a mail with an open recipient has a row in the work list.
    public boolean open() {
        return compareTo(DELIVERING) <= 0;
    }

    /// As the API writes it.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The status of a mail whose recipients have these; at least one is needed.
    public static Status fold(Collection<Status> recipients) {
        return recipients.stream()
                .min(Status::compareTo)
                .orElseThrow(() -> new IllegalArgumentException("a mail without recipients"));
    }
}
