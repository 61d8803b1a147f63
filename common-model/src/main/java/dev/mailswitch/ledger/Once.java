package dev.mailswitch.ledger;

import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;

/// What makes two requests one mail. Keys of different kinds never meet.
public sealed interface Once {

    /// Every request is a mail of its own.
    record None() implements Once {}

    /// The caller's key, for 24 hours; of a scheduled mail, until 24 hours past its time.
    record Key(IdempotencyKey key) implements Once {}

    /// The content itself, for an hour.
    record Content(IdempotencyKey key) implements Once {}

    /// What another payload under the same key is.
    enum OnMismatch {
        /// A mistake of the caller's: [Acceptance.Mismatch].
        REFUSE,
        /// Another mail: the payload belongs to the key.
        ANOTHER_MAIL
    }

    /// By the caller's key.
    ///
    /// @param door    doors do not share keys
    /// @param text    the caller's key
    /// @param payload SHA-256 of the translated mail
    static Once key(
            OrganisationId organisation,
            EnvironmentId environment,
            String door,
            String text,
            byte[] payload,
            OnMismatch onMismatch) {
        return new Key(
                switch (onMismatch) {
                    case REFUSE ->
                            IdempotencyKey.of(organisation, environment, door, text, payload);
                    case ANOTHER_MAIL ->
                            IdempotencyKey.withPayload(
                                    organisation, environment, door, text, payload);
                });
    }

    /// By what it says.
    ///
    /// @param digest SHA-256 of whatever makes two mails the same
    static Once content(
            OrganisationId organisation, EnvironmentId environment, String door, byte[] digest) {
        return new Content(IdempotencyKey.ofContent(organisation, environment, door, digest));
    }
}
