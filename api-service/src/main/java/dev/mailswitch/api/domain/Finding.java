package dev.mailswitch.api.domain;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What was found about one record.
///
/// @param name     where it is looked for
/// @param expected its text; null if many would do
/// @param found    what is there
/// @param advice   what to do, or what it means
record Finding(
        Purpose purpose,
        String name,
        @Nullable String expected,
        List<String> found,
        Verdict verdict,
        String advice) {

    /// Texts of a stranger's are shown up to here.
    private static final int MOST_SHOWN = 5;

    private static final int LONGEST_SHOWN = 500;

    enum Purpose {
        OWNERSHIP,
        DKIM,
        SPF,
        DMARC;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    enum Verdict {
        OK,
        MISSING,
        WRONG,
        /// DNS could not be asked.
        UNKNOWN;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Finding {
        found =
                found.stream()
                        .limit(MOST_SHOWN)
                        .map(
                                text ->
                                        text.length() <= LONGEST_SHOWN
                                                ? text
                                                : text.substring(0, LONGEST_SHOWN) + "…")
                        .toList();
    }

    static Finding unknown(Purpose purpose, String name, @Nullable String expected, String why) {
        return new Finding(
                purpose,
                name,
                expected,
                List.of(),
                Verdict.UNKNOWN,
                "DNS could not be asked (%s): try again later".formatted(why));
    }
}
