package dev.mailswitch.delivery.dispatch;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.EnvironmentId;
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
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What was polled and not yet claimed, by partition, with the offsets and the low-water marks that
/// follow from it. A mail whose flow has no open place now is kept back for a moment, as claiming
/// it would only put it back; but never long or many, so that no flow stands in the others' way.
/// Used by the loop's thread alone.
final class Announced implements ConsumerRebalanceListener {

    private static final Logger LOG = LoggerFactory.getLogger(Announced.class);
    private static final int ENOUGH = 2_000;
    private static final int KEPT_BACK = 100;
    private static final Duration KEPT_FOR = Duration.ofMillis(500);
    private static final Duration MARK_EVERY = Duration.ofSeconds(1);

    /// An older answer of the broker says too little of now.
    private static final Duration FRESH = Duration.ofSeconds(3);

    private static final class Lot {
        private final Deque<Item> waiting = new ArrayDeque<>();
        private long polled = -1;
        private Optional<Instant> lastTaken = Optional.empty();

        /// Where a successor would have to begin.
        long done() {
            return waiting.isEmpty() ? polled + 1 : waiting.getFirst().offset();
        }
    }

    /// Where marks are kept: [dev.mailswitch.ledger.Marks#write].
    @FunctionalInterface
    interface MarkWriter {
        void write(Lane lane, Map<Integer, Optional<Instant>> read) throws SQLException;
    }

    /// Where the partitions ended at some time after this.
    private record Question(long atNanos, CompletableFuture<Map<TopicPartition, Long>> answer) {}

    private record Item(long offset, Optional<Wake> wake, long polledNanos) {}

    private final Lane lane;
    private final Consumer<byte[], byte[]> consumer;
    private final MarkWriter marks;
    private final Map<TopicPartition, Lot> lots = new HashMap<>();
    private final Map<EnvironmentId, Integer> waitingOf = new HashMap<>();
    private int waiting;
    private boolean paused;
    private final Ends ends;
    private final LongSupplier nanoTime;
    private long markedNanos;
    private Optional<Question> asked = Optional.empty();

    /// @param nanoTime this machine's monotonic clock
    Announced(
            Lane lane,
            Consumer<byte[], byte[]> consumer,
            Ends ends,
            MarkWriter marks,
            LongSupplier nanoTime) {
        this.ends = ends;
        this.nanoTime = nanoTime;
        this.markedNanos = nanoTime.getAsLong();
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
            Item item = new Item(polled.offset(), decoded(polled), nanoTime.getAsLong());
            lot.waiting.add(item);
            lot.polled = polled.offset();
            count(item, 1);
        }
    }

    private static Optional<Wake> decoded(ConsumerRecord<byte[], byte[]> polled) {
        Decoded<Wake> wake = Wake.decode(polled.value() == null ? new byte[0] : polled.value());
        if (!(wake instanceof Decoded.Value<Wake>)) {
            LOG.error("skipped a record of {} at {}: {}", polled.topic(), polled.offset(), wake);
        }
        return wake.read();
    }

    private void count(Item item, int change) {
        waiting += change;
        item.wake()
                .ifPresent(
                        wake ->
                                waitingOf.merge(
                                        wake.flow(),
                                        change,
                                        (one, more) -> one + more == 0 ? null : one + more));
    }

    /// Takes up to `most` mails, in turn from each partition.
    ///
    /// @param places how many mails of a flow could go now
    void take(Set<EmailId> into, int most, ToIntFunction<EnvironmentId> places) {
        Map<EnvironmentId, Integer> left = new HashMap<>();
        Map<Lot, Iterator<Item>> turns = new LinkedHashMap<>();
        lots.values().forEach(lot -> turns.put(lot, lot.waiting.iterator()));
        long now = nanoTime.getAsLong();
        int wanted = into.size() + most;
        while (into.size() < wanted && !turns.isEmpty()) {
            turns.entrySet()
                    .removeIf(
                            turn ->
                                    into.size() >= wanted
                                            || !takeOne(
                                                    turn.getKey(),
                                                    turn.getValue(),
                                                    into,
                                                    now,
                                                    flow -> placeLeft(flow, left, places)));
        }
    }

    /// The next mail of a partition that may be claimed; says whether there was one.
    private boolean takeOne(
            Lot lot,
            Iterator<Item> items,
            Set<EmailId> into,
            long now,
            Predicate<EnvironmentId> place) {
        while (items.hasNext()) {
            Item item = items.next();
            if (item.wake().isEmpty()) {
                items.remove();
                count(item, -1);
                continue;
            }
            Wake wake = item.wake().get();
            boolean tooLong = now - item.polledNanos() > KEPT_FOR.toNanos();
            if (place.test(wake.flow()) || tooLong) {
                items.remove();
                count(item, -1);
                lot.lastTaken = Optional.of(wake.dueAt());
                into.add(wake.emailId());
                return true;
            }
        }
        return false;
    }

    /// Takes away what is too much of a flow to be kept back, the newest first.
    ///
    /// @param most how many of a flow may wait here
    Map<EmailId, EnvironmentId> surplus(ToIntFunction<EnvironmentId> most) {
        Map<EnvironmentId, Integer> over = new HashMap<>();
        waitingOf.forEach(
                (flow, count) -> {
                    if (count > KEPT_BACK && count > most.applyAsInt(flow)) {
                        over.put(flow, count - Math.max(KEPT_BACK, most.applyAsInt(flow)));
                    }
                });
        Map<EmailId, EnvironmentId> surplus = new HashMap<>();
        if (!over.isEmpty()) {
            lots.values().forEach(lot -> surplus(lot, over, surplus));
        }
        return surplus;
    }

    private void surplus(
            Lot lot, Map<EnvironmentId, Integer> over, Map<EmailId, EnvironmentId> into) {
        for (Iterator<Item> items = lot.waiting.descendingIterator(); items.hasNext(); ) {
            Item item = items.next();
            Wake wake = item.wake().orElse(null);
            if (wake != null && over.getOrDefault(wake.flow(), 0) > 0) {
                over.merge(wake.flow(), -1, Integer::sum);
                items.remove();
                count(item, -1);
                into.put(wake.emailId(), wake.flow());
            }
        }
    }

    /// Takes away what has waited for so long: while nothing can be claimed it would hold up the
    /// marks, and with them everybody's announcements.
    Map<EmailId, EnvironmentId> waitingFor(Duration time) {
        long before = nanoTime.getAsLong() - time.toNanos();
        Map<EmailId, EnvironmentId> stale = new HashMap<>();
        for (Lot lot : lots.values()) {
            while (!lot.waiting.isEmpty() && lot.waiting.getFirst().polledNanos() - before <= 0) {
                Item item = lot.waiting.removeFirst();
                count(item, -1);
                item.wake().ifPresent(wake -> stale.put(wake.emailId(), wake.flow()));
            }
        }
        return stale;
    }

    private static boolean placeLeft(
            EnvironmentId flow,
            Map<EnvironmentId, Integer> left,
            ToIntFunction<EnvironmentId> places) {
        int free = left.computeIfAbsent(flow, places::applyAsInt);
        left.put(flow, free - 1);
        return free > 0;
    }

    /// Commits what was claimed and asks where the partitions end, once a second; writes the marks
    /// once the answer is there. A commit that is lost costs a few records read twice, which do
    /// nothing.
    void acknowledge() {
        long now = nanoTime.getAsLong();
        // First: a turn may take longer than a second, and its answer has come meanwhile.
        asked.filter(question -> question.answer().isDone())
                .ifPresent(
                        question -> {
                            asked = Optional.empty();
                            if (now - question.atNanos() < FRESH.toNanos()) {
                                mark(question.answer());
                            }
                        });
        if (now - markedNanos >= MARK_EVERY.toNanos()) {
            markedNanos = now;
            commit();
            boolean waiting =
                    asked.filter(question -> now - question.atNanos() < FRESH.toNanos())
                            .isPresent();
            if (!waiting) {
                asked =
                        Optional.of(
                                new Question(
                                        now, ends.of(consumer.assignment()).toCompletableFuture()));
            }
        }
    }

    private void commit() {
        Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();
        lots.forEach(
                (partition, lot) -> {
                    if (lot.polled >= 0) {
                        done.put(partition, new OffsetAndMetadata(lot.done()));
                    }
                });
        if (!done.isEmpty()) {
            consumer.commitAsync(done, null);
        }
    }

    /// @param answer of the broker, at most [#FRESH] old: so much earlier than its mark says may a
    ///     partition that was read to its end have been so, and nobody takes a mail for lost before
    ///     ten seconds
    private void mark(CompletableFuture<Map<TopicPartition, Long>> answer) {
        Map<Integer, Optional<Instant>> read = new HashMap<>();
        try {
            // Without the broker's word nobody knows what we have not read.
            answer.join().forEach((partition, end) -> read(partition, end, read));
        } catch (CompletionException | CancellationException | KafkaException away) {
            LOG.debug("no end offsets", away);
            return;
        }
        try {
            marks.write(lane, read);
        } catch (SQLException away) {
            LOG.debug("marks not written", away);
        }
    }

    private void read(TopicPartition partition, long end, Map<Integer, Optional<Instant>> into) {
        // It may have been taken from us since.
        if (!consumer.assignment().contains(partition)) {
            return;
        }
        Lot lot = lots.computeIfAbsent(partition, p -> new Lot());
        Optional<Instant> next = next(lot);
        if (next.isPresent()) {
            into.put(partition.partition(), next);
        } else if (lot.waiting.isEmpty() && position(partition) >= end) {
            into.put(partition.partition(), Optional.empty());
        } else if (lot.lastTaken.isPresent()) {
            into.put(partition.partition(), lot.lastTaken);
        }
    }

    /// Where the next poll reads on; -1 while that is not known, which is no reason to wait.
    private long position(TopicPartition partition) {
        try {
            return consumer.position(partition, Duration.ZERO);
        } catch (TimeoutException notYet) {
            return -1;
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

    /// The group was left.
    void forgetAll() {
        forget(List.copyOf(lots.keySet()));
        paused = false;
    }

    private void forget(Collection<TopicPartition> partitions) {
        List<TopicPartition> gone = new ArrayList<>(partitions);
        for (TopicPartition partition : gone) {
            Lot lot = lots.remove(partition);
            if (lot != null) {
                lot.waiting.forEach(item -> count(item, -1));
            }
        }
    }
}
