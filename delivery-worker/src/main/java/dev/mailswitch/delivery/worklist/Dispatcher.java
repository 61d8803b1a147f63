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
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Brings due mails of a lane into Kafka. The backlog stays in the database: Kafka is topped up to
/// about two seconds of work, in deficit round robin over flows, and no flow gets more than its
/// routes took lately. So one tenant's million costs another one's mail two seconds at most.
final class Dispatcher {

    /// Older, and Kafka holds enough: nothing is added.
    static final Duration WINDOW = Duration.ofSeconds(2);

    /// So long after a change of the ways a claim that was made by the settings before may still be
    /// committed: longer than any transaction of the ledger.
    private static final Duration UNDER_WAY = Duration.ofSeconds(10);

    private static final Duration LOST_AFTER = Duration.ofSeconds(10);
    private static final Duration LOOK_BACK = Duration.ofSeconds(30);
    private static final Duration FULL_SCAN = Duration.ofMinutes(1);
    private static final Duration LOST_SCAN = Duration.ofSeconds(5);
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
    private final Ways ways = new Ways();
    private Instant waysChanged = Instant.EPOCH;
    private boolean more = true;
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
        List<EnvironmentId> flows = flows(settings);
        if (ways.take(settings)) {
            waysChanged = now;
        }
        boolean released = !open.containsAll(flows);
        // What was put back has kept its old time.
        more |= pace.wasPutBack(lane);
        boolean full = more || released || now.isAfter(fullScan.plus(FULL_SCAN));
        Instant from = full ? Instant.EPOCH : now.minus(LOOK_BACK);
        if (full) {
            fullScan = now;
        }
        // Stays so if this turn fails.
        more = true;
        boolean mayBeOutdated = full || now.isBefore(waysChanged.plus(UNDER_WAY));
        more =
                roundRobin(
                        new Found(
                                workList.waiting(lane, flows, from),
                                from,
                                mayBeOutdated
                                        ? workList.outdated(lane, ways.since(flows))
                                        : Set.of()));
        open = Set.copyOf(flows);
    }

    /// Environments that may send in this lane now.
    private List<EnvironmentId> flows(Directory settings) {
        return settings.environments().stream()
                .filter(
                        environment ->
                                settings.hold(environment.organisationId(), environment.id(), lane)
                                        .isEmpty())
                .map(Environment::id)
                .toList();
    }

    /// Flows that have something to bring up.
    ///
    /// @param due      mails that are due, from the time `from` on
    /// @param outdated mails that wait for a way, by settings that are no longer so
    private record Found(List<EnvironmentId> due, Instant from, Set<EnvironmentId> outdated) {

        List<EnvironmentId> all() {
            return Stream.concat(due.stream(), outdated.stream()).distinct().toList();
        }
    }

    /// Says whether something was left over.
    private boolean roundRobin(Found found)
            throws SQLException, ExecutionException, InterruptedException {
        List<EnvironmentId> waiting = found.all();
        double total = waiting.stream().mapToDouble(pace::perTick).sum();
        int budget = Math.max(LEAST, (int) (2 * total));
        int quantum = Math.clamp(budget / Math.max(1, waiting.size()), 1, QUANTUM);
        Map<EnvironmentId, Integer> deficits = new HashMap<>();
        List<EnvironmentId> shuffled = new ArrayList<>(waiting);
        Collections.shuffle(shuffled);
        Deque<EnvironmentId> turns = new ArrayDeque<>(shuffled);
        boolean left = false;
        while (budget > 0 && !turns.isEmpty()) {
            EnvironmentId flow = turns.poll();
            int allowed = pace.allowance(flow) - deficits.getOrDefault(flow, 0);
            int want = Math.min(Math.min(quantum, budget), allowed);
            if (want <= 0) {
                left = true;
                continue;
            }
            int woken = bringUp(flow, found, want);
            budget -= woken;
            if (woken == want) {
                deficits.merge(flow, woken, Integer::sum);
                turns.add(flow);
            }
        }
        return left || !turns.isEmpty();
    }

    /// First what is due, then what may go before its time.
    private int bringUp(EnvironmentId flow, Found found, int want)
            throws SQLException, ExecutionException, InterruptedException {
        List<Wake> woken = workList.wake(lane, flow, found.from(), want);
        announcer.announce(woken);
        int left = want - woken.size();
        if (left == 0 || !found.outdated().contains(flow)) {
            return woken.size();
        }
        List<Wake> early = workList.wakeOutdated(lane, flow, ways.since(flow), left);
        announcer.announce(early);
        return woken.size() + early.size();
    }
}
