package dev.mailswitch.directory;

import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.mail.Address;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A domain that the organisation has proven to be its own.
///
/// @param name       lower case, in punycode
/// @param sender     the From of mails that name the domain only, or null
/// @param returnPath the envelope sender of its mail, or null for the From
/// @param keys       all that sign or have signed
public record SenderDomain(
        UUID id,
        OrganisationId organisationId,
        String name,
        @Nullable Address sender,
        @Nullable String returnPath,
        List<SigningKey> keys) {

    public SenderDomain {
        keys = List.copyOf(keys);
    }

    /// The key that signs a call first started at that time, however often it is repeated later:
    /// the repeat has the same bytes, also after a rotation.
    public Optional<SigningKey> keyAt(Instant started) {
        return keys.stream()
                .filter(key -> key.signsAt(started))
                .max(Comparator.comparing(SigningKey::from));
    }
}
