package dev.mailswitch.delivery.worklist;

import dev.mailswitch.delivery.dispatch.InHand;
import dev.mailswitch.delivery.dispatch.Pace;
import dev.mailswitch.directory.Directory;
import dev.mailswitch.ledger.Counting;
import dev.mailswitch.ledger.EventLog;
import dev.mailswitch.ledger.Marks;
import dev.mailswitch.ledger.RoleLease;
import dev.mailswitch.ledger.WorkList;
import dev.mailswitch.ledger.WorkerLease;
import dev.mailswitch.model.mail.Lane;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;

/// The loops that keep the work list moving, each on a thread of its own.
public final class Keepers implements AutoCloseable {

    /// What the loops work with.
    public record Parts(
            WorkList workList,
            Marks marks,
            WorkerLease lease,
            EventLog events,
            RoleLease relayRole,
            Counting counting,
            Supplier<Directory> directory,
            InHand inHand,
            Pace pace,
            Producer<byte[], byte[]> producer,
            MeterRegistry metrics,
            InstantSource clock) {}

    private static final Duration TICK = Duration.ofMillis(1_000 / Pace.TICKS_A_SECOND);

    private final List<Loop> loops = new ArrayList<>();

    /// Apart from the others: that it is slow says nothing about this process.
    private final Loop usage;

    /// Starts the loops.
    public Keepers(Parts parts) {
        Announcer announcer = new Announcer(parts.producer());
        for (Lane lane : Lane.values()) {
            Dispatcher dispatcher =
                    new Dispatcher(
                            lane,
                            parts.workList(),
                            parts.marks(),
                            announcer,
                            parts.directory(),
                            parts.pace(),
                            parts.clock());
            loops.add(new Loop("dispatcher-" + lane.word(), TICK, dispatcher::turn));
        }
        loops.add(new Loop("pace", TICK, parts.pace()::tick));
        Sweeper sweeper =
                new Sweeper(parts.lease(), parts.workList(), parts.inHand(), parts.clock());
        loops.add(new Loop("sweeper", Duration.ofSeconds(5), sweeper::turn));
        EventsRelay relay = new EventsRelay(parts.events(), parts.relayRole(), parts.producer());
        loops.add(new Loop("events-relay", Duration.ofMillis(250), relay::turn));
        parts.metrics()
                .gauge("mailswitch.relay.lag.seconds", relay, r -> r.lag().toMillis() / 1_000.0);
        UsageCounter counter = new UsageCounter(parts.events(), parts.counting());
        this.usage = new Loop("usage", Duration.ofSeconds(2), counter::turn);
        WorkGauges gauges =
                new WorkGauges(parts.workList(), parts.marks(), parts.metrics(), parts.clock());
        loops.add(new Loop("work-gauges", Duration.ofSeconds(5), gauges::turn));
    }

    /// The longest that any loop's turn lasts.
    public Duration overdue() {
        return loops.stream().map(Loop::overdue).max(Duration::compareTo).orElse(Duration.ZERO);
    }

    @Override
    public void close() {
        usage.close();
        loops.forEach(Loop::close);
    }
}
