package dev.mailswitch.delivery.health;

import dev.mailswitch.directory.Route;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.id.RouteId;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.OnUnknown;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.provider.Provider;
import dev.mailswitch.provider.ProviderKind;
import dev.mailswitch.routing.Decision;
import dev.mailswitch.routing.Delivery;
import dev.mailswitch.routing.Failover;
import dev.mailswitch.routing.Gate;
import dev.mailswitch.routing.PastAttempt;
import dev.mailswitch.routing.Pending;
import dev.mailswitch.routing.Room;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/// What the engine decides after one answer of provider a.
final class OneAnswer {

    static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
    private static final OrganisationId SHOP = new OrganisationId(new UUID(0, 1));
    private static final EnvironmentId FLOW = new EnvironmentId(new UUID(0, 7));
    private static final Route A = route("a", 0);
    private static final Route B = route("b", 1);

    private OneAnswer() {}

    /// With a second provider that is free.
    static Decision withAnother(Outcome outcome) {
        return decide(outcome, A, B);
    }

    /// With no other provider.
    static Decision alone(Outcome outcome) {
        return decide(outcome, A);
    }

    private static Decision decide(Outcome outcome, Route... routes) {
        var attempt =
                new PastAttempt(
                        1, A.provider().id(), new UUID(9, 1), NOW.minusSeconds(1), NOW, outcome);
        var recipient = new Pending(0, Address.of("ann@example.test"), false, List.of(attempt));
        var mail =
                new Delivery(
                        EmailId.mint(NOW, new Random(1)),
                        SHOP,
                        FLOW,
                        Lane.TRANSACTIONAL,
                        NOW.minusSeconds(60),
                        NOW.plus(Duration.ofHours(24)),
                        Address.of("shop@shop.test"),
                        OnUnknown.AT_LEAST_ONCE,
                        null,
                        List.of(recipient));
        return new Failover(0)
                .decide(
                        mail,
                        recipient,
                        List.of(routes),
                        (provider, sender, domain) -> Gate.FULLY_OPEN,
                        route -> Room.FREE,
                        NOW,
                        new Random(3));
    }

    private static Route route(String name, int tier) {
        UUID id = new UUID(tier, 5);
        var provider =
                new Provider(
                        new ProviderId(id),
                        SHOP,
                        name,
                        ProviderKind.SMTP,
                        Map.of(),
                        null,
                        10,
                        null,
                        false,
                        1);
        return new Route(new RouteId(id), FLOW, provider, tier, 1);
    }
}
