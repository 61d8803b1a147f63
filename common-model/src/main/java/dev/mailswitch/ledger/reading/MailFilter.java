package dev.mailswitch.ledger.reading;

import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.lifecycle.Status;
import dev.mailswitch.model.mail.Address;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Which mails a list shows; null fields do not choose.
///
/// @param createdAfter  this moment and later
/// @param createdBefore earlier than this moment
public record MailFilter(
        @Nullable Status status,
        @Nullable EnvironmentId environment,
        @Nullable Address recipient,
        @Nullable String tag,
        @Nullable Instant createdAfter,
        @Nullable Instant createdBefore,
        @Nullable ProviderId provider) {

    public static final MailFilter ALL = new MailFilter(null, null, null, null, null, null, null);
}
