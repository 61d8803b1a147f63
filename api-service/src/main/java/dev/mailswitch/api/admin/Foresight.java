package dev.mailswitch.api.admin;

import dev.mailswitch.directory.Route;
import dev.mailswitch.health.RecordedHealth;
import dev.mailswitch.ledger.Suppressions;
import dev.mailswitch.ledger.Suppressions.Asked;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.provider.sandbox.SandboxScript;
import dev.mailswitch.readiness.Known;
import dev.mailswitch.readiness.ProviderChecks;
import dev.mailswitch.readiness.Subject;
import dev.mailswitch.routing.Delivery;
import dev.mailswitch.routing.Explanation;
import dev.mailswitch.routing.Failover;
import dev.mailswitch.routing.HealthView;
import dev.mailswitch.routing.Pending;
import dev.mailswitch.routing.Room;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import javax.sql.DataSource;

/// Asks the deciders of the workers what would become of a mail that is not there. What a worker
/// alone knows is taken at its best: every provider has room, none begins to fail, and no mail goes
/// to a lower tier only to keep it warm.
@Singleton
class Foresight {

    private final Failover failover = new Failover(0);
    private final DataSource database;
    private final InstantSource clock;
    private final RandomGenerator random;

    Foresight(DataSource database, InstantSource clock, RandomGenerator random) {
        this.database = database;
        this.clock = clock;
        this.random = random;
    }

    /// @param explanations one for each recipient, in their order
    /// @param senders      what the routes' providers said of the mail's From, as far as they were
    ///     asked
    record Answer(Instant at, List<Explanation> explanations, Map<ProviderId, Known> senders) {

        Answer {
            explanations = List.copyOf(explanations);
            senders = Map.copyOf(senders);
        }
    }

    /// @throws SQLException if the database is away
    Answer explain(Question question) throws SQLException {
        Instant now = clock.instant();
        List<Route> routes = question.settings().routes(question.environment().id());
        HealthView health;
        Set<Asked> suppressed;
        Map<ProviderId, Known> senders = new HashMap<>();
        try (Connection connection = database.getConnection()) {
            health = RecordedHealth.read(connection, providers(routes), domains(question), now);
            suppressed =
                    Suppressions.among(
                            connection,
                            question.to().stream().map(to -> asked(question, to)).toList());
            ProviderChecks.known(connection, froms(question, routes))
                    .forEach((subject, known) -> senders.put(subject.provider(), known));
        }
        Delivery mail = mail(question, suppressed, now);
        return new Answer(
                now,
                failover.explain(mail, routes, health, route -> Room.FREE, now, random),
                senders);
    }

    private static List<Subject> froms(Question question, List<Route> routes) {
        return routes.stream()
                .map(route -> new Subject(route.provider().id(), question.from().email()))
                .toList();
    }

    private static List<ProviderId> providers(List<Route> routes) {
        return routes.stream().map(route -> route.provider().id()).toList();
    }

    private static List<String> domains(Question question) {
        return Stream.concat(Stream.of(question.from()), question.to().stream())
                .map(Address::asciiDomain)
                .toList();
    }

    private static Asked asked(Question question, Address to) {
        return new Asked(question.environment().organisationId(), question.environment().id(), to);
    }

    private Delivery mail(Question question, Set<Asked> suppressed, Instant now) {
        List<Pending> recipients = new ArrayList<>();
        for (Address to : question.to()) {
            boolean listed =
                    suppressed.contains(asked(question, to)) || SandboxScript.of(to).suppressed();
            recipients.add(new Pending(recipients.size(), to, listed, List.of()));
        }
        return new Delivery(
                EmailId.mint(now, random),
                question.environment().organisationId(),
                question.environment().id(),
                question.lane(),
                now,
                now.plus(question.policy().timeToLive()),
                question.from(),
                question.environment().onUnknown(),
                question.settings()
                        .hold(
                                question.environment().organisationId(),
                                question.environment().id(),
                                question.lane())
                        .orElse(null),
                recipients);
    }
}
