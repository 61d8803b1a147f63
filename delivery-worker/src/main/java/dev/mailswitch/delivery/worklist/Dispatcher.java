package dev.mailswitch.delivery.worklist;

import dev.mailswitch.delivery.dispatch.Pace;
import dev.mailswitch.directory.Directory;
import dev.mailswitch.directory.Environment;
import dev.mailswitch.directory.Organisation;
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
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

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
        List<EnvironmentId> flows = flows();
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
        List<EnvironmentId> waiting = workList.waiting(lane, flows, from);
        more = roundRobin(waiting, from);
        open = Set.copyOf(flows);
    }

    /// Environments that may send in this lane now.
    private List<EnvironmentId> flows() {
        Directory settings = directory.get();
        return settings.environments().stream()
                .filter(environment -> !environment.holds(lane))
                .filter(environment -> !paused(settings, environment))
                .map(Environment::id)
                .toList();
    }

    private static boolean paused(Directory settings, Environment environment) {
        return settings.organisation(environment.organisationId())
                .map(Organisation::paused)
                .orElse(true);
    }

    /// Says whether something was left over.
    private boolean roundRobin(List<EnvironmentId> waiting, Instant from)
            throws SQLException, ExecutionException, InterruptedException {
        double total = waiting.stream().mapToDouble(pace::perTick).sum();
        int budget = Math.max(LEAST, (int) (2 * total));
        int quantum = Math.clamp(budget / Math.max(1, waiting.size()), 1, QUANTUM);
        Map<EnvironmentId, Integer> deficits = new HashMap<>();
        List<EnvironmentId> shuffled = new java.util.ArrayList<>(waiting);
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
            List<Wake> woken = workList.wake(lane, flow, from, want);
            announcer.announce(woken);
            budget -= woken.size();
            if (woken.size() == want) {
                deficits.merge(flow, woken.size(), Integer::sum);
                turns.add(flow);
            }
        }
        return left || !turns.isEmpty();
    }
}
