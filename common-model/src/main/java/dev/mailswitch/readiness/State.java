package dev.mailswitch.readiness;

import dev.mailswitch.provider.Readiness;
import java.util.Locale;
import java.util.Optional;

/// A [Readiness] as the table and the API write it: a word, and what is said beside it.
public enum State {
    READY,
    NOT_READY,
    NOT_KNOWN;

    /// As the table and the API write it.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static State of(Readiness readiness) {
        return switch (readiness) {
            case Readiness.Ready ready -> READY;
            case Readiness.NotReady not -> NOT_READY;
            case Readiness.NotKnown not -> NOT_KNOWN;
            case Readiness.Unanswered not -> NOT_KNOWN;
        };
    }

    /// What is said beside the state; nothing where it is ready.
    public static Optional<String> words(Readiness readiness) {
        return switch (readiness) {
            case Readiness.Ready ready -> Optional.empty();
            case Readiness.NotReady not -> Optional.of(not.what());
            case Readiness.NotKnown not -> Optional.of(not.why());
            case Readiness.Unanswered not -> Optional.of(not.why());
        };
    }

    /// The readiness of this state.
    ///
    /// @param words of no use where it is ready
    Readiness said(String words) {
        return switch (this) {
            case READY -> new Readiness.Ready();
            case NOT_READY -> new Readiness.NotReady(words);
            case NOT_KNOWN -> new Readiness.NotKnown(words);
        };
    }

    /// @throws IllegalArgumentException if there is no such state
    static State ofWord(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
