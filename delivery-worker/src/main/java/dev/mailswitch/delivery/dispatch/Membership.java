package dev.mailswitch.delivery.dispatch;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// This worker's place in a consumer group. Kafka sees only whether a worker is alive; one that is
/// cut off from PostgreSQL alone would keep its partitions and with them the mails and everybody's
/// marks. So it leaves once its lease has been unsafe for long, and comes back when it is good.
/// Used by the thread of the consumer alone.
public final class Membership {

    private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

    /// A restart of the database should not cost everybody a rebalance.
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Consumer<byte[], byte[]> consumer;
    private final String topic;
    private final ConsumerRebalanceListener listener;
    private final BooleanSupplier safe;
    private final LongSupplier nanoTime;
    private long safeNanos;
    private boolean joined;

    /// Not yet a member.
    ///
    /// @param safe     whether the worker's lease is good
    /// @param nanoTime this machine's monotonic clock
    public Membership(
            Consumer<byte[], byte[]> consumer,
            String topic,
            ConsumerRebalanceListener listener,
            BooleanSupplier safe,
            LongSupplier nanoTime) {
        this.consumer = consumer;
        this.topic = topic;
        this.listener = listener;
        this.safe = safe;
        this.nanoTime = nanoTime;
        this.safeNanos = nanoTime.getAsLong();
    }

    /// Joins, stays or leaves; says whether the consumer may be polled.
    public boolean keep() {
        boolean leave = overdue();
        if (joined && leave) {
            LOG.warn("{}: the database is away from here; others read on", topic);
            consumer.unsubscribe();
            joined = false;
        } else if (!joined && !leave) {
            consumer.subscribe(List.of(topic), listener);
            joined = true;
        }
        return joined;
    }

    /// Whether it is time to leave: waiting for the database makes no sense any more.
    public boolean overdue() {
        long now = nanoTime.getAsLong();
        if (safe.getAsBoolean()) {
            safeNanos = now;
        }
        return now - safeNanos > PATIENCE.toNanos();
    }
}
