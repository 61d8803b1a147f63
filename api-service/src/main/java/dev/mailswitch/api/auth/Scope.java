package dev.mailswitch.api.auth;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What a key may do.
public enum Scope {
    EMAILS_SEND("emails:send"),
    /// Usage, metrics and statistics too.
    EMAILS_READ("emails:read"),
    TEMPLATES("templates"),
    SUPPRESSIONS("suppressions"),
    WEBHOOKS("webhooks"),
    /// The whole organisation; includes all of the above.
    ADMIN("admin"),
    /// The installation.
    OPERATOR("operator");

    /// What a key without a list of scopes may do.
    public static final Set<Scope> ORDINARY =
            Set.copyOf(EnumSet.complementOf(EnumSet.of(ADMIN, OPERATOR)));

    /// For whoever wrote another word.
    public static final String ONE_OF =
            "must be one of "
                    + Arrays.stream(values()).map(Scope::word).collect(Collectors.joining(", "));

    private final String word;

    Scope(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    /// Whether one of the granted scopes covers this one.
    public boolean in(Collection<Scope> granted) {
        return granted.contains(this) || (this != OPERATOR && granted.contains(ADMIN));
    }

    /// Reads a word; `send_email` is what one of the vendors calls `emails:send`.
    public static Optional<Scope> ofWord(String word) {
        if (word.equals("send_email")) {
            return Optional.of(EMAILS_SEND);
        }
        return Arrays.stream(values()).filter(scope -> scope.word.equals(word)).findFirst();
    }
}
