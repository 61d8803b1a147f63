package dev.mailswitch.api.auth;

/// What came of looking at somebody's credentials.
public sealed interface Authentication {

    /// The key is good.
    record Granted(Caller caller) implements Authentication {}

    /// There were no credentials.
    record Missing() implements Authentication {}

    /// Malformed, forged or contradictory; the database was not asked.
    record Forged() implements Authentication {}

    /// Genuine, but its row is gone.
    record Gone() implements Authentication {}

    /// Genuine, but switched off or past its time.
    record Inactive() implements Authentication {}

    /// Genuine, but used from an address it may not be used from.
    record Elsewhere() implements Authentication {}
}
