package dev.mailswitch.delivery.simulation;

import dev.mailswitch.delivery.health.ReportWay;
import dev.mailswitch.directory.Route;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.id.RouteId;
import dev.mailswitch.provider.Provider;
import dev.mailswitch.provider.ProviderKind;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/// What the operator of the simulated installation has set up: two tiers, five providers. Two take
/// idempotency keys, one reports what became of its mails (the sandbox's kind, with which it has
/// its capabilities in common), two are plain relays.
final class Installation {

    static final EnvironmentId ENVIRONMENT = new EnvironmentId(new UUID(7, 1));
    static final double STANDBY = 0.01;

    private static final OrganisationId OWNER = new OrganisationId(new UUID(7, 2));
    private static final int CONNECTIONS = 200;

    static final List<Route> ROUTES =
            List.of(
                    route(0, "keyed-one", ProviderKind.RESEND, 0, 5),
                    route(1, "relay-one", ProviderKind.SMTP, 0, 3),
                    route(2, "keyed-two", ProviderKind.RESEND, 0, 2),
                    route(3, "reporting", ProviderKind.SANDBOX, 1, 1),
                    route(4, "relay-two", ProviderKind.SMTP, 1, 1));

    /// All of them say, from outside, what became of most mails, beside what decides about a mail.
    static final Map<ProviderId, ReportWay> REPORTERS =
            ROUTES.stream()
                    .collect(
                            Collectors.toMap(
                                    route -> route.provider().id(), id -> ReportWay.OUTSIDE));

    private Installation() {}

    private static Route route(int number, String name, ProviderKind kind, int tier, int weight) {
        var provider =
                new Provider(
                        new ProviderId(new UUID(5, number)),
                        OWNER,
                        name,
                        kind,
                        Map.of(),
                        null,
                        CONNECTIONS,
                        null,
                        false,
                        1);
        return new Route(new RouteId(new UUID(6, number)), ENVIRONMENT, provider, tier, weight);
    }

    /// The share of its tier's mails that a route is to carry.
    static double share(Route route) {
        int all =
                ROUTES.stream()
                        .filter(other -> other.tier() == route.tier())
                        .mapToInt(Route::weight)
                        .sum();
        return (double) route.weight() / all;
    }

    static Route of(ProviderId provider) {
        return ROUTES.stream()
                .filter(route -> route.provider().id().equals(provider))
                .findFirst()
                .orElseThrow();
    }
}
