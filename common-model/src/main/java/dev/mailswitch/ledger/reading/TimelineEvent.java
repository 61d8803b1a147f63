package dev.mailswitch.ledger.reading;

import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.id.Uuids;
import dev.mailswitch.model.lifecycle.EventType;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One line of a mail's timeline.
///
/// @param recipient  the address, or null if it speaks of the whole mail
/// @param providerId of the attempt, or null if it speaks of none
/// @param dataJson   a JSON object, or null
public record TimelineEvent(
        UUID id,
        EventType type,
        @Nullable String recipient,
        @Nullable Integer attempt,
        @Nullable ProviderId providerId,
        @Nullable String dataJson) {

    /// When it was written, by the database's clock.
    public Instant at() {
        return Uuids.time(id);
    }
}
