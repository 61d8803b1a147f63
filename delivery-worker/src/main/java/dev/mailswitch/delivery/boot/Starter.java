package dev.mailswitch.delivery.boot;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts something that needs the database and Kafka, again and again until both are there. What
/// is wrong with the settings no waiting mends; it is said so and not tried again.
///
/// @param <T> what is started; an attempt that throws has left nothing behind
final class Starter<T> {

    private static final Logger LOG = LoggerFactory.getLogger(Starter.class);

    /// Failures that neither the database nor Kafka explains, before there is no use in trying.
    private static final int BUGS = 10;

    /// Makes one attempt.
    @FunctionalInterface
    interface Attempt<T> {
        T make() throws SQLException, InterruptedException;
    }

    /// Between attempts: doubled each time.
    record Pauses(Duration first, Duration longest) {
        static final Pauses USUAL = new Pauses(Duration.ofSeconds(1), Duration.ofSeconds(15));

        Duration after(int failures) {
            Duration pause = first.multipliedBy(1L << Math.min(failures - 1, 10));
            return pause.compareTo(longest) > 0 ? longest : pause;
        }
    }

    private final Attempt<T> attempt;
    private final Pauses pauses;
    private volatile @Nullable T started;
    private volatile boolean failed;
    private volatile boolean stopping;
    private @Nullable Thread thread;

    Starter(Attempt<T> attempt, Pauses pauses) {
        this.attempt = attempt;
        this.pauses = pauses;
    }

    /// Begins, on a thread of its own.
    void begin() {
        thread = Thread.ofPlatform().name("starter").start(this::run);
    }

    private void run() {
        int failures = 0;
        int bugs = 0;
        String lastFailure = "";
        while (!stopping) {
            String failure;
            try {
                started = attempt.make();
                LOG.info("at work");
                return;
            } catch (InterruptedException stop) {
                return;
            } catch (SQLException | KafkaException away) {
                failure = reason(away);
                if (!failure.equals(lastFailure)) {
                    LOG.warn("waits for the database, its schema and Kafka: {}", failure);
                }
            } catch (IllegalArgumentException | Error hopeless) {
                LOG.error("cannot start", hopeless);
                failed = true;
                return;
            } catch (RuntimeException bug) {
                failure = reason(bug);
                LOG.error("could not start", bug);
                if (++bugs >= BUGS) {
                    failed = true;
                    return;
                }
            }
            lastFailure = failure;
            if (!slept(pauses.after(++failures))) {
                return;
            }
        }
    }

    /// Kafka's clients say the cause only in the cause.
    private static String reason(Exception failure) {
        Throwable cause = failure.getCause();
        return failure.getMessage() + (cause == null ? "" : ": " + cause.getMessage());
    }

    private static boolean slept(Duration pause) {
        try {
            Thread.sleep(pause);
            return true;
        } catch (InterruptedException stop) {
            return false;
        }
    }

    Optional<T> started() {
        return Optional.ofNullable(started);
    }

    boolean failed() {
        return failed;
    }

    /// Ends the attempts; gives what was started, for the caller to stop.
    Optional<T> stop() throws InterruptedException {
        stopping = true;
        Thread running = thread;
        if (running != null) {
            running.interrupt();
            running.join(Duration.ofSeconds(5));
        }
        return started();
    }
}
