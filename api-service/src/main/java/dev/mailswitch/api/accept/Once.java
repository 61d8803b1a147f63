package dev.mailswitch.api.accept;

/// What makes two requests one mail.
public sealed interface Once {

    /// Nothing: each is a mail of its own.
    record Never() implements Once {}

    /// The caller's key, within organisation, environment and door. Something else under the same
    /// key is refused ([Refusal.OtherPayload]).
    ///
    /// @param text 1 to 255 characters
    record Key(String text) implements Once {}

    /// The caller's key together with what is sent ([ContentDigest] says what that is): something
    /// else under the same key is another mail.
    ///
    /// @param text 1 to 255 characters
    record KeyAndContent(String text) implements Once {}

    /// What is sent alone, for an hour, within organisation, environment and door.
    record Content() implements Once {}

    Once NEVER = new Never();
}
