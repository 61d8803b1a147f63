package dev.mailswitch.api.admin;

import dev.mailswitch.api.dialect.Rfc3339;
import dev.mailswitch.directory.PublicUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What can be set of an organisation, by itself or by the operator.
final class OrganisationSettings {

    private static final int MOST_ORIGINS = 50;

    /// As browsers send it (RFC 6454 section 6.2): lower case, no path, no `*`.
    private static final Pattern ORIGIN =
            Pattern.compile(
                    "https?://([a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*"
                            + "|\\[[0-9a-f:.]+])(:[1-9]\\d{0,4})?");

    /// @param allowedOrigins of pages that may call with the organisation's keys
    /// @param trackingUrl    base of the links in mails, as https://links.example.com
    record Request(
            @Nullable String name,
            @Nullable Boolean paused,
            @Nullable Quota quota,
            @Nullable List<String> allowedOrigins,
            @Nullable String trackingUrl) {}

    record View(
            String id,
            String name,
            boolean paused,
            @Nullable Quota quota,
            List<String> allowedOrigins,
            @Nullable String trackingUrl,
            String createdAt) {}

    private OrganisationSettings() {}

    static Request request(OrganisationEntity row) {
        View view = view(row);
        return new Request(
                view.name(),
                view.paused(),
                view.quota(),
                view.allowedOrigins(),
                view.trackingUrl());
    }

    static void apply(Request request, OrganisationEntity row, Checks checks) {
        String name = checks.name(request.name(), 200);
        Quota quota = request.quota();
        Quota.check(quota, checks);
        List<String> origins = origins(request.allowedOrigins(), checks);
        String trackingUrl = request.trackingUrl();
        if (trackingUrl != null && !PublicUrl.valid(trackingUrl)) {
            checks.wrong("tracking_url", "must have the form https://host or https://host:port");
        }
        checks.done();
        row.name = name;
        row.paused = Boolean.TRUE.equals(request.paused());
        row.quotaPeriod = quota == null ? null : quota.period();
        row.quotaMails = quota == null ? null : quota.mails();
        row.allowedOrigins = origins.toArray(String[]::new);
        row.trackingUrl = trackingUrl;
    }

    private static List<String> origins(@Nullable List<@Nullable String> given, Checks checks) {
        List<String> origins = new ArrayList<>();
        if (given == null) {
            return origins;
        }
        if (given.size() > MOST_ORIGINS) {
            checks.wrong("allowed_origins", "must have at most 50 entries");
            return origins;
        }
        for (int i = 0; i < given.size(); i++) {
            String origin = given.get(i);
            if (origin == null || origin.length() > 300 || !ORIGIN.matcher(origin).matches()) {
                checks.wrong(
                        "allowed_origins[%d]".formatted(i),
                        "must be an origin as https://app.example.com, in lower case, without a"
                                + " path");
            } else if (!origins.contains(origin)) {
                origins.add(origin);
            }
        }
        return origins;
    }

    static View view(OrganisationEntity row) {
        return new View(
                row.id.toString(),
                row.name,
                row.paused,
                Quota.of(row.quotaPeriod, row.quotaMails),
                List.of(row.allowedOrigins),
                row.trackingUrl,
                Rfc3339.of(row.createdAt));
    }
}
