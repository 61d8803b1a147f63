package dev.mailswitch.delivery.dispatch;

import dev.mailswitch.compose.Copies;
import dev.mailswitch.delivery.health.HealthRecorder;
import dev.mailswitch.delivery.health.Probes;
import dev.mailswitch.delivery.transport.Senders;
import dev.mailswitch.directory.LiveDirectory;
import dev.mailswitch.ledger.Allowances;
import dev.mailswitch.ledger.Claimed;
import dev.mailswitch.ledger.Claiming;
import dev.mailswitch.ledger.Contents;
import dev.mailswitch.ledger.Marks;
import dev.mailswitch.ledger.Settling;
import dev.mailswitch.ledger.Trials;
import dev.mailswitch.ledger.WorkList;
import dev.mailswitch.ledger.WorkerLease;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.routing.Failover;
import dev.mailswitch.routing.HealthView;
import dev.mailswitch.signing.SigningKeys;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.Consumer;

/// The lanes of this worker: one loop each, with slots of its own, over shared senders.
public final class Lanes implements AutoCloseable {

    /// What the lanes work with.
    public record Parts(
            Ends ends,
            Marks marks,
            Claiming claiming,
            WorkList workList,
            Contents contents,
            Copies copies,
            Settling settling,
            Allowances allowances,
            WorkerLease lease,
            LiveDirectory directory,
            HealthView health,
            Probes probes,
            HealthRecorder recorder,
            Senders senders,
            InHand inHand,
            Trials trials,
            Pace pace,
            MeterRegistry metrics,
            InstantSource clock,
            RandomGenerator random,
            SigningKeys signingKeys,
            Policy policy) {}

    /// What an operator has set.
    ///
    /// @param standbyShare of the mails, from 0 to 1, that go to a lower tier so that it is known to
    ///     work
    /// @param toHandOver   how long a call may take to its point of no return
    /// @param toAnswer     and from there to its answer
    public record Policy(double standbyShare, Duration toHandOver, Duration toAnswer) {}

    private record Running(LaneLoop loop, Slots slots, Thread thread) {}

    private final Map<Lane, Running> lanes = new EnumMap<>(Lane.class);
    private final Rates rates;
    private final Budgets budgets;
    private final CallRunner runner;
    private final AttemptLog attempts;
    private final TrialRoom trials;

    /// Starts the loops.
    ///
    /// @param consumers makes the consumer of a lane; the loop closes it
    /// @param slots     calls a lane may have open at once
    public Lanes(
            Parts parts,
            Function<Lane, Consumer<byte[], byte[]>> consumers,
            Function<Lane, Integer> slots) {
        this.rates = new Rates(parts.allowances()::lease, parts.clock());
        this.budgets = new Budgets(Budgets.Leases.of(parts.allowances()), parts.clock());
        this.attempts = new AttemptLog(parts.metrics(), parts.clock());
        this.runner =
                new CallRunner(
                        new Letters(
                                MailContents.of(parts.contents()),
                                new ContentBudget(Letters.BUDGET_KIB),
                                Letters.Patience.USUAL),
                        Signing.of(parts.directory(), parts.signingKeys()),
                        parts.copies(),
                        parts.settling()::settle,
                        parts.recorder(),
                        attempts,
                        parts.clock(),
                        new Passage.Patience(
                                parts.policy().toHandOver(), parts.policy().toAnswer()));
        this.trials =
                new TrialRoom(
                        record(parts.trials()),
                        parts.inHand(),
                        parts.lease()::safe,
                        System::nanoTime);
        try {
            for (Lane lane : Lane.values()) {
                lanes.put(lane, start(lane, parts, consumers.apply(lane), slots.apply(lane)));
            }
        } catch (RuntimeException failed) {
            close();
            throw failed;
        }
    }

    private static TrialRoom.Record record(Trials trials) {
        return new TrialRoom.Record() {
            @Override
            public boolean begin(Claimed mail) throws SQLException {
                return trials.begin(mail);
            }

            @Override
            public void lived(Claimed mail) throws SQLException {
                trials.lived(mail);
            }
        };
    }

    private Running start(Lane lane, Parts parts, Consumer<byte[], byte[]> consumer, int size) {
        Slots slots = new Slots(size, System::nanoTime);
        Places places =
                new Places(
                        lane,
                        slots,
                        parts.senders(),
                        rates,
                        budgets,
                        parts.probes(),
                        parts.clock());
        Holdings holdings = new Holdings(Holdings.TOTAL);
        MadeWith madeWith = new MadeWith(parts.copies());
        Failover failover = new Failover(parts.policy().standbyShare());
        LaneLoop loop =
                new LaneLoop(
                        lane,
                        consumer,
                        parts.ends(),
                        parts.marks(),
                        parts.claiming(),
                        parts.workList(),
                        () ->
                                new Decisions(
                                        failover,
                                        parts.directory().now(),
                                        parts.health(),
                                        places,
                                        holdings,
                                        parts.pace(),
                                        madeWith,
                                        trials::open,
                                        parts.random()),
                        parts.directory()::refresh,
                        flow -> places.openings(parts.directory().now().routes(flow)),
                        slots,
                        runner,
                        parts.lease(),
                        parts.inHand(),
                        trials,
                        parts.pace(),
                        parts.metrics());
        parts.metrics()
                .gauge(
                        "mailswitch.slots.busy",
                        io.micrometer.core.instrument.Tags.of("lane", lane.word()),
                        slots,
                        Slots::open);
        // A platform thread: Kafka's consumer blocks in a selector.
        return new Running(
                loop, slots, Thread.ofPlatform().name("lane-" + lane.word()).start(loop));
    }

    /// To be called so many times a second as [#refillsASecond] says.
    public void refill() {
        rates.refill();
        budgets.refill();
    }

    public static int refillsASecond() {
        return Rates.REFILLS_A_SECOND;
    }

    /// To be called about once a second: ends calls that take too long.
    public void cutLongCalls() {
        runner.cutLongCalls();
    }

    /// Forgets what was counted of providers that are no longer there.
    public void keepOnly(Set<ProviderId> present) {
        attempts.keepOnly(present);
    }

    /// The longest time since any loop turned.
    public Duration sinceTurn() {
        return lanes.values().stream()
                .map(lane -> lane.loop().sinceTurn())
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /// Takes nothing new and waits for the calls that are open.
    ///
    /// @return whether all ended in time
    public boolean stop(Duration patience) throws InterruptedException {
        close();
        long end = System.nanoTime() + patience.toNanos();
        boolean all = true;
        for (Running lane : lanes.values()) {
            // A claim under way ends by the database's time-outs; its calls must still start.
            lane.thread().join(Duration.ofSeconds(15));
            all &= lane.loop().await(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
        }
        budgets.close();
        return all;
    }

    @Override
    public void close() {
        lanes.values().forEach(lane -> lane.loop().close());
    }
}
