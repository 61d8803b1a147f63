package dev.mailswitch.api.dialect.flute;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// Settings of the Flute door, whose mails are read without a key.
@ConfigMapping(prefix = "mailswitch.flute")
interface FluteConfig {

    /// Times a second that one caller's address (IPv6: one /64) may ask about mails of the Flute
    /// door, on average.
    @WithDefault("10")
    int requestsPerSecond();

    /// Times it may ask at once.
    @WithDefault("100")
    int burst();
}
