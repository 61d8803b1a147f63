package dev.mailswitch.local;

import java.util.Locale;

/// The four processes of an installation, in the order they are started in.
public enum Part {
    POSTGRES,
    KAFKA,
    API,
    WORKER;

    /// As in the names of its pid file and its log.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
