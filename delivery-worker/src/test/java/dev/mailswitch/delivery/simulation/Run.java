package dev.mailswitch.delivery.simulation;

import dev.mailswitch.delivery.health.Breaker;
import dev.mailswitch.delivery.health.InMemoryBreakers;
import dev.mailswitch.delivery.health.InMemorySilences;
import dev.mailswitch.delivery.simulation.Journal.Opening;
import dev.mailswitch.delivery.simulation.SimulatedRecipient.State;
import dev.mailswitch.directory.Route;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.mail.OnUnknown;
import dev.mailswitch.model.outcome.Scope;
import dev.mailswitch.routing.Gate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// A run that is over, and what is to be measured of it.
final class Run {

    private final long seed;
    private final List<SimulatedMail> mails;
    private final Journal journal;
    private final InMemoryBreakers table;
    private final List<SimulatedWorker> workers;
    private final int mismatches;
    private final InMemorySilences silences;

    Run(
            long seed,
            List<SimulatedMail> mails,
            Journal journal,
            InMemoryBreakers table,
            List<SimulatedWorker> workers,
            int mismatches,
            InMemorySilences silences) {
        this.seed = seed;
        this.mails = List.copyOf(mails);
        this.journal = journal;
        this.table = table;
        this.workers = List.copyOf(workers);
        this.mismatches = mismatches;
        this.silences = silences;
    }

    /// A recipient and its mail.
    record Fate(SimulatedMail mail, SimulatedRecipient recipient) {
        @Override
        public String toString() {
            return "%s %s %s %s (%s): %s, arrived through %s, after %s"
                    .formatted(
                            mail.id(),
                            mail.lane().word(),
                            mail.onUnknown(),
                            recipient.domain(),
                            recipient.fault(),
                            recipient.state() + " " + recipient.end(),
                            recipient.copies().stream().map(Run::name).toList(),
                            recipient.attempts().stream()
                                    .map(
                                            past ->
                                                    past.finishedAt()
                                                            + " "
                                                            + name(past.provider())
                                                            + " "
                                                            + past.outcome())
                                    .toList());
        }
    }

    long seed() {
        return seed;
    }

    int mails() {
        return mails.size();
    }

    List<SimulatedMail> allMails() {
        return mails;
    }

    /// How many were accepted after `from`, up to `until`.
    long mailsBetween(Instant from, Instant until) {
        return mails.stream()
                .map(SimulatedMail::created)
                .filter(at -> at.isAfter(from) && !at.isAfter(until))
                .count();
    }

    int recipients() {
        return mails.stream().mapToInt(mail -> mail.recipients().size()).sum();
    }

    List<Fate> fates(Predicate<Fate> which) {
        List<Fate> fates = new ArrayList<>();
        for (SimulatedMail mail : mails) {
            for (SimulatedRecipient recipient : mail.recipients()) {
                Fate fate = new Fate(mail, recipient);
                if (which.test(fate)) {
                    fates.add(fate);
                }
            }
        }
        return fates;
    }

    /// Neither arrived nor ended for a reason of its own.
    List<Fate> lost() {
        return fates(
                fate ->
                        fate.recipient().copies().isEmpty()
                                && !ownFault(fate)
                                && !rightlyUnknown(fate));
    }

    private static boolean ownFault(Fate fate) {
        boolean refused = fate.mail().refused() && fate.recipient().state() == State.FAILED;
        boolean bounced =
                fate.recipient().fault() != Fault.NONE && fate.recipient().state() == State.BOUNCED;
        return refused || bounced;
    }

    /// Its policy forbids to try again what may have arrived.
    private static boolean rightlyUnknown(Fate fate) {
        return fate.mail().onUnknown() == OnUnknown.AT_MOST_ONCE
                && fate.recipient().state() == State.FAILED
                && fate.recipient().end().startsWith("unknown");
    }

    /// Recorded as sent, and nobody has it.
    List<Fate> phantoms() {
        return fates(
                fate ->
                        fate.recipient().state() == State.SENT
                                && fate.recipient().copies().isEmpty());
    }

    List<Fate> unfinished() {
        return fates(fate -> fate.recipient().state() == State.OPEN);
    }

    List<Fate> doubles() {
        return fates(fate -> fate.recipient().copies().size() > 1);
    }

    /// Those whose first copy came through a provider that would have known the call again.
    List<Fate> doublesInSpiteOfKeys() {
        return doubles().stream()
                .filter(fate -> keyed(fate.recipient().copies().getFirst()))
                .toList();
    }

    /// Whether it knows a call again by its key.
    static boolean keyed(ProviderId provider) {
        return Installation.of(provider).provider().capabilities().idempotent();
    }

    /// How often a key was used for something else than before.
    int mismatches() {
        return mismatches;
    }

    Journal journal() {
        return journal;
    }

    List<Breaker> breakers() {
        return table.load();
    }

    /// The providers known well enough to be called silent.
    List<ProviderId> learnt() {
        return silences.habits().entrySet().stream()
                .filter(habit -> habit.getValue().normal().isPresent())
                .map(Map.Entry::getKey)
                .toList();
    }

    /// How each worker sees each provider for mails of this sender's domain to this recipient's.
    Set<Gate> gates(String sender, String recipient) {
        return workers.stream()
                .flatMap(
                        worker ->
                                Installation.ROUTES.stream()
                                        .map(route -> route.provider().id())
                                        .map(id -> worker.health().gate(id, sender, recipient)))
                .collect(Collectors.toSet());
    }

    List<Opening> openings(Scope scope) {
        return journal.openings().stream()
                .filter(opening -> opening.key().scope() == scope)
                .toList();
    }

    /// Those that some mail has met.
    List<Outage> outages(Predicate<Outage> which) {
        return journal.outages().stream()
                .filter(outage -> outage.tookToStop().isPresent())
                .filter(which)
                .toList();
    }

    static String name(ProviderId provider) {
        return Installation.of(provider).provider().name();
    }

    /// The figures of the run, for people.
    @Override
    public String toString() {
        var text = new StringBuilder();
        line(text, "seed %d: %,d mails to %,d recipients", seed, mails(), recipients());
        Map<State, Integer> ends = new TreeMap<>();
        fates(f -> true).forEach(f -> ends.merge(f.recipient().state(), 1, Integer::sum));
        line(text, "  ends: %s; lost: %d", ends, lost().size());
        line(
                text,
                "  unknown for good, as at_most_once has it: %d",
                fates(Run::rightlyUnknown).size());
        Map<String, Integer> doubled = new TreeMap<>();
        doubles()
                .forEach(
                        f ->
                                doubled.merge(
                                        name(f.recipient().copies().getFirst()), 1, Integer::sum));
        line(text, "  doubles by who brought it first: %s", doubled);
        line(text, "  keys used for another mail: %d", mismatches);
        for (Route route : Installation.ROUTES) {
            ProviderId id = route.provider().id();
            line(
                    text,
                    "  %-10s tier %d, %,7d calls, weight %.3f, share %.3f of %,d when all is well",
                    name(id),
                    route.tier(),
                    journal.calls(id),
                    Installation.share(route),
                    journal.settled().of(id),
                    journal.settled().all());
        }
        line(
                text,
                "  breakers: %d opened, %d probes failed, %d closed, %d open at the end",
                journal.openings().size(),
                journal.reopenings(),
                journal.closings(),
                breakers().size());
        for (Scope scope : Scope.values()) {
            Map<String, Integer> tipped = new TreeMap<>();
            openings(scope).forEach(o -> tipped.merge(o.tipped().name(), 1, Integer::sum));
            line(text, "    %s, by the cause of the last answer: %s", scope.word(), tipped);
        }
        outages(text);
        return text.toString();
    }

    private void outages(StringBuilder text) {
        line(
                text,
                "  %-10s %-8s %9s %8s %9s %8s %6s %9s %9s",
                "outage",
                "of kind",
                "lasted",
                "last in",
                "from sign",
                "calls in",
                "probes",
                "found in",
                "interval");
        journal.outages().stream()
                .sorted(Comparator.comparing(outage -> outage.spell().from()))
                .forEach(
                        one ->
                                line(
                                        text,
                                        "  %-10s %-8s %8ds %8s %9s %8d %6d %9s %9s",
                                        one.route().provider().name(),
                                        one.spell().trouble().name().toLowerCase(Locale.ROOT),
                                        Duration.between(one.spell().from(), one.spell().until())
                                                .toSeconds(),
                                        seconds(one.lastSent()),
                                        seconds(one.tookToStop()),
                                        one.ordinary(),
                                        one.probes(),
                                        seconds(one.tookToFind()),
                                        one.toBeFound() ? one.interval().toSeconds() + "s" : "-"));
        line(
                text,
                "  longest from the first sign to the last mail: unreachable %s, failing %s (%d calls)",
                seconds(worst(one -> one.spell().trouble().unreachable())),
                seconds(worst(one -> one.spell().trouble() == Trouble.FAILS)),
                outages(one -> one.spell().trouble() == Trouble.FAILS).stream()
                        .mapToInt(Outage::ordinary)
                        .max()
                        .orElse(0));
    }

    private Optional<Duration> worst(Predicate<Outage> which) {
        return outages(which).stream()
                .flatMap(one -> one.tookToStop().stream())
                .max(Duration::compareTo);
    }

    private static String seconds(Optional<Duration> duration) {
        return duration.map(d -> "%.1fs".formatted(d.toMillis() / 1_000.0)).orElse("-");
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(format.formatted(values)).append('\n');
    }
}
