package dev.mailswitch.delivery.dispatch;

import dev.mailswitch.ledger.Claimed;
import dev.mailswitch.ledger.Claiming;
import dev.mailswitch.ledger.Marks;
import dev.mailswitch.ledger.Plan;
import dev.mailswitch.ledger.Settlement;
import dev.mailswitch.ledger.StaleSettings;
import dev.mailswitch.ledger.WorkList;
import dev.mailswitch.ledger.WorkerLease;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.wire.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The poll loop of a lane: announcements in, claims and calls out. A record is acknowledged once
/// the mail it speaks of was looked at; what comes of the mail is the ledger's business. While the
/// database is away the loop waits, and what it has polled waits with it.
final class LaneLoop implements Runnable, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LaneLoop.class);
    private static final int BATCH = 100;
    private static final Duration IDLE = Duration.ofMillis(100);
    private static final Duration CROWDED = Duration.ofMillis(5);
    private static final Duration AWAY = Duration.ofMillis(250);
    private static final Duration NO_ROOM = Duration.ofSeconds(1);

    private final Lane lane;
    private final Consumer<byte[], byte[]> consumer;
    private final Announced announced;
    private final Membership membership;
    private final Again again;
    private final Claiming claiming;
    private final WorkList workList;
    private final Supplier<Decisions> decisions;
    private final BooleanSupplier readSettings;
    private final ToIntFunction<EnvironmentId> openings;
    private final Slots slots;
    private final CallRunner runner;
    private final WorkerLease lease;
    private final InHand inHand;
    private final TrialRoom trials;
    private final Pace pace;
    private final MeterRegistry metrics;
    private final ExecutorService calls;
    private volatile boolean idle;
    private volatile boolean stopping;
    private volatile long turnedNanos = System.nanoTime();

    LaneLoop(
            Lane lane,
            Consumer<byte[], byte[]> consumer,
            Ends ends,
            Marks marks,
            Claiming claiming,
            WorkList workList,
            Supplier<Decisions> decisions,
            BooleanSupplier readSettings,
            ToIntFunction<EnvironmentId> openings,
            Slots slots,
            CallRunner runner,
            WorkerLease lease,
            InHand inHand,
            TrialRoom trials,
            Pace pace,
            MeterRegistry metrics) {
        this.lane = lane;
        this.consumer = consumer;
        this.announced = new Announced(lane, consumer, ends, marks::write, System::nanoTime);
        this.membership =
                new Membership(
                        consumer, Topics.sends(lane), announced, lease::safe, System::nanoTime);
        this.again = new Again(this::nudge);
        this.claiming = claiming;
        this.workList = workList;
        this.decisions = decisions;
        this.readSettings = readSettings;
        this.openings = openings;
        this.slots = slots;
        this.runner = runner;
        this.lease = lease;
        this.inHand = inHand;
        this.trials = trials;
        this.pace = pace;
        this.metrics = metrics;
        this.calls =
                Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("call-" + lane.word() + "-", 0).factory());
    }

    @Override
    public void run() {
        while (!stopping) {
            turnedNanos = System.nanoTime();
            try {
                turn();
            } catch (WakeupException somethingLocal) {
                // Again has something, or we stop.
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                break;
            } catch (RuntimeException | Error failed) {
                // An error too: a lane that has ended delivers nothing, and nobody would see why.
                LOG.error("lane {}: a turn failed", lane.word(), failed);
                pause(AWAY);
            }
        }
        consumer.close();
    }

    private void turn() throws InterruptedException {
        if (!membership.keep()) {
            announced.forgetAll();
            Thread.sleep(IDLE);
            return;
        }
        boolean waiting = !announced.isEmpty() || !again.isEmpty();
        int room = trials.quiet() ? 0 : Math.min(BATCH, slots.free());
        if (waiting && room > 0 && lease.safe()) {
            boolean any = claim(room);
            announced.poll(any ? Duration.ZERO : CROWDED);
        } else if (waiting) {
            announced.poll(CROWDED);
        } else {
            idle = true;
            try {
                // Looked at again after the flag is up: who offered before has not nudged.
                announced.poll(again.isEmpty() ? IDLE : Duration.ZERO);
            } finally {
                idle = false;
            }
        }
        if (slots.free() == 0 || trials.quiet()) {
            putBack(announced.waitingFor(NO_ROOM));
        }
        putBack(announced.surplus(this::mayWait));
        announced.acknowledge();
    }

    /// A flow that finds places may have as much here as there is; one that finds none, a second's
    /// work.
    private int mayWait(EnvironmentId flow) {
        return openings.applyAsInt(flow) > 0
                ? Integer.MAX_VALUE
                : (int) (Pace.TICKS_A_SECOND * pace.perTick(flow));
    }

    /// Puts back what cannot wait here: more of one flow than may, or all when there has been no
    /// room for long.
    private void putBack(Map<EmailId, EnvironmentId> back) throws InterruptedException {
        while (!back.isEmpty() && goesOn()) {
            try {
                workList.unwake(back.keySet());
                back.values().forEach(flow -> pace.looked(flow, true));
                pace.putBack(lane);
                return;
            } catch (SQLException away) {
                LOG.warn("lane {}: nothing put back: {}", lane.word(), away.getMessage());
                Thread.sleep(AWAY);
                turnedNanos = System.nanoTime();
            }
        }
    }

    /// Cuts a poll short that waits for nothing in particular. Never while there is work: a poll
    /// that is cut short brings nothing, and many failing mails would shut out all new ones.
    private void nudge() {
        if (idle) {
            idle = false;
            consumer.wakeup();
        }
    }

    /// Says whether there was something to claim.
    private boolean claim(int room) throws InterruptedException {
        if (!trials.enter()) {
            return false;
        }
        try {
            return claimSome(room);
        } finally {
            trials.leave();
        }
    }

    private boolean claimSome(int room) throws InterruptedException {
        Set<EmailId> ids = new LinkedHashSet<>();
        // Half a batch at most, so that failing mails do not keep new ones out.
        again.drain(ids, Math.max(1, room / 2));
        announced.take(ids, room - ids.size(), openings);
        if (ids.isEmpty()) {
            return false;
        }
        for (List<EmailId> portion : portions(List.copyOf(ids))) {
            claim(portion);
        }
        return true;
    }

    /// What fits into memory together, for as long as the database is away and we are in the group.
    private List<List<EmailId>> portions(List<EmailId> ids) throws InterruptedException {
        while (goesOn()) {
            try {
                return claiming.portions(ids);
            } catch (SQLException failed) {
                LOG.warn("lane {}: no claim: {}", lane.word(), failed.getMessage());
                Thread.sleep(AWAY);
            } finally {
                turnedNanos = System.nanoTime();
            }
        }
        return List.of();
    }

    /// Claims, for as long as the database is away and we are in the group. A mail that cannot be
    /// claimed is found and set aside by the claim itself.
    private void claim(List<EmailId> ids) throws InterruptedException {
        while (goesOn()) {
            Decisions decider = decisions.get();
            WorkerLease.Term term = lease.term();
            try {
                List<Claimed> claimed = claiming.claim(lease.epoch(), ids, decider);
                start(claimed, decider, term);
                count(ids.size(), claimed.size());
                decider.report();
                return;
            } catch (StaleSettings changed) {
                decider.abandon();
                if (!readSettings.getAsBoolean()) {
                    Thread.sleep(AWAY);
                }
            } catch (SQLException failed) {
                decider.abandon();
                LOG.warn("lane {}: no claim: {}", lane.word(), failed.getMessage());
                Thread.sleep(AWAY);
            } finally {
                decider.abandon();
                turnedNanos = System.nanoTime();
            }
        }
    }

    /// Whether to go on trying. What is given up was not acknowledged: others read it again.
    private boolean goesOn() {
        return !stopping && !membership.overdue();
    }

    private void count(int asked, int claimed) {
        metrics.counter("mailswitch.claims", "lane", lane.word(), "result", "claimed")
                .increment(claimed);
        metrics.counter("mailswitch.claims", "lane", lane.word(), "result", "other")
                .increment(asked - claimed);
    }

    private void start(List<Claimed> claimed, Decisions decider, WorkerLease.Term term) {
        for (Claimed mail : claimed) {
            inHand.add(mail.mail().id(), mail.calls().size());
        }
        for (Claimed mail : claimed) {
            Holdings.Held memory = decider.heldOf(mail);
            Passes passes = mail.suspect() ? trial(mail)::begun : () -> true;
            for (Plan.Call call : mail.calls()) {
                Places.Taken places = decider.placesOf(call);
                try {
                    calls.execute(() -> call(mail, call, places, memory, passes, term));
                } catch (RejectedExecutionException tooLate) {
                    // We stop; others take the mail over.
                    places.close();
                    memory.letGo();
                    inHand.done(mail.mail().id());
                }
            }
        }
    }

    /// Waits until a call may begin; false if it must not.
    private interface Passes {
        boolean await() throws InterruptedException;
    }

    private TrialRoom.Trial trial(Claimed suspect) {
        TrialRoom.Trial trial = trials.expect(suspect);
        try {
            calls.execute(trial);
        } catch (RejectedExecutionException tooLate) {
            trial.cancel();
        }
        return trial;
    }

    private void call(
            Claimed mail,
            Plan.Call call,
            Places.Taken places,
            Holdings.Held memory,
            Passes passes,
            WorkerLease.Term term) {
        Settlement.Result result = Settlement.Result.LATE;
        try {
            boolean passed = passes.await();
            result = runner.run(mail, call, places, () -> passed && lease.safe(term));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error bug) {
            LOG.error("a call for {} was not settled", mail.mail().id(), bug);
        } finally {
            places.close();
            memory.letGo();
            inHand.done(mail.mail().id());
        }
        if (result == Settlement.Result.AGAIN) {
            again.offer(mail.mail().id());
        }
    }

    /// How long ago the loop last turned; it turns at least ten times a second.
    Duration sinceTurn() {
        // One that is told to end does not turn, and must not be killed for it.
        return stopping ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - turnedNanos);
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /// Takes nothing new; calls under way go on.
    @Override
    public void close() {
        stopping = true;
        consumer.wakeup();
    }

    /// Waits for the calls under way.
    ///
    /// @return whether all came to their end
    boolean await(Duration patience) throws InterruptedException {
        calls.shutdown();
        return calls.awaitTermination(
                patience.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
    }
}
