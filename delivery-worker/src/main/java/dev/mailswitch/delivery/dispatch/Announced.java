package dev.mailswitch.delivery.dispatch;

import dev.mailswitch.ledger.Marks;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.wire.Decoded;
import dev.mailswitch.model.wire.Wake;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What was polled and not yet claimed, by partition, with the offsets and the low-water marks that
/// follow from it. Used by the loop's thread alone.
final class Announced implements ConsumerRebalanceListener {

    private static final Logger LOG = LoggerFactory.getLogger(Announced.class);
    private static final int ENOUGH = 1_000;
    private static final Duration MARK_EVERY = Duration.ofSeconds(1);
    private static final Duration END_OFFSETS = Duration.ofSeconds(1);

    private static final class Lot {
        private final Deque<Item> waiting = new ArrayDeque<>();
        private long taken = -1;
        private Optional<Instant> lastTaken = Optional.empty();
    }

    private record Item(long offset, Optional<Wake> wake) {}

    private final Lane lane;
    private final Consumer<byte[], byte[]> consumer;
    private final Marks marks;
    private final Map<TopicPartition, Lot> lots = new HashMap<>();
    private int waiting;
    private boolean paused;
    private long markedNanos = System.nanoTime();

    Announced(Lane lane, Consumer<byte[], byte[]> consumer, Marks marks) {
        this.lane = lane;
        this.consumer = consumer;
        this.marks = marks;
    }

    boolean isEmpty() {
        return waiting == 0;
    }

    int size() {
        return waiting;
    }

    /// Polls, unless enough waits already; then only keeps the membership alive.
    void poll(Duration patience) {
        boolean full = waiting >= ENOUGH;
        if (full && !paused) {
            consumer.pause(consumer.assignment());
        } else if (!full && paused) {
            consumer.resume(consumer.assignment());
        }
        paused = full;
        ConsumerRecords<byte[], byte[]> records;
        try {
            records = consumer.poll(patience);
        } catch (WakeupException nudged) {
            return;
        }
        for (ConsumerRecord<byte[], byte[]> polled : records) {
            TopicPartition partition = new TopicPartition(polled.topic(), polled.partition());
            Lot lot = lots.computeIfAbsent(partition, p -> new Lot());
            lot.waiting.add(new Item(polled.offset(), decoded(polled)));
            waiting++;
        }
    }

    private static Optional<Wake> decoded(ConsumerRecord<byte[], byte[]> polled) {
        Decoded<Wake> wake = Wake.decode(polled.value() == null ? new byte[0] : polled.value());
        if (!(wake instanceof Decoded.Value<Wake>)) {
            LOG.error("skipped a record of {} at {}: {}", polled.topic(), polled.offset(), wake);
        }
        return wake.read();
    }

    /// Takes up to `most` mails, in turn from each partition.
    void take(Set<EmailId> into, int most) {
        int left = most;
        boolean found = true;
        while (left > 0 && found) {
            found = false;
            for (Lot lot : lots.values()) {
                Item item = left > 0 ? lot.waiting.poll() : null;
                if (item != null) {
                    waiting--;
                    lot.taken = item.offset();
                    lot.lastTaken = item.wake().map(Wake::dueAt).or(() -> lot.lastTaken);
                    found = true;
                    if (item.wake().isPresent()) {
                        into.add(item.wake().get().emailId());
                        left--;
                    }
                }
            }
        }
    }

    /// Commits what was claimed and writes the marks, once a second. A commit that is lost costs a
    /// few records read twice, which do nothing.
    void acknowledge() {
        if (System.nanoTime() - markedNanos < MARK_EVERY.toNanos()) {
            return;
        }
        markedNanos = System.nanoTime();
        Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();
        lots.forEach(
                (partition, lot) -> {
                    if (lot.taken >= 0) {
                        done.put(partition, new OffsetAndMetadata(lot.taken + 1));
                    }
                });
        if (!done.isEmpty()) {
            consumer.commitAsync(done, null);
        }
        mark();
    }

    private void mark() {
        Map<TopicPartition, Long> ends;
        try {
            // A real question to the broker: without its answer nobody knows what we have not read.
            ends = consumer.endOffsets(consumer.assignment(), END_OFFSETS);
        } catch (KafkaException away) {
            LOG.debug("no end offsets", away);
            return;
        }
        Map<Integer, Optional<Instant>> read = new HashMap<>();
        ends.forEach(
                (partition, end) -> {
                    Lot lot = lots.computeIfAbsent(partition, p -> new Lot());
                    Optional<Instant> next = next(lot);
                    if (next.isPresent()) {
                        read.put(partition.partition(), next);
                    } else if (lot.waiting.isEmpty() && consumer.position(partition) >= end) {
                        read.put(partition.partition(), Optional.empty());
                    } else if (lot.lastTaken.isPresent()) {
                        read.put(partition.partition(), lot.lastTaken);
                    }
                });
        try {
            marks.write(lane, read);
        } catch (SQLException away) {
            LOG.debug("marks not written", away);
        }
    }

    private static Optional<Instant> next(Lot lot) {
        for (Item item : lot.waiting) {
            if (item.wake().isPresent()) {
                return item.wake().map(Wake::dueAt);
            }
        }
        return Optional.empty();
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        forget(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        forget(partitions);
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        // A pause does not carry over to partitions that come new.
        if (paused) {
            consumer.pause(partitions);
        }
    }

    private void forget(Collection<TopicPartition> partitions) {
        List<TopicPartition> gone = new ArrayList<>(partitions);
        for (TopicPartition partition : gone) {
            Lot lot = lots.remove(partition);
            if (lot != null) {
                waiting -= lot.waiting.size();
            }
        }
    }
}
