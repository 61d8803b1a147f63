package dev.mailswitch.ledger;

import dev.mailswitch.model.id.EmailId;
import java.time.Instant;

/// What became of a mail that was handed in.
public sealed interface Acceptance {

    EmailId id();

    /// It is in the ledger, committed.
    ///
    /// @param wake  whether a record should go to Kafka now; the work list counts on it but does
    ///     not depend on it
    /// @param dueAt what that record carries
    record Accepted(EmailId id, boolean wake, Instant dueAt) implements Acceptance {}

    /// The same was handed in before under this key: `id` is the first one.
    record Replayed(EmailId id) implements Acceptance {}

    /// Something else was handed in before under this key.
    record Mismatch(EmailId id) implements Acceptance {}
}
