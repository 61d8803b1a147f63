package dev.mailswitch.delivery.feedback;

import dev.mailswitch.delivery.dispatch.Membership;
import dev.mailswitch.ledger.Report;
import dev.mailswitch.model.wire.Decoded;
import dev.mailswitch.model.wire.Feedback;
import dev.mailswitch.model.wire.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the feedback topic and applies it in batches. A batch is acknowledged when it is in the
/// ledger; while the database is away it is tried again. A mail that a report has opened again is
/// due in the work list, where its lane's dispatcher finds it.
public final class FeedbackLoop implements Runnable, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FeedbackLoop.class);
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final Duration AWAY = Duration.ofMillis(500);
    private static final int BATCH = 200;

    private final Consumer<byte[], byte[]> kafka;
    private final Reports reporting;
    private final LateBlockFinder blocks;
    private final MeterRegistry metrics;
    private final Membership membership;
    private volatile boolean stopping;
    private volatile long turnedNanos = System.nanoTime();

    /// Applies reports to the ledger, all or none; repeating them is harmless.
    @FunctionalInterface
    public interface Reports {
        List<Report.Result> apply(List<Report> reports) throws SQLException;
    }

    /// @param kafka  subscribed, polled and closed here
    /// @param blocks is told what was applied
    /// @param safe   whether this worker's lease is good
    public FeedbackLoop(
            Consumer<byte[], byte[]> kafka,
            Reports reporting,
            LateBlockFinder blocks,
            BooleanSupplier safe,
            MeterRegistry metrics) {
        this.kafka = kafka;
        this.reporting = reporting;
        this.blocks = blocks;
        this.metrics = metrics;
        this.membership =
                new Membership(kafka, Topics.FEEDBACK, new NothingKept(), safe, System::nanoTime);
    }

    @Override
    public void run() {
        while (!stopping) {
            turnedNanos = System.nanoTime();
            try {
                if (membership.keep()) {
                    turn();
                } else {
                    Thread.sleep(AWAY);
                }
            } catch (WakeupException stop) {
                // Only close wakes this one.
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                break;
            } catch (RuntimeException | Error failed) {
                LOG.error("feedback could not be taken", failed);
                sleep();
            }
        }
        kafka.close();
    }

    private void turn() throws InterruptedException {
        ConsumerRecords<byte[], byte[]> records = kafka.poll(PATIENCE);
        if (records.isEmpty()) {
            return;
        }
        boolean applied = false;
        try {
            applied = applyAll(decoded(records));
        } finally {
            if (!applied) {
                readAgain(records);
            }
        }
        if (applied) {
            kafka.commitSync();
        }
    }

    private boolean applyAll(List<Report> reports) throws InterruptedException {
        for (int from = 0; from < reports.size(); from += BATCH) {
            if (!apply(reports.subList(from, Math.min(reports.size(), from + BATCH)))) {
                return false;
            }
        }
        return true;
    }

    /// What was polled and not applied must come again, to us or to others.
    private void readAgain(ConsumerRecords<byte[], byte[]> records) {
        for (TopicPartition partition : records.partitions()) {
            if (kafka.assignment().contains(partition)) {
                kafka.seek(partition, records.records(partition).getFirst().offset());
            }
        }
    }

    private List<Report> decoded(ConsumerRecords<byte[], byte[]> records) {
        List<Report> reports = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            Decoded<Feedback> decoded =
                    Feedback.decode(record.value() == null ? new byte[0] : record.value());
            if (decoded instanceof Decoded.Value<Feedback>(Feedback feedback)) {
                reports.add(report(feedback));
            } else {
                LOG.error("skipped feedback at {}: {}", record.offset(), decoded);
                count("garbage");
            }
        }
        return reports;
    }

    /// Applies them for as long as the database is away; says whether it did. A report that breaks
    /// the others' is found by halving and left out.
    private boolean apply(List<Report> reports) throws InterruptedException {
        while (!stopping && !membership.overdue()) {
            try {
                List<Report.Result> results = reporting.apply(reports);
                results.forEach(result -> count(result.name().toLowerCase(Locale.ROOT)));
                blocks.applied(reports, results);
                return true;
            } catch (SQLException away) {
                LOG.warn("feedback waits: {}", away.getMessage());
                Thread.sleep(AWAY);
                turnedNanos = System.nanoTime();
            } catch (RuntimeException bug) {
                if (reports.size() == 1) {
                    Report bad = reports.getFirst();
                    LOG.error("skipped feedback {} about {}", bad.eventKey(), bad.id(), bug);
                    count("garbage");
                    return true;
                }
                int half = reports.size() / 2;
                return apply(reports.subList(0, half))
                        && apply(reports.subList(half, reports.size()));
            }
        }
        return false;
    }

    /// Nothing outlives a turn.
    private static final class NothingKept implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {}
    }

    private static Report report(Feedback said) {
        return new Report(
                said.emailId(),
                said.position(),
                said.attempt(),
                said.providerId(),
                said.type(),
                said.bounceClass(),
                said.permanent(),
                said.reason() == null ? "" : said.reason(),
                said.eventKey(),
                said.feedsHealth(),
                said.about(),
                said.engagement());
    }

    private void count(String result) {
        metrics.counter("mailswitch.feedback", "result", result).increment();
    }

    private static void sleep() {
        try {
            Thread.sleep(AWAY);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /// How long ago the loop last turned.
    public Duration sinceTurn() {
        // One that is told to end does not turn, and must not be killed for it.
        return stopping ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - turnedNanos);
    }

    @Override
    public void close() {
        stopping = true;
        kafka.wakeup();
    }
}
