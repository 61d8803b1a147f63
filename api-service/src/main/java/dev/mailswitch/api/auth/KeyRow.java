package dev.mailswitch.api.auth;

import dev.mailswitch.model.id.ApiKeyId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A key as its row has it.
///
/// @param digest           SHA-256 of the token
/// @param allowedAddresses networks it may be used from; empty: from anywhere
record KeyRow(
        ApiKeyId id,
        OrganisationId organisation,
        @Nullable EnvironmentId environment,
        Set<Scope> scopes,
        byte[] digest,
        @Nullable Integer ratePerMinute,
        @Nullable Instant expiresAt,
        boolean active,
        List<Network> allowedAddresses) {

    KeyRow {
        scopes = Set.copyOf(scopes);
        allowedAddresses = List.copyOf(allowedAddresses);
    }

    boolean usable(Instant now) {
        return active && (expiresAt == null || now.isBefore(expiresAt));
    }

    boolean usableFrom(String address) {
        return allowedAddresses.isEmpty()
                || allowedAddresses.stream().anyMatch(network -> network.contains(address));
    }
}
