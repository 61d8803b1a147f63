package dev.mailswitch.delivery.dispatch;

import dev.mailswitch.delivery.compose.MimeComposer;
import dev.mailswitch.delivery.health.Probes;
import dev.mailswitch.delivery.routing.Call;
import dev.mailswitch.delivery.routing.CallPlanner;
import dev.mailswitch.delivery.routing.Decision;
import dev.mailswitch.delivery.routing.Delivery;
import dev.mailswitch.delivery.routing.Failover;
import dev.mailswitch.delivery.routing.HealthView;
import dev.mailswitch.delivery.routing.PastAttempt;
import dev.mailswitch.delivery.routing.Pending;
import dev.mailswitch.delivery.routing.Room;
import dev.mailswitch.directory.Directory;
import dev.mailswitch.directory.Environment;
import dev.mailswitch.directory.Organisation;
import dev.mailswitch.ledger.Claimable;
import dev.mailswitch.ledger.Claiming;
import dev.mailswitch.ledger.Plan;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.id.Uuids;
import dev.mailswitch.model.lifecycle.Status;
import dev.mailswitch.provider.sandbox.SandboxScript;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Decides about the mails of one claim and takes the places their calls need. One instance a
/// claim: should the claim fail, [#abandon] gives the places back.
final class Decisions implements Claiming.Decider {

    private static final Duration NO_PLACE = Duration.ofMillis(250);
    private static final Duration NO_PROBE = Duration.ofSeconds(1);

    private final Failover failover;
    private final Directory settings;
    private final HealthView health;
    private final Probes probes;
    private final Places places;
    private final Room room;
    private final RandomGenerator random;
    private final Pace pace;
    private final Map<UUID, Places.Taken> taken = new HashMap<>();
    private final Map<EmailId, Made> made = new HashMap<>();

    /// A decision that may be asked for again, when its batch is claimed in halves.
    private record Made(Claimable mail, Plan plan) {}

    Decisions(
            Failover failover,
            Directory settings,
            HealthView health,
            Probes probes,
            Places places,
            Pace pace,
            RandomGenerator random) {
        this.failover = failover;
        this.settings = settings;
        this.health = health;
        this.probes = probes;
        this.places = places;
        this.pace = pace;
        this.room = places.room();
        this.random = random;
    }

    @Override
    public long settings() {
        return settings.version();
    }

    @Override
    public Plan decide(Claimable mail, Instant now) {
        Made before = made.get(mail.id());
        if (before != null && before.mail().equals(mail)) {
            // Nothing has changed, and its places and its probe are still ours.
            return before.plan();
        }
        if (before != null) {
            before.plan().calls().forEach(call -> giveBack(call.key()));
        }
        Plan plan = plan(mail, now);
        made.put(mail.id(), new Made(mail, plan));
        return plan;
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
            return orphaned(mail);
        }
        Delivery delivery = delivery(mail);
        List<Failover.Decided> decided =
                failover.decideAll(
                        delivery, settings.routes(mail.environmentId()), health, room, now, random);
        List<Plan.Call> calls = new ArrayList<>();
        List<Plan.Defer> deferred = new ArrayList<>();
        List<Plan.End> ended = new ArrayList<>();
        for (Failover.Decided one : decided) {
            int position = one.recipient().position();
            switch (one.decision()) {
                case Decision.Wait wait ->
                        deferred.add(new Plan.Defer(position, wait.until(), wait.why()));
                case Decision.Settle settle ->
                        ended.add(
                                new Plan.End(
                                        position,
                                        settle.status(),
                                        settle.bounceClass(),
                                        settle.why()));
                case Decision.Send send -> {}
            }
        }
        for (Call call : CallPlanner.plan(decided, mail.perRecipient())) {
            reserve(mail, call, now, calls, deferred);
        }
        return new Plan(calls, deferred, ended);
    }

    /// The environment was deleted while the mail waited: settings are never older than the claim.
    private static Plan orphaned(Claimable mail) {
        return new Plan(
                List.of(),
                List.of(),
                mail.due().stream()
                        .map(
                                due ->
                                        new Plan.End(
                                                due.recipient().position(),
                                                Status.FAILED,
                                                null,
                                                "its environment no longer exists"))
                        .toList());
    }

    private void reserve(
            Claimable mail,
            Call call,
            Instant now,
            List<Plan.Call> calls,
            List<Plan.Defer> deferred) {
        if (call.probe() && !wonProbe(mail, call)) {
            defer(call, now.plus(NO_PROBE), "another mail is the probe", deferred);
            return;
        }
        Optional<Places.Taken> place = places.take(call.via());
        if (place.isEmpty()) {
            defer(call, now.plus(NO_PLACE), "no free place", deferred);
            return;
        }
        // A repeat keeps the key of the call it repeats: the same key has the same bytes.
        UUID key = call.repeated().orElseGet(() -> Uuids.mint(now, random));
        if (taken.putIfAbsent(key, place.get()) != null) {
            place.get().close();
            throw new IllegalStateException("two calls with one key");
        }
        calls.add(
                new Plan.Call(
                        key,
                        call.via().provider().id(),
                        call.via().tier(),
                        call.items().getFirst().send().why(),
                        MimeComposer.RENDERER,
                        call.items().stream().map(Decisions::leg).toList()));
    }

    private boolean wonProbe(Claimable mail, Call call) {
        return probes.take(
                call.via().provider().id(),
                mail.from().asciiDomain(),
                call.items().getFirst().recipient().address().asciiDomain());
    }

    private static void defer(Call call, Instant until, String why, List<Plan.Defer> deferred) {
        for (Call.Item item : call.items()) {
            deferred.add(new Plan.Defer(item.recipient().position(), until, why));
        }
    }

    private static Plan.Leg leg(Call.Item item) {
        List<PastAttempt> attempts = item.recipient().attempts();
        ProviderId before = attempts.isEmpty() ? null : attempts.getLast().provider();
        return new Plan.Leg(
                item.recipient().position(),
                item.send().attempt(),
                elsewhere(before, item.send().via().provider().id()));
    }

    private static @Nullable ProviderId elsewhere(@Nullable ProviderId before, ProviderId now) {
        return before == null || before.equals(now) ? null : before;
    }

    private Delivery delivery(Claimable mail) {
        return new Delivery(
                mail.id(),
                mail.organisationId(),
                mail.environmentId(),
                mail.lane(),
                mail.id().time(),
                mail.expiresAt(),
                mail.from(),
                mail.onUnknown(),
                settings.organisation(mail.organisationId()).map(Organisation::paused).orElse(true),
                settings.environment(mail.environmentId()).map(Environment::held).orElse(true),
                mail.due().stream().map(Decisions::pending).toList());
    }

    private static Pending pending(Claimable.Due due) {
        return new Pending(
                due.recipient().position(),
                due.recipient().address(),
                due.suppressed() || SandboxScript.of(due.recipient().address()).suppressed(),
                due.attempts().stream()
                        .map(
                                past ->
                                        new PastAttempt(
                                                past.no(),
                                                past.provider(),
                                                past.call(),
                                                past.startedAt(),
                                                past.finishedAt(),
                                                past.outcome()))
                        .toList());
    }

    /// The places of a call that was claimed; the caller closes them.
    Places.Taken placesOf(Plan.Call call) {
        Places.Taken places = taken.remove(call.key());
        if (places == null) {
            throw new IllegalStateException("a call without places");
        }
        return places;
    }

    /// The claim is committed: tells the pace which flows go on and which have no open route.
    void report() {
        for (Made one : made.values()) {
            boolean putBack = one.plan().calls().isEmpty() && one.plan().ended().isEmpty();
            pace.looked(one.mail().environmentId(), putBack);
        }
    }

    /// Gives back every place that no call has taken over.
    void abandon() {
        taken.values().forEach(Places.Taken::close);
        taken.clear();
    }
}
