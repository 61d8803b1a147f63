package dev.mailswitch.delivery.readiness;

import dev.mailswitch.readiness.Subject;
import java.time.Instant;

/// Something whose time to be asked about has come.
///
/// @param kind     of the provider, as the table has it
/// @param version  of the provider's row at that time
/// @param settings their digest ([dev.mailswitch.readiness.ProviderChecks#SETTINGS]) at that time
/// @param refusals how often in a row it has said that it is not ready, with these settings; 0 where
///     somebody waits
/// @param waited   somebody waits for it
/// @param at       that time, by the database's clock
record Due(
        Subject subject,
        String kind,
        long version,
        long settings,
        int refusals,
        boolean waited,
        Instant at) {}
