package dev.mailswitch.model.outcome;

import java.util.Locale;

/// How far blame reaches: only this much of a provider is shut.
public enum Scope {
    /// Credentials, account suspended, plan exhausted: everything through this provider.
    PROVIDER,
    /// From not allowed or not verified: this provider for this sender domain.
    SENDER_DOMAIN,
    /// A block there: this provider for this recipient domain.
    RECIPIENT_DOMAIN;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
