package dev.mailswitch.delivery.transport.sandbox;

import dev.mailswitch.compose.ComposedMail;
import dev.mailswitch.delivery.transport.Sender;
import dev.mailswitch.delivery.transport.Shipment;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Checksum;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.model.outcome.Phase;
import dev.mailswitch.provider.Provider;
import dev.mailswitch.provider.Readiness;
import dev.mailswitch.provider.sandbox.SandboxAnswer;
import dev.mailswitch.provider.sandbox.SandboxScript;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/// Delivers nowhere and keeps what it got.
public final class SandboxSender implements Sender {

    private final Provider provider;
    private final SandboxStore store;
    private final InstantSource clock;
    private final Semaphore places;

    public SandboxSender(Provider provider, SandboxStore store, InstantSource clock) {
        this.provider = provider;
        this.store = store;
        this.clock = clock;
        this.places = new Semaphore(provider.maxConnections());
    }

    @Override
    public Optional<Place> tryReserve() {
        return places.tryAcquire() ? Optional.of(new SandboxPlace()) : Optional.empty();
    }

    @Override
    public int free() {
        return places.availablePermits();
    }

    /// It takes what it is given, from anybody.
    @Override
    public Questions questions() {
        return new Questions() {
            @Override
            public Readiness account() {
                return new Readiness.Ready();
            }

            @Override
            public Readiness from(Address from, String returnPath) {
                return new Readiness.Ready();
            }
        };
    }

    @Override
    public void close() {}

    private final class SandboxPlace implements Place {

        private final AtomicBoolean open = new AtomicBoolean(true);

        @Override
        public Map<Integer, Answer> send(Shipment shipment, BooleanSupplier mayPass) {
            Map<Integer, Answer> outcomes = new HashMap<>();
            ComposedMail mail = shipment.compose();
            SandboxContent content = SandboxContent.of(mail.toByteArray());
            Checksum checksum = mail.checksum();
            for (Shipment.Leg leg : shipment.legs()) {
                outcomes.put(
                        leg.recipient().position(),
                        deliver(shipment, leg, content, mayPass).about(checksum));
            }
            return outcomes;
        }

        @Override
        public void close() {
            if (open.compareAndSet(true, false)) {
                places.release();
            }
        }
    }

    private Answer deliver(
            Shipment shipment, Shipment.Leg leg, SandboxContent content, BooleanSupplier mayPass) {
        Instant now = clock.instant();
        SandboxScript script = SandboxScript.of(leg.recipient().address());
        SandboxAnswer answer = script.answer(leg.attempt() - 1, now);
        boolean takes =
                switch (answer.outcome()) {
                    case Outcome.Accepted a -> true;
                    // The mail is there, and nobody hears of it.
                    case Outcome.Unknown u -> true;
                    case Outcome.Blocked b -> false;
                    case Outcome.MessageRefused m -> false;
                    case Outcome.Misconfigured m -> false;
                    case Outcome.RecipientRefused r -> false;
                    case Outcome.Throttled t -> false;
                    case Outcome.Unsuited u -> false;
                    case Outcome.Unavailable u -> false;
                };
        if (!takes) {
            return Answer.ofProvider(answer.outcome());
        }
        if (!mayPass.getAsBoolean()) {
            return Answer.ours(
                    new Outcome.Unavailable(Phase.BODY, "held back before its hand-over"));
        }
        try {
            String id =
                    store.keep(provider, shipment, leg, content, answer, script.feedsHealth(), now);
            return Answer.ofProvider(
                    answer.outcome() instanceof Outcome.Accepted
                            ? new Outcome.Accepted(id)
                            : answer.outcome());
        } catch (SQLException away) {
            return Answer.ofProvider(
                    new Outcome.Unknown(Phase.ANSWER, "sandbox: the database did not answer"));
        }
    }
}
