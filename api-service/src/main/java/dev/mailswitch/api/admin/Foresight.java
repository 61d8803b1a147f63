package dev.mailswitch.api.admin;

import dev.mailswitch.directory.Route;
import dev.mailswitch.health.RecordedHealth;
import dev.mailswitch.ledger.Allowances;
import dev.mailswitch.ledger.Allowances.Window;
import dev.mailswitch.ledger.BudgetWindows;
import dev.mailswitch.ledger.Suppressions;
import dev.mailswitch.ledger.Suppressions.Asked;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.provider.Provider;
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
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import javax.sql.DataSource;

/// Asks the deciders of the workers what would become of a mail that is not there, by what workers
/// have put on record: breakers, weights, budgets. What a worker alone knows is taken at its best:
/// every provider has a free connection and a permit of its rate, no worker has a slice of a budget in
/// hand beside what is left of it, and no mail goes to a lower tier only to keep it warm.
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
    /// @param budgets      of the routes' providers that have one
    record Answer(
            Instant at,
            List<Explanation> explanations,
            Map<ProviderId, Known> senders,
            Map<ProviderId, BudgetLeft> budgets) {

        Answer {
            explanations = List.copyOf(explanations);
            senders = Map.copyOf(senders);
            budgets = Map.copyOf(budgets);
        }
    }

    /// @throws SQLException if the database is away
    Answer explain(Question question) throws SQLException {
        Instant now = clock.instant();
        List<Route> routes = question.settings().routes(question.environment().id());
        HealthView health;
        Set<Asked> suppressed;
        Map<ProviderId, Known> senders = new HashMap<>();
        Map<ProviderId, BudgetWindows> windows = windows(routes, now);
        Map<Window, Long> leased;
        try (Connection connection = database.getConnection()) {
            health = RecordedHealth.read(connection, providers(routes), domains(question), now);
            suppressed =
                    Suppressions.among(
                            connection,
                            question.to().stream().map(to -> asked(question, to)).toList());
            ProviderChecks.known(connection, froms(question, routes))
                    .forEach((subject, known) -> senders.put(subject.provider(), known));
            leased =
                    Allowances.leased(
                            connection,
                            windows.values().stream().flatMap(BudgetWindows::all).toList());
        }
        Delivery mail = mail(question, suppressed, now);
        return new Answer(
                now,
                failover.explain(mail, routes, health, room(windows, leased), now, random),
                senders,
                left(windows, leased));
    }

    private static Map<ProviderId, BudgetWindows> windows(List<Route> routes, Instant now) {
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        Map<ProviderId, BudgetWindows> windows = new HashMap<>();
        for (Route route : routes) {
            Provider provider = route.provider();
            windows.put(provider.id(), BudgetWindows.of(provider.id(), provider.budget(), today));
        }
        return windows;
    }

    private static Room room(Map<ProviderId, BudgetWindows> windows, Map<Window, Long> leased) {
        return route -> {
            BudgetWindows budget = Objects.requireNonNull(windows.get(route.provider().id()));
            return budget.usedUp(leased).<Room.Place>map(budget::full).orElse(Room.FREE);
        };
    }

    private static Map<ProviderId, BudgetLeft> left(
            Map<ProviderId, BudgetWindows> windows, Map<Window, Long> leased) {
        Map<ProviderId, BudgetLeft> left = new HashMap<>();
        windows.forEach(
                (provider, budget) -> {
                    BudgetLeft some = BudgetLeft.of(budget, leased);
                    if (some != null) {
                        left.put(provider, some);
                    }
                });
        return left;
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
