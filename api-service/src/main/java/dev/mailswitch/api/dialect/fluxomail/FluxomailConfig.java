package dev.mailswitch.api.dialect.fluxomail;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// Settings of the Fluxomail door.
@ConfigMapping(prefix = "mailswitch.fluxomail")
interface FluxomailConfig {

    /// Streams of events that one organisation may have open at once. Each process counts for itself,
    /// and has 2,000 in all.
    @WithDefault("200")
    int streamsPerOrganisation();
}
