package dev.mailswitch.routing;

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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Words for tests: providers a, b, c of tiers 0, 1, 2, a mail, attempts.
final class Scene {

    static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
    static final EnvironmentId FLOW = new EnvironmentId(new UUID(0, 7));
    static final HealthView HEALTHY = (provider, sender, recipient) -> Gate.FULLY_OPEN;
    static final Room SPACIOUS = route -> Room.FREE;
    static final Route A = route("a", 0, 1);
    static final Route B = route("b", 1, 1);
    static final Route C = route("c", 2, 1);

    private Scene() {}

    static Route route(String name, int tier, int weight) {
        return route(name, tier, weight, ProviderKind.SMTP, false);
    }

    static Route route(String name, int tier, int weight, ProviderKind kind, boolean held) {
        UUID id = UUID.nameUUIDFromBytes(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        var provider =
                new Provider(
                        new ProviderId(id),
                        new OrganisationId(new UUID(0, 1)),
                        name,
                        kind,
                        Map.of(),
                        null,
                        10,
                        null,
                        held,
                        1);
        return new Route(new RouteId(id), FLOW, provider, tier, weight);
    }

    static Delivery mail(OnUnknown onUnknown, Lane lane, Pending... recipients) {
        return new Delivery(
                EmailId.mint(NOW, new Random(1)),
                new OrganisationId(new UUID(0, 1)),
                FLOW,
                lane,
                NOW.minusSeconds(60),
                NOW.plus(Duration.ofHours(24)),
                Address.of("shop@shop.test"),
                onUnknown,
                null,
                List.of(recipients));
    }

    static Delivery mail(Pending... recipients) {
        return mail(OnUnknown.AT_LEAST_ONCE, Lane.TRANSACTIONAL, recipients);
    }

    static Pending recipient(PastAttempt... attempts) {
        return new Pending(0, Address.of("ann@example.test"), false, List.of(attempts));
    }

    /// An attempt that took a second and ended just now.
    static PastAttempt attempt(int no, Route via, @Nullable Outcome outcome) {
        return attempt(no, via, outcome, NOW);
    }

    static PastAttempt attempt(int no, Route via, @Nullable Outcome outcome, Instant ended) {
        return new PastAttempt(
                no,
                via.provider().id(),
                new UUID(9, no),
                ended.minusSeconds(1),
                outcome == null ? null : ended,
                outcome);
    }

    static Decision decide(Pending recipient, Route... routes) {
        return decide(mail(recipient), recipient, NOW, HEALTHY, SPACIOUS, routes);
    }

    static Decision decide(
            Delivery mail,
            Pending recipient,
            Instant now,
            HealthView health,
            Room room,
            Route... routes) {
        return new Failover(0)
                .decide(mail, recipient, List.of(routes), health, room, now, new Random(3));
    }

    static Pending next(Pending before, PastAttempt attempt) {
        List<PastAttempt> attempts = new ArrayList<>(before.attempts());
        attempts.add(attempt);
        return new Pending(before.position(), before.address(), before.suppressed(), attempts);
    }
}
