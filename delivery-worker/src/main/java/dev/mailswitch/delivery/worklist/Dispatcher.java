package dev.mailswitch.delivery.worklist;

import dev.mailswitch.delivery.dispatch.Pace;
import dev.mailswitch.directory.Directory;
import dev.mailswitch.directory.Environment;
import dev.mailswitch.ledger.Marks;
import dev.mailswitch.ledger.WorkList;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.wire.Wake;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Brings due mails of a lane into Kafka. The backlog stays in the database: Kafka is topped up to
/// about two seconds of work, in deficit round robin over flows, and no flow gets more than its
/// routes took lately. So one tenant's million costs another one's mail two seconds at most.
final class Dispatcher {

    /// Older, and Kafka holds enough: nothing is added.
    static final Duration WINDOW = Duration.ofSeconds(2);

    private static final Duration LOST_AFTER = Duration.ofSeconds(10);
    private static final Duration LOOK_BACK = Duration.ofSeconds(30);
    private static final Duration FULL_SCAN = Duration.ofMinutes(1);
    private static final Duration LOST_SCAN = Duration.ofSeconds(5);

    /// How often every flow is asked for outdated mails. A mail that was in hand when the ways changed
    /// comes back with what it had seen before, be it minutes later: when a worker that reads the
    /// settings a little later has decided about it, or another recipient's call has ended.
    private static final Duration OUTDATED_SCAN = Duration.ofSeconds(2);

    private static final int QUANTUM = 50;
    private static final int LEAST = 200;
    private static final int LOST_BATCH = 500;

    private final Lane lane;
    private final WorkList workList;
    private final Marks marks;
    private final Announcer announcer;
    private final Supplier<Directory> directory;
    private final Pace pace;
    private final InstantSource clock;
    private Instant fullScan = Instant.EPOCH;
    private Instant lostScan = Instant.EPOCH;
    private Instant outdatedScan = Instant.EPOCH;
    private final Ways ways = new Ways();

    /// Due mails may be older than the next look back reaches.
    private boolean more = true;

    /// Flows that may have outdated mails: their ways have changed, or some were left over. Apart from
    /// [#more], as it may take a day to look at a million that cannot go: so long nobody else's due
    /// mails are searched from the beginning.
    private Set<EnvironmentId> suspects = new HashSet<>();

    private Set<EnvironmentId> open = Set.of();

    Dispatcher(
            Lane lane,
            WorkList workList,
            Marks marks,
            Announcer announcer,
            Supplier<Directory> directory,
            Pace pace,
            InstantSource clock) {
        this.lane = lane;
        this.workList = workList;
        this.marks = marks;
        this.announcer = announcer;
        this.directory = directory;
        this.pace = pace;
        this.clock = clock;
    }

    /// One turn, about ten a second.
    void turn() throws SQLException, ExecutionException, InterruptedException {
        Optional<Marks.LowWater> mark = marks.lowWater(lane);
        if (mark.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        if (now.isAfter(lostScan.plus(LOST_SCAN))) {
            lostScan = now;
            announcer.announce(
                    workList.wakeLost(lane, mark.get().at().minus(LOST_AFTER), LOST_BATCH));
        }
        if (mark.get().age().compareTo(WINDOW) < 0) {
            topUp(now);
        } else {
            // What falls due meanwhile may be older than the next look back reaches.
            more = true;
        }
    }

    private void topUp(Instant now) throws SQLException, ExecutionException, InterruptedException {
        Directory settings = directory.get();
        Set<EnvironmentId> flows = flows(settings);
        Set<EnvironmentId> opened = new HashSet<>(flows);
        opened.removeAll(open);
        // What was put back has kept its old time.
        more |= pace.wasPutBack(lane);
        boolean full = more || !opened.isEmpty() || now.isAfter(fullScan.plus(FULL_SCAN));
        Instant from = full ? Instant.EPOCH : now.minus(LOOK_BACK);
        if (full) {
            fullScan = now;
        }
        // These stay so if this turn fails.
        more = true;
        suspect(settings, flows, opened, now);
        Backlog backlog =
                new Backlog(
                        workList.waiting(lane, flows, from),
                        from,
                        workList.outdated(lane, ways.since(suspects)));
        roundRobin(backlog);
        more = !backlog.due.isEmpty();
        suspects = backlog.outdated;
        open = flows;
    }

    /// Adds the flows that have to be asked for outdated mails. What is held is not asked, and is when
    /// it is opened.
    private void suspect(
            Directory settings, Set<EnvironmentId> flows, Set<EnvironmentId> opened, Instant now) {
        suspects.addAll(ways.take(settings));
        suspects.addAll(opened);
        if (now.isAfter(outdatedScan.plus(OUTDATED_SCAN))) {
            outdatedScan = now;
            suspects.addAll(flows);
        }
        suspects.retainAll(flows);
    }

    /// Environments that may send in this lane now.
    private Set<EnvironmentId> flows(Directory settings) {
        return settings.environments().stream()
                .filter(
                        environment ->
                                settings.hold(environment.organisationId(), environment.id(), lane)
                                        .isEmpty())
                .map(Environment::id)
                .collect(Collectors.toUnmodifiableSet());
    }

    /// Flows that have something to bring up, and what is left of them as a turn goes on. Used by one
    /// thread.
    private static final class Backlog {

        /// Those with mails that are due since [#from].
        private final Set<EnvironmentId> due;

        private final Instant from;

        /// Those with mails that wait for a way, by settings that are no longer so.
        private final Set<EnvironmentId> outdated;

        Backlog(Collection<EnvironmentId> due, Instant from, Collection<EnvironmentId> outdated) {
            this.due = new HashSet<>(due);
            this.from = from;
            this.outdated = new HashSet<>(outdated);
        }

        List<EnvironmentId> flows() {
            return Stream.concat(due.stream(), outdated.stream()).distinct().toList();
        }

        boolean has(EnvironmentId flow) {
            return due.contains(flow) || outdated.contains(flow);
        }
    }

    /// Takes from the backlog what may go on in this turn.
    private void roundRobin(Backlog backlog)
            throws SQLException, ExecutionException, InterruptedException {
        List<EnvironmentId> waiting = new ArrayList<>(backlog.flows());
        double total = waiting.stream().mapToDouble(pace::perTick).sum();
        int budget = Math.max(LEAST, (int) (2 * total));
        int quantum = Math.clamp(budget / Math.max(1, waiting.size()), 1, QUANTUM);
        Map<EnvironmentId, Integer> deficits = new HashMap<>();
        Collections.shuffle(waiting);
        Deque<EnvironmentId> turns = new ArrayDeque<>(waiting);
        while (budget > 0 && !turns.isEmpty()) {
            EnvironmentId flow = turns.poll();
            int allowed = pace.allowance(flow) - deficits.getOrDefault(flow, 0);
            int want = Math.min(Math.min(quantum, budget), allowed);
            if (want <= 0) {
                continue;
            }
            int woken = bringUp(flow, backlog, want);
            budget -= woken;
            if (backlog.has(flow)) {
                deficits.merge(flow, woken, Integer::sum);
                turns.add(flow);
            }
        }
    }

    /// First what is due, then what may go before its time. Whoever has less than was asked for has
    /// nothing more.
    private int bringUp(EnvironmentId flow, Backlog backlog, int want)
            throws SQLException, ExecutionException, InterruptedException {
        int woken = 0;
        if (backlog.due.contains(flow)) {
            woken = announced(workList.wake(lane, flow, backlog.from, want));
            if (woken < want) {
                backlog.due.remove(flow);
            }
        }
        if (woken < want && backlog.outdated.contains(flow)) {
            woken += announced(workList.wakeOutdated(lane, flow, ways.since(flow), want - woken));
            if (woken < want) {
                backlog.outdated.remove(flow);
            }
        }
        return woken;
    }

    private int announced(List<Wake> wakes) throws ExecutionException, InterruptedException {
        announcer.announce(wakes);
        return wakes.size();
    }
}
