package dev.mailswitch.ledger.reading;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.id.Uuids;
import dev.mailswitch.model.lifecycle.EventType;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One event with what it speaks of.
///
/// @param environmentId null when the mail is no longer kept
/// @param recipient     its address; of an event about the whole mail, the first `to`'s; null when
///     the mail is no longer kept
/// @param wholeMail     whether it speaks of the mail, not of one recipient
/// @param messageId     with angle brackets; null when the mail is no longer kept
/// @param dataJson      a JSON object, or null
public record RecordedEvent(
        UUID id,
        OrganisationId organisationId,
        EmailId emailId,
        @Nullable EnvironmentId environmentId,
        EventType type,
        @Nullable String recipient,
        boolean wholeMail,
        @Nullable Integer attempt,
        @Nullable ProviderId providerId,
        @Nullable String messageId,
        @Nullable String dataJson) {

    /// When it was written, by the database's clock.
    public Instant at() {
        return Uuids.time(id);
    }
}
