package dev.mailswitch.delivery.dispatch;

import dev.mailswitch.delivery.health.Probe;
import dev.mailswitch.delivery.health.Probes;
import dev.mailswitch.delivery.transport.Sender;
import dev.mailswitch.delivery.transport.Senders;
import dev.mailswitch.delivery.transport.Shipment;
import dev.mailswitch.directory.Route;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.id.RouteId;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.provider.Budget;
import dev.mailswitch.provider.Provider;
import dev.mailswitch.provider.ProviderKind;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Providers for tests of the shell: what they say is a function.
final class TestProviders {

    static final OrganisationId ORGANISATION = new OrganisationId(new UUID(3, 1));
    static final EnvironmentId FLOW = new EnvironmentId(new UUID(2, 1));

    private TestProviders() {}

    static Route route(int number, int connections, @Nullable Integer rate) {
        return route(number, connections, rate, Budget.NONE);
    }

    static Route route(int number, int connections, @Nullable Integer rate, Budget budget) {
        return route(number, connections, rate, budget, ProviderKind.SMTP);
    }

    static Route route(
            int number, int connections, @Nullable Integer rate, Budget budget, ProviderKind kind) {
        Provider provider =
                new Provider(
                        new ProviderId(new UUID(1, number)),
                        ORGANISATION,
                        "provider-" + number,
                        kind,
                        Map.of(),
                        null,
                        connections,
                        rate,
                        budget,
                        false,
                        null,
                        1);
        return new Route(new RouteId(new UUID(4, number)), FLOW, provider, number, 1);
    }

    /// Of providers that have none.
    static Budgets noBudgets() {
        return new Budgets(new TestLeases(), () -> Instant.EPOCH);
    }

    /// What a provider does with a mail.
    interface Says {
        Map<Integer, Sender.Answer> about(Shipment shipment, BooleanSupplier mayPass)
                throws InterruptedException;
    }

    static Says accepts() {
        return (shipment, mayPass) -> {
            boolean passed = mayPass.getAsBoolean();
            Map<Integer, Sender.Answer> answers = new HashMap<>();
            for (Shipment.Leg leg : shipment.legs()) {
                answers.put(
                        leg.recipient().position(),
                        passed
                                ? Sender.Answer.ofProvider(new Outcome.Accepted("id"))
                                : Sender.Answer.ours(
                                        new Outcome.Unavailable(
                                                dev.mailswitch.model.outcome.Phase.BODY, "held")));
            }
            return answers;
        };
    }

    static Senders senders(Says says) {
        return new Senders(provider -> new TestSender(provider.maxConnections(), says));
    }

    private static final class TestSender implements Sender {
        private final Semaphore places;
        private final Says says;

        TestSender(int connections, Says says) {
            this.places = new Semaphore(connections);
            this.says = says;
        }

        @Override
        public Optional<Place> tryReserve() {
            return places.tryAcquire() ? Optional.of(new TestPlace()) : Optional.empty();
        }

        @Override
        public int free() {
            return places.availablePermits();
        }

        @Override
        public Questions questions() {
            throw new AssertionError("no mail asks");
        }

        @Override
        public void close() {}

        private final class TestPlace implements Place {
            private boolean closed;

            @Override
            public Map<Integer, Answer> send(Shipment shipment, BooleanSupplier mayPass) {
                try {
                    return says.about(shipment, mayPass);
                } catch (InterruptedException cut) {
                    return Map.of();
                }
            }

            @Override
            public void close() {
                if (!closed) {
                    closed = true;
                    places.release();
                }
            }
        }
    }

    /// One probe, which one call at a time may have.
    static final class OneProbe implements Probes {
        static final Probe PROBE = new Probe(Map.of());
        boolean free = true;

        @Override
        public Optional<Probe> take(
                ProviderId provider, String senderDomain, String recipientDomain) {
            boolean was = free;
            free = false;
            return was ? Optional.of(PROBE) : Optional.empty();
        }

        @Override
        public void giveBack(Probe probe) {
            free = true;
        }
    }
}
