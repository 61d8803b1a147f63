package dev.mailswitch.delivery.dispatch;

import dev.mailswitch.delivery.health.Probe;
import dev.mailswitch.delivery.health.Probes;
import dev.mailswitch.delivery.transport.Sender;
import dev.mailswitch.delivery.transport.Senders;
import dev.mailswitch.directory.Route;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.provider.Provider;
import dev.mailswitch.routing.Room;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everything one call needs before it may be claimed: a slot of the lane, a connection of the
/// provider, a permit of its rate, and one of its budget for each recipient.
final class Places {

    private static final Logger LOG = LoggerFactory.getLogger(Places.class);
    private static final Duration SOON = Duration.ofMillis(250);
    private static final Duration BROKEN = Duration.ofMinutes(1);

    private final Lane lane;
    private final Slots slots;
    private final Senders senders;
    private final Rates rates;
    private final Budgets budgets;
    private final Probes probes;
    private final InstantSource clock;
    private final Map<ProviderId, Long> complained = new ConcurrentHashMap<>();

    Places(
            Lane lane,
            Slots slots,
            Senders senders,
            Rates rates,
            Budgets budgets,
            Probes probes,
            InstantSource clock) {
        this.lane = lane;
        this.slots = slots;
        this.senders = senders;
        this.rates = rates;
        this.budgets = budgets;
        this.probes = probes;
        this.clock = clock;
    }

    /// What the engine asks while it decides; takes nothing.
    Room room() {
        return new Room() {
            @Override
            public Place at(Route route) {
                return place(route, true);
            }

            @Override
            public Place forRepeat(Route route) {
                return place(route, false);
            }
        };
    }

    /// @param counts whether it needs some of the provider's budget
    private Room.Place place(Route route, boolean counts) {
        Instant now = clock.instant();
        try {
            Sender sender = senders.of(route.provider());
            if (sender.free() <= reserved(route)) {
                return new Room.Place.Full(now.plus(SOON), "all its connections are in use");
            }
        } catch (IllegalArgumentException | IllegalStateException unusable) {
            // A setting that is wrong, or a secret that does not open.
            complain(route, unusable);
            return new Room.Place.Full(
                    now.plus(BROKEN), Room.Lack.SETTINGS, "its settings cannot be used");
        }
        if (!slots.available(holder(route))) {
            return new Room.Place.Full(now.plus(SOON), "this worker has no slot for it");
        }
        Purse.State budget = counts ? budgets.ask(route.provider()) : Purse.UNLIMITED;
        return switch (budget) {
            case Purse.State.UsedUp none -> none.full();
            case Purse.State.Awaited soon ->
                    new Room.Place.Full(now.plus(SOON), "its budget is being looked up");
            case Purse.State.InHand some ->
                    rates.available(route.provider())
                            ? Room.FREE
                            : new Room.Place.Full(now.plus(SOON), "its rate is used up");
        };
    }

    /// For how many recipients of a call the provider's budget is here.
    int withinBudget(Route route, int recipients) {
        return switch (budgets.ask(route.provider())) {
            case Purse.State.InHand some -> (int) Math.min(some.permits(), recipients);
            case Purse.State.Awaited soon -> 0;
            case Purse.State.UsedUp none -> 0;
        };
    }

    /// Whether more of the provider's budget may come in a moment.
    boolean budgetAwaited(Route route) {
        return budgets.state(route.provider()) instanceof Purse.State.Awaited;
    }

    /// About how many calls could go through these routes now. More may be told than there are
    /// (health is not asked), as a claim that finds none does no harm; never fewer for long.
    ///
    /// Where nothing but budgets keeps every route from serving, there is room for repeats, which
    /// need none. A mail that is no repeat is claimed as well, and sleeps: kept back, it would stand in
    /// front of them.
    int openings(List<Route> routes) {
        if (routes.isEmpty()) {
            // Nothing to wait for: the claim knows what to do.
            return Integer.MAX_VALUE;
        }
        Room room = room();
        int open = 0;
        int forRepeats = 0;
        boolean crowded = false;
        // No more than the smallest slice in hand: no mail goes past a budget that has more.
        long steady = Integer.MAX_VALUE;
        for (Route route : routes) {
            switch (room.at(route)) {
                case Room.Place.Free free -> open += free(route);
                case Room.Place.Full full -> {
                    switch (full.lack()) {
                        case PLACE -> crowded = true;
                        case BUDGET -> forRepeats += free(route);
                        case SETTINGS -> {}
                    }
                }
            }
            steady =
                    switch (budgets.state(route.provider())) {
                        case Purse.State.InHand some -> Math.min(steady, some.permits());
                        case Purse.State.Awaited soon -> 0;
                        case Purse.State.UsedUp none -> steady;
                    };
        }
        int places = open > 0 || crowded ? open : forRepeats;
        return (int) Math.min(Math.min(places, steady), slots.free());
    }

    /// Connections and permits of its rate that are free, of a provider that can be used.
    private int free(Route route) {
        int free = senders.of(route.provider()).free() - reserved(route);
        return Math.min(Math.max(0, free), rates.left(route.provider()));
    }

    /// Once for each change of its settings.
    private void complain(Route route, RuntimeException unusable) {
        Provider provider = route.provider();
        Long before = complained.put(provider.id(), provider.version());
        if (before == null || before != provider.version()) {
            LOG.error("provider {} cannot be used: {}", provider.name(), unusable.getMessage());
        }
    }

    /// Bulk leaves a quarter of a provider's connections to transactional mail.
    private int reserved(Route route) {
        return lane == Lane.BULK ? route.provider().maxConnections() / 4 : 0;
    }

    /// Takes all that a call through this route needs, or nothing.
    ///
    /// @param counted recipients that count in the provider's budget; 0: it counted before, or is
    ///     only asked about
    Optional<Taken> take(Route route, int counted) {
        if (place(route, counted > 0) instanceof Room.Place.Full) {
            return Optional.empty();
        }
        Optional<Slots.Slot> slot = slots.take(holder(route));
        if (slot.isEmpty()) {
            return Optional.empty();
        }
        Optional<Sender.Place> place = Optional.empty();
        Optional<Budgets.Permits> permits = Optional.empty();
        boolean complete = false;
        try {
            place = senders.of(route.provider()).tryReserve();
            if (place.isPresent()) {
                permits = budgets.take(route.provider(), counted);
            }
            complete = permits.isPresent() && rates.take(route.provider());
        } catch (IllegalArgumentException | IllegalStateException unusable) {
            complain(route, unusable);
        } finally {
            if (!complete) {
                permits.ifPresent(Budgets.Permits::giveBack);
                place.ifPresent(Sender.Place::close);
                slot.get().close();
            }
        }
        return complete
                ? Optional.of(new Taken(route, slot.get(), place.get(), permits.get(), counted > 0))
                : Optional.empty();
    }

    private static Slots.Holder holder(Route route) {
        return new Slots.Holder(
                route.provider().id(), route.environmentId(), route.provider().organisationId());
    }

    /// What a call has taken.
    final class Taken implements AutoCloseable {

        private final Route route;
        private final Slots.Slot slot;
        private final Sender.Place place;
        private final boolean counted;
        private Budgets.Permits permits;
        private boolean called;
        private @Nullable Probe probe;

        private Taken(
                Route route,
                Slots.Slot slot,
                Sender.Place place,
                Budgets.Permits permits,
                boolean counted) {
            this.route = route;
            this.slot = slot;
            this.place = place;
            this.permits = permits;
            this.counted = counted;
        }

        /// Whether it counts in the provider's budget: nothing else may bring out another copy.
        boolean counted() {
            return counted;
        }

        Route route() {
            return route;
        }

        /// The connection, to make the call: from here on it counts in the provider's budget, however
        /// it ends.
        Sender.Place called() {
            called = true;
            return place;
        }

        /// The provider was only asked about an earlier call, or not called at all: that does not
        /// count.
        void onlyAsked() {
            called = false;
        }

        /// Wins the probe of what stands between this mail and the provider; says whether it did.
        boolean winProbe(String senderDomain, String recipientDomain) {
            Optional<Probe> won = probes.take(route.provider().id(), senderDomain, recipientDomain);
            won.ifPresent(it -> probe = it);
            return won.isPresent();
        }

        /// The probe, for whoever records the call's result; from here on it is not given back.
        @Nullable Probe probeUsed() {
            Probe used = probe;
            probe = null;
            return used;
        }

        /// Gives the provider's connection back as soon as the call has ended; what is left to do
        /// for the mail is the database's. The slot stays taken until then.
        void answered() {
            place.close();
        }

        @Override
        public void close() {
            Probe unused = probeUsed();
            if (unused != null) {
                probes.giveBack(unused);
            }
            if (!called) {
                permits.giveBack();
            }
            permits = Budgets.Permits.NONE;
            place.close();
            slot.close();
        }
    }
}
