package dev.mailswitch.api.tracking;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// Settings of the routes behind links in mails.
@ConfigMapping(prefix = "mailswitch.tracking")
interface TrackingConfig {

    /// Requests a second from one caller's address (IPv6: one /64), on average. Generous, because
    /// the proxies of large mail services ask for thousands of readers.
    @WithDefault("50")
    int requestsPerSecond();

    /// Requests that may come at once.
    @WithDefault("500")
    int burst();
}
