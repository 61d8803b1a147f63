package dev.mailswitch.api.tracking;

import dev.mailswitch.api.dialect.AddressBuckets;
import dev.mailswitch.directory.Directory;
import dev.mailswitch.directory.LiveDirectory;
import dev.mailswitch.directory.Organisation;
import dev.mailswitch.model.id.OrganisationId;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the routes of this room ask before they believe anybody.
@Singleton
class Gate {

    private final AddressBuckets buckets;
    private final dev.mailswitch.api.dialect.Gate entrance;
    private final LiveDirectory directory;
    private final MeterRegistry metrics;

    Gate(
            TrackingConfig config,
            dev.mailswitch.api.dialect.Gate entrance,
            LiveDirectory directory,
            MeterRegistry metrics) {
        this.entrance = entrance;
        this.buckets = new AddressBuckets(config.requestsPerSecond(), config.burst());
        this.directory = directory;
        this.metrics = metrics;
    }

    /// Whether this caller's address may ask once more.
    boolean admits(RoutingContext context) {
        boolean admitted = buckets.take(entrance.address(context.request()), System.nanoTime());
        if (!admitted) {
            refused("rate");
        }
        return admitted;
    }

    /// Counts a request that got nothing.
    void refused(String why) {
        metrics.counter("mailswitch.tracking.refused", "why", why).increment();
    }

    /// Whether links of this organisation work. While the settings were never read, the database
    /// being away, a signed link is believed.
    boolean active(OrganisationId id) {
        Directory now = directory.now();
        return now.organisation(id).map(o -> !o.paused()).orElse(now.version() < 0);
    }

    /// As pages call it; null if it is not known.
    @Nullable String name(OrganisationId id) {
        Optional<Organisation> organisation = directory.now().organisation(id);
        return organisation.map(Organisation::name).orElse(null);
    }

    static Agent agent(RoutingContext context) {
        return Agent.of(
                context.request().getHeader("User-Agent"),
                context.request().method().equals(HttpMethod.HEAD));
    }
}
