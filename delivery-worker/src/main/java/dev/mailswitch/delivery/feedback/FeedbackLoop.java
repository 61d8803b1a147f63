package dev.mailswitch.delivery.feedback;

import dev.mailswitch.ledger.Report;
import dev.mailswitch.ledger.Reporting;
import dev.mailswitch.model.wire.Decoded;
import dev.mailswitch.model.wire.Feedback;
import dev.mailswitch.model.wire.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.clients.consumer.ConsumerRecord;
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

    private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> kafka;
    private final Reporting reporting;
    private final MeterRegistry metrics;
    private volatile boolean stopping;
    private volatile long turnedNanos = System.nanoTime();

    public FeedbackLoop(
            org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> kafka,
            Reporting reporting,
            MeterRegistry metrics) {
        this.kafka = kafka;
        this.reporting = reporting;
        this.metrics = metrics;
    }

    @Override
    public void run() {
        kafka.subscribe(List.of(Topics.FEEDBACK));
        while (!stopping) {
            turnedNanos = System.nanoTime();
            try {
                turn();
            } catch (WakeupException stop) {
                // Only close wakes this one.
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                break;
            } catch (RuntimeException failed) {
                LOG.error("feedback could not be taken", failed);
                sleep();
            }
        }
        kafka.close();
    }

    private void turn() throws InterruptedException {
        List<Report> reports = new ArrayList<>();
        boolean any = false;
        for (ConsumerRecord<byte[], byte[]> record : kafka.poll(PATIENCE)) {
            any = true;
            Decoded<Feedback> decoded =
                    Feedback.decode(record.value() == null ? new byte[0] : record.value());
            if (decoded instanceof Decoded.Value<Feedback>(Feedback feedback)) {
                reports.add(report(feedback));
            } else {
                LOG.error("skipped feedback at {}: {}", record.offset(), decoded);
                count("garbage");
            }
        }
        for (int from = 0; from < reports.size(); from += BATCH) {
            apply(reports.subList(from, Math.min(reports.size(), from + BATCH)));
        }
        if (any && !stopping) {
            kafka.commitSync();
        }
    }

    private void apply(List<Report> reports) throws InterruptedException {
        while (!stopping) {
            try {
                List<Report.Result> results = reporting.apply(reports);
                results.forEach(result -> count(result.name().toLowerCase(Locale.ROOT)));
                return;
            } catch (SQLException away) {
                LOG.warn("feedback waits: {}", away.getMessage());
                Thread.sleep(AWAY);
                turnedNanos = System.nanoTime();
            }
        }
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
        return Duration.ofNanos(System.nanoTime() - turnedNanos);
    }

    @Override
    public void close() {
        stopping = true;
        kafka.wakeup();
    }
}
