package dev.mailswitch.delivery.simulation;

import dev.mailswitch.delivery.health.BlockRecorder.Block;
import dev.mailswitch.delivery.health.HealthRecorder.Answer;
import dev.mailswitch.delivery.health.HealthRecorder.CallResult;
import dev.mailswitch.delivery.health.Probe;
import dev.mailswitch.delivery.health.SharedHealth;
import dev.mailswitch.delivery.simulation.SimulatedProvider.Reply;
import dev.mailswitch.delivery.simulation.SimulatedProvider.Report;
import dev.mailswitch.delivery.simulation.SimulatedProvider.Said;
import dev.mailswitch.delivery.simulation.SimulatedRecipient.State;
import dev.mailswitch.directory.Route;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.id.Uuids;
import dev.mailswitch.model.lifecycle.Status;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.routing.Call;
import dev.mailswitch.routing.CallPlanner;
import dev.mailswitch.routing.Decision;
import dev.mailswitch.routing.Failover;
import dev.mailswitch.routing.Gate;
import dev.mailswitch.routing.HealthView;
import dev.mailswitch.routing.PastAttempt;
import dev.mailswitch.routing.Repeat;
import dev.mailswitch.routing.Room;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The shell around the real engine, as `dispatch` is: decides about a mail, wins probes, calls,
/// records what was said and decides again.
final class SimulatedWorker {

    private static final Duration NO_PLACE = Duration.ofSeconds(1);
    private static final Duration NO_PROBE = Duration.ofSeconds(1);

    private final int number;
    private final VirtualTime time;
    private final Failover failover = new Failover(Installation.STANDBY);
    private final SharedHealth health;
    private final Map<ProviderId, SimulatedProvider> providers;
    private final Journal journal;
    private final Consumer<SimulatedMail> wake;
    private final RandomGenerator random;
    private final Map<ProviderId, Integer> open = new HashMap<>();
    private @Nullable Reports reports;

    /// @param wake has some worker look at the mail
    SimulatedWorker(
            int number,
            VirtualTime time,
            SharedHealth health,
            Map<ProviderId, SimulatedProvider> providers,
            Journal journal,
            Consumer<SimulatedMail> wake,
            RandomGenerator random) {
        this.number = number;
        this.time = time;
        this.health = health;
        this.providers = providers;
        this.journal = journal;
        this.wake = wake;
        this.random = random;
    }

    /// Whom to tell what was accepted.
    void tell(Reports all) {
        reports = all;
    }

    SharedHealth health() {
        return health;
    }

    void refresh() {
        try {
            health.refresh();
        } catch (SQLException never) {
            throw new IllegalStateException("a table in memory is never away", never);
        }
    }

    /// Does what is due.
    void look(SimulatedMail mail) {
        Instant now = time.instant();
        Set<ProviderId> lost = new HashSet<>();
        List<SimulatedRecipient> due =
                mail.recipients().stream().filter(recipient -> recipient.due(now)).toList();
        while (!due.isEmpty()) {
            due = decide(mail, due, lost, now);
        }
    }

    /// @param lost providers whose probe this mail cannot be; grows here
    /// @return those to be decided about again
    private List<SimulatedRecipient> decide(
            SimulatedMail mail, List<SimulatedRecipient> due, Set<ProviderId> lost, Instant now) {
        List<Failover.Decided> decided =
                failover.decideAll(
                        mail.delivery(due),
                        Installation.ROUTES,
                        without(lost, now),
                        this::room,
                        now,
                        random);
        for (Failover.Decided one : decided) {
            SimulatedRecipient recipient = mail.recipients().get(one.recipient().position());
            switch (one.decision()) {
                case Decision.Wait wait -> {
                    recipient.waits(wait.until());
                    time.at(wait.until(), () -> wake.accept(mail));
                }
                case Decision.Settle settle ->
                        recipient.settle(
                                settle.status() == Status.BOUNCED ? State.BOUNCED : State.FAILED,
                                settle.why());
                case Decision.Send s -> {}
            }
        }
        List<SimulatedRecipient> again = new ArrayList<>();
        for (Call call : CallPlanner.plan(decided, false, Set.of())) {
            List<SimulatedRecipient> to =
                    call.items().stream()
                            .map(item -> mail.recipients().get(item.recipient().position()))
                            .toList();
            if (!call.probe()) {
                start(mail, call, to, null);
                continue;
            }
            ProviderId provider = call.via().provider().id();
            Optional<Probe> probe =
                    health.take(
                            provider,
                            mail.from().asciiDomain(),
                            call.probed().address().asciiDomain());
            if (probe.isPresent()) {
                start(mail, call, to, probe.get());
            } else {
                lost.add(provider);
                again.addAll(to);
            }
        }
        return again;
    }

    private HealthView without(Set<ProviderId> lost, Instant now) {
        return (provider, sender, recipient) -> {
            Gate gate = health.gate(provider, sender, recipient);
            return gate instanceof Gate.Probing && lost.contains(provider)
                    ? new Gate.Shut(now.plus(NO_PROBE), "another mail is its probe")
                    : gate;
        };
    }

    private Room.Place room(Route route) {
        return open.getOrDefault(route.provider().id(), 0) < route.provider().maxConnections()
                ? Room.FREE
                : new Room.Place.Full(time.instant().plus(NO_PLACE), "no free place");
    }

    private void start(
            SimulatedMail mail, Call call, List<SimulatedRecipient> to, @Nullable Probe probe) {
        Instant now = time.instant();
        ProviderId provider = call.via().provider().id();
        UUID key = call.kept().orElseGet(() -> Uuids.mint(now, random));
        open.merge(provider, 1, Integer::sum);
        journal.called(call.via(), to, probe != null);
        to.forEach(SimulatedRecipient::called);
        Reply reply = providers.get(provider).call(mail, key, inItsBytes(mail, call, to), now);
        time.after(reply.after(), () -> answered(mail, provider, key, now, reply.about(to), probe));
    }

    /// Those of a call that comes again under its key who are over are in it all the same.
    private static List<SimulatedRecipient> inItsBytes(
            SimulatedMail mail, Call call, List<SimulatedRecipient> to) {
        if (call.repeat() == null || call.repeat().kind() != Repeat.Kind.KEYED) {
            return to;
        }
        return mail.earlier().stream()
                .filter(earlier -> earlier.key().equals(call.repeat().call()))
                .findFirst()
                .map(
                        earlier ->
                                mail.recipients().stream()
                                        .filter(one -> earlier.positions().contains(one.position()))
                                        .toList())
                .orElse(to);
    }

    private void answered(
            SimulatedMail mail,
            ProviderId provider,
            UUID key,
            Instant started,
            Reply reply,
            @Nullable Probe probe) {
        Instant now = time.instant();
        open.merge(provider, -1, Integer::sum);
        List<Answer> learnt = new ArrayList<>();
        for (Said said : reply.said()) {
            SimulatedRecipient recipient = said.recipient();
            recipient.answered(
                    new PastAttempt(
                            recipient.nextAttempt(), provider, key, started, now, said.outcome()));
            if (reports != null && said.outcome() instanceof Outcome.Accepted) {
                reports.accepted(provider, recipient.domain());
            }
            learnt.add(new Answer(recipient.domain(), said.outcome()));
            if (said.report() != null) {
                Report report = said.report();
                time.after(
                        report.after(),
                        () -> reported(mail, recipient, provider, report.outcome()));
            }
        }
        journal.answered(number, mail, provider, started, reply.said());
        health.record(
                new CallResult(
                        provider,
                        mail.organisation(),
                        mail.from().asciiDomain(),
                        learnt,
                        Duration.between(started, now),
                        probe),
                now);
        look(mail);
    }

    /// As `feedback` does it.
    private void reported(
            SimulatedMail mail,
            SimulatedRecipient recipient,
            ProviderId provider,
            Outcome outcome) {
        switch (recipient.state()) {
            case BOUNCED, FAILED -> {
                return;
            }
            case OPEN, SENT -> {}
        }
        switch (outcome) {
            case Outcome.Accepted a -> recipient.settle(State.SENT, "reported");
            case Outcome.RecipientRefused r -> recipient.settle(State.BOUNCED, r.reply());
            case Outcome.Blocked b -> {
                journal.blockedLater(number, mail, provider, recipient.domain());
                health.blocked(
                        new Block(
                                provider,
                                mail.organisation(),
                                mail.from().asciiDomain(),
                                recipient.domain(),
                                b.bounceClass()),
                        time.instant());
                if (recipient.state() == State.SENT) {
                    recipient.reopen();
                    look(mail);
                }
            }
            case Outcome.MessageRefused m -> throw unheardOf(m);
            case Outcome.Throttled t -> throw unheardOf(t);
            case Outcome.Misconfigured m -> throw unheardOf(m);
            case Outcome.Unavailable u -> throw unheardOf(u);
            case Outcome.Unknown u -> throw unheardOf(u);
            case Outcome.Unsuited u -> throw unheardOf(u);
        }
    }

    private static IllegalStateException unheardOf(Outcome outcome) {
        return new IllegalStateException("nobody reports " + outcome.word());
    }
}
