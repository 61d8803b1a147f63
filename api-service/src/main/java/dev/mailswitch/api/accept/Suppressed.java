package dev.mailswitch.api.accept;

import java.util.Locale;

/// Why somebody is on the suppression list.
public enum Suppressed {
    UNSUBSCRIBED,
    COMPLAINED,
    BOUNCED,
    MANUAL;

    /// The word the list has it by.
    static Suppressed ofWord(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
