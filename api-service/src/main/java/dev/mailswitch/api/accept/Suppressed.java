package dev.mailswitch.api.accept;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

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

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// What stands with a recipient that failed at accept.
    static Suppressed ofRecipient(@Nullable String reason) {
        return Arrays.stream(values())
                .filter(suppressed -> suppressed.word().equals(reason))
                .findFirst()
                .orElse(MANUAL);
    }
}
