package dev.mailswitch.delivery.dispatch;

import dev.mailswitch.directory.Directory;
import dev.mailswitch.ledger.Claimable;
import dev.mailswitch.ledger.Claimed;
import dev.mailswitch.ledger.Claiming;
import dev.mailswitch.ledger.Plan;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.id.Uuids;
import dev.mailswitch.model.lifecycle.WaitCause;
import dev.mailswitch.routing.Call;
import dev.mailswitch.routing.CallPlanner;
import dev.mailswitch.routing.Delivery;
import dev.mailswitch.routing.Failover;
import dev.mailswitch.routing.Gate;
import dev.mailswitch.routing.HealthView;
import dev.mailswitch.routing.Room;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/// Decides about the mails of one claim and takes the places their calls need. One instance a
/// claim: should the claim fail, [#abandon] gives the places back.
final class Decisions implements Claiming.Decider {

    private static final Duration NO_PLACE = Duration.ofMillis(250);
    private static final Duration NO_PROBE = Duration.ofSeconds(1);
    private static final Duration NO_ROOM = Duration.ofSeconds(1);

    private final Failover failover;
    private final Directory settings;
    private final HealthView health;
    private final Places places;
    private final Room room;
    private final RandomGenerator random;
    private final Pace pace;
    private final MadeWith madeWith;
    private final Deliveries deliveries;
    private final Holdings holdings;
    private final BooleanSupplier mayTry;
    private final Map<UUID, Places.Taken> taken = new HashMap<>();
    private final Map<EmailId, Holdings.Held> held = new HashMap<>();
    private final Map<EmailId, Made> made = new HashMap<>();

    /// A decision that may be asked for again, when its batch is claimed in halves.
    private record Made(Claimable mail, Plan plan) {}

    Decisions(
            Failover failover,
            Directory settings,
            HealthView health,
            Places places,
            Holdings holdings,
            Pace pace,
            MadeWith madeWith,
            BooleanSupplier mayTry,
            RandomGenerator random) {
        this.failover = failover;
        this.settings = settings;
        this.health = health;
        this.places = places;
        this.holdings = holdings;
        this.pace = pace;
        this.madeWith = madeWith;
        this.deliveries = new Deliveries(settings, madeWith);
        this.mayTry = mayTry;
        this.room = places.room();
        this.random = random;
    }

    @Override
    public long settings() {
        return settings.version();
    }

    @Override
    public boolean mayTry() {
        return mayTry.getAsBoolean();
    }

    @Override
    public Plan decide(Claimable mail, Instant now) {
        Made before = made.get(mail.id());
        if (before != null && before.mail().equals(mail)) {
            // Nothing has changed, and its places and probes are still ours.
            return before.plan();
        }
        if (before != null) {
            before.plan().calls().forEach(call -> giveBack(call.key()));
            letGo(mail.id());
        }
        Plan plan = withRoom(mail, now);
        made.put(mail.id(), new Made(mail, plan));
        return plan;
    }

    /// Its calls will hold the mail for as long as their providers take.
    private Plan withRoom(Claimable mail, Instant now) {
        Optional<Holdings.Held> room = holdings.take(mail.organisationId(), Holdings.bytes(mail));
        if (room.isEmpty()) {
            return PlanDraft.deferred(
                    mail, now.plus(NO_ROOM), WaitCause.WORKER, "this worker has no memory for it");
        }
        held.put(mail.id(), room.get());
        boolean called = false;
        try {
            Plan plan = plan(mail, now);
            called = !plan.calls().isEmpty();
            return plan;
        } finally {
            if (!called) {
                letGo(mail.id());
            }
        }
    }

    private void letGo(EmailId id) {
        Holdings.Held room = held.remove(id);
        if (room != null) {
            room.letGo();
        }
    }

    private void giveBack(UUID key) {
        Places.Taken places = taken.remove(key);
        if (places != null) {
            places.close();
        }
    }

    private Plan plan(Claimable mail, Instant now) {
        if (settings.organisation(mail.organisationId()).isEmpty()
                || settings.environment(mail.environmentId()).isEmpty()) {
            // Settings are never older than the claim: it was deleted while the mail waited.
            return PlanDraft.failed(mail, "its environment no longer exists");
        }
        PlanDraft draft = new PlanDraft();
        Set<ProviderId> lost = new HashSet<>();
        Delivery open = deliveries.of(mail, mail.due());
        // Who does not get a probe is decided about again without that way, so this ends.
        for (Set<Integer> again = plan(mail, open, lost, now, draft); !again.isEmpty(); ) {
            Set<Integer> who = again;
            Delivery rest =
                    deliveries.of(
                            mail,
                            mail.due().stream()
                                    .filter(due -> who.contains(due.recipient().position()))
                                    .toList());
            again = plan(mail, rest, lost, now, draft);
        }
        return draft.plan();
    }

    /// Plans for these recipients.
    ///
    /// @param lost providers whose probe this mail cannot be; grows here
    /// @return the recipients that have to be decided about again
    private Set<Integer> plan(
            Claimable mail, Delivery delivery, Set<ProviderId> lost, Instant now, PlanDraft draft) {
        List<Failover.Decided> decided =
                failover.decideAll(
                        delivery,
                        settings.routes(mail.environmentId()),
                        without(lost, now),
                        room,
                        now,
                        random);
        for (Failover.Decided one : decided) {
            draft.take(one);
        }
        Set<Integer> again = new HashSet<>();
        for (Call planned :
                CallPlanner.plan(decided, mail.perRecipient(), PlannedCall.hidden(mail))) {
            int within = withinBudget(mail, planned);
            List<Call.Item> leftOut = planned.items().subList(within, planned.items().size());
            if (within > 0 && !reserve(mail, first(planned, within), now, draft)) {
                lost.add(planned.via().provider().id());
                leftOut = planned.items();
            } else if (!leftOut.isEmpty() && places.budgetAwaited(planned.via())) {
                draft.defer(leftOut, now.plus(NO_PLACE), "more of its budget is being looked up");
                leftOut = List.of();
            }
            leftOut.forEach(item -> again.add(item.recipient().position()));
        }
        return again;
    }

    /// For how many of its recipients the provider's budget is here. Where it is used up the others
    /// are decided about again, without that way.
    private int withinBudget(Claimable mail, Call call) {
        int all = call.items().size();
        return switch (Cost.of(call, mail.onUnknown())) {
            case COUNTED -> places.withinBudget(call.via(), all);
            case FREE, ASKING -> all;
        };
    }

    private int counted(Claimable mail, Call call) {
        int all = call.items().size();
        return switch (Cost.of(call, mail.onUnknown())) {
            case COUNTED -> all;
            case FREE -> 0;
            // Without the budget for a copy it is only asked about.
            case ASKING -> places.withinBudget(call.via(), all) == all ? all : 0;
        };
    }

    private static Call first(Call call, int recipients) {
        return new Call(call.via(), call.items().subList(0, recipients), call.repeat());
    }

    /// Health as it is for a mail that cannot be these providers' probe.
    private HealthView without(Set<ProviderId> lost, Instant now) {
        return (provider, sender, recipient) -> {
            Gate gate = health.gate(provider, sender, recipient);
            return gate instanceof Gate.Probing && lost.contains(provider)
                    ? new Gate.Shut(now.plus(NO_PROBE), "another mail is its probe")
                    : gate;
        };
    }

    /// Takes what the call needs, the place before the probe: a probe without a place would be
    /// nobody's for a while. Without a place the call is put off, unless it was to be a probe.
    ///
    /// @return false if it cannot be the probe
    private boolean reserve(Claimable mail, Call call, Instant now, PlanDraft draft) {
        int counted = counted(mail, call);
        Optional<Places.Taken> place = places.take(call.via(), counted);
        if (place.isEmpty() && call.probe()) {
            return false;
        }
        if (place.isEmpty()) {
            draft.defer(call.items(), now.plus(NO_PLACE), "no free place");
            return true;
        }
        if (call.probe() && !wonProbe(mail, call, place.get())) {
            place.get().close();
            return false;
        }
        UUID key = call.kept().orElseGet(() -> Uuids.mint(now, random));
        if (taken.putIfAbsent(key, place.get()) != null) {
            place.get().close();
            throw new IllegalStateException("two calls with one key");
        }
        draft.call(
                PlannedCall.of(
                        mail,
                        call,
                        key,
                        madeWith.of(settings, call.via().provider(), mail.perRecipient()),
                        // What has no budget is only asked about.
                        counted > 0));
        return true;
    }

    private static boolean wonProbe(Claimable mail, Call call, Places.Taken place) {
        return place.winProbe(mail.from().asciiDomain(), call.probed().address().asciiDomain());
    }

    /// The places of a call that was claimed; the caller closes them.
    Places.Taken placesOf(Plan.Call call) {
        Places.Taken places = taken.remove(call.key());
        if (places == null) {
            throw new IllegalStateException("a call without places");
        }
        return places;
    }

    /// The memory of a mail that was claimed; each of its calls lets it go.
    Holdings.Held heldOf(Claimed mail) {
        Holdings.Held room = held.remove(mail.mail().id());
        if (room == null) {
            throw new IllegalStateException("a claimed mail without memory");
        }
        room.by(mail.calls().size());
        return room;
    }

    /// The claim is committed: tells the pace which flows go on and which have no open route.
    void report() {
        for (Made one : made.values()) {
            boolean putBack = one.plan().calls().isEmpty() && one.plan().ended().isEmpty();
            pace.looked(one.mail().environmentId(), putBack);
        }
    }

    /// Gives back every place, and all memory, that no call has taken over.
    void abandon() {
        taken.values().forEach(Places.Taken::close);
        taken.clear();
        held.values().forEach(Holdings.Held::letGo);
        held.clear();
    }
}
