package dev.mailswitch.ledger;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What sums are kept for, apart from each other. Stored by code: new ones go to the end.
public enum Dimension {
    /// Everything of an environment.
    ENVIRONMENT,
    PROVIDER,
    /// Of recipients, in ASCII.
    DOMAIN,
    TAG,
    /// What mails were made of; those of no template are in none of its groups.
    TEMPLATE;

    private static final List<Dimension> ALL = List.of(values());

    public short code() {
        return (short) ordinal();
    }

    /// As the API says it: `provider`.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Dimension> ofWord(String word) {
        return ALL.stream().filter(one -> one.word().equals(word)).findFirst();
    }
}
