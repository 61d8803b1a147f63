package dev.mailswitch.api.dialect.fluxomail;

import dev.mailswitch.api.dialect.Findings;
import dev.mailswitch.api.dialect.Step;
import dev.mailswitch.api.dialect.Stop;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The window that metrics are asked for.
///
/// @param preset its name, or null if `since` was given
/// @param since  null: from the beginning
record MetricsQuery(@Nullable String preset, @Nullable Instant since) {

    private static final String STANDARD = "24h";
    private static final String ALL = "all";
    private static final Map<String, Duration> PRESETS =
            Map.of(
                    STANDARD,
                    Duration.ofHours(24),
                    "7d",
                    Duration.ofDays(7),
                    "30d",
                    Duration.ofDays(30));

    static Step<MetricsQuery> of(MultiMap given, Instant now) {
        Findings findings = new Findings();
        @Nullable String since = single(given, "since", findings);
        @Nullable String window = single(given, "window", findings);
        MetricsQuery query = new MetricsQuery(ALL, null);
        if (since != null) {
            @Nullable Since from = Since.parse(since).orElse(null);
            if (from == null) {
                findings.invalid(
                        "since",
                        "must be a time as 2026-01-31T12:00:00Z or milliseconds since 1970");
            } else {
                query = new MetricsQuery(null, from.at());
            }
        }
        String preset = window == null ? STANDARD : window;
        @Nullable Duration span = PRESETS.get(preset);
        if (span == null && !preset.equals(ALL)) {
            findings.invalid("window", "must be 24h, 7d, 30d or all");
        } else if (since == null && span != null) {
            query = new MetricsQuery(preset, now.minus(span));
        }
        return findings.errors().isEmpty()
                ? Step.passed(query)
                : Step.stopped(new Stop.Invalid(findings.errors()));
    }

    private static @Nullable String single(MultiMap given, String name, Findings findings) {
        List<String> values = given.getAll(name);
        if (values.size() > 1) {
            findings.invalid(name, "is given twice");
        }
        return values.isEmpty() || values.getFirst().isEmpty() ? null : values.getFirst();
    }
}
