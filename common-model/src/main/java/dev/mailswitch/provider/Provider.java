package dev.mailswitch.provider;

import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One account at one mail provider, as the organisation set it up.
///
/// @param settings       what the kind needs, without secrets
/// @param secret         sealed; opened only where a call is made
/// @param maxConnections calls that one worker may have open at once
/// @param ratePerSecond  mails a second over all workers, or null for no limit
/// @param budget         mails a day and a month over all workers
/// @param held           an operator has taken it out of service
/// @param drillUntil     a drill: it is treated as down until then, so that its failure can be
///     rehearsed; null or past: it is not
public record Provider(
        ProviderId id,
        OrganisationId organisationId,
        String name,
        ProviderKind kind,
        Map<String, String> settings,
        @Nullable SealedSecret secret,
        int maxConnections,
        @Nullable Integer ratePerSecond,
        Budget budget,
        boolean held,
        @Nullable Instant drillUntil,
        long version) {

    public Provider {
        settings = Map.copyOf(settings);
    }

    /// In no drill, and without a budget.
    public Provider(
            ProviderId id,
            OrganisationId organisationId,
            String name,
            ProviderKind kind,
            Map<String, String> settings,
            @Nullable SealedSecret secret,
            int maxConnections,
            @Nullable Integer ratePerSecond,
            boolean held,
            long version) {
        this(
                id,
                organisationId,
                name,
                kind,
                settings,
                secret,
                maxConnections,
                ratePerSecond,
                Budget.NONE,
                held,
                null,
                version);
    }

    /// When the drill ends that it is in; empty if it is in none.
    public Optional<Instant> drill(Instant now) {
        return Optional.ofNullable(drillUntil).filter(until -> until.isAfter(now));
    }

    public Optional<String> setting(String key) {
        return Optional.ofNullable(settings.get(key));
    }

    public Capabilities capabilities() {
        return kind.sheet()
                .map(sheet -> sheet.capabilities(settings))
                .orElseGet(kind::capabilities);
    }

    /// A secret as it lies in the database.
    ///
    /// @param keyId names the sealing key
    public record SealedSecret(String keyId, byte[] bytes) {}
}
