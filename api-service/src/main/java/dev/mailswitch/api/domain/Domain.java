package dev.mailswitch.api.domain;

import dev.mailswitch.model.id.OrganisationId;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A sender domain as it lies in the database.
///
/// @param name         lower case, in punycode
/// @param settings     what people can change
/// @param byOperator   verified by the operator's word; no check takes that away
/// @param verifiedAt   null: mail from it is refused
/// @param missingSince of a verified one: since when its ownership record is gone
/// @param version      of the settings, for `ETag`
/// @param keys         oldest first
record Domain(
        UUID id,
        OrganisationId organisation,
        String name,
        Settings settings,
        boolean byOperator,
        @Nullable Instant verifiedAt,
        @Nullable Instant checkedAt,
        @Nullable Instant missingSince,
        Instant createdAt,
        long version,
        List<DomainKey> keys) {

    /// @param senderEmail the From of mails that name the domain only
    /// @param returnPath  the envelope sender of its mail; null: the From
    record Settings(
            @Nullable String senderEmail,
            @Nullable String senderName,
            @Nullable String returnPath) {}

    Domain {
        keys = keys.stream().sorted(Comparator.comparing(DomainKey::createdAt)).toList();
    }

    boolean verified() {
        return verifiedAt != null;
    }

    /// The newest key: the one that signs, or the one that will when its record is seen.
    Optional<DomainKey> latest() {
        return keys.isEmpty() ? Optional.empty() : Optional.of(keys.getLast());
    }

    /// The keys whose records matter: the newest, and the one that signs meanwhile.
    List<DomainKey> published() {
        return keys.stream()
                .filter(key -> key.signing() || latest().filter(key::equals).isPresent())
                .toList();
    }

    /// The same with what is known now.
    Domain standing(
            @Nullable Instant verified,
            @Nullable Instant checked,
            @Nullable Instant missing,
            List<DomainKey> now) {
        return new Domain(
                id,
                organisation,
                name,
                settings,
                byOperator,
                verified,
                checked,
                missing,
                createdAt,
                version,
                now);
    }
}
