package dev.mailswitch.provider;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What speaks to the provider.
public enum ProviderKind {
    /// Any SMTP relay.
    SMTP,
    /// Delivers nowhere, keeps what it got, answers as the address asks.
    SANDBOX;

    /// As settings and the API write it.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<ProviderKind> ofWord(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }

    public Capabilities capabilities() {
        return switch (this) {
            case SMTP -> Capabilities.RELAY;
            case SANDBOX -> Capabilities.SANDBOX;
        };
    }
}
