package dev.mailswitch.api.accept;

/// What a door does about recipients on the suppression list. They get no mail in any case.
public enum OnSuppressed {
    /// The mail is accepted; it has failed for them at once.
    ACCEPT,
    /// The same, but not when it would fail for all.
    REFUSE_IF_NOBODY_IS_LEFT,
    /// Not when it would fail for the first `to`.
    REFUSE_IF_FIRST
}
