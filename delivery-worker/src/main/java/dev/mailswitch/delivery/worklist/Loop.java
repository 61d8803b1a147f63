package dev.mailswitch.delivery.worklist;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Something done over and over on a thread of its own. A turn that fails is logged and done again;
/// the same failure in a row is logged once.
public final class Loop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);

    private static final Duration LAST_TURN = Duration.ofSeconds(3);

    /// One turn.
    @FunctionalInterface
    public interface Turn {
        void run() throws Exception;
    }

    private final String name;
    private final Duration pause;
    private final Turn turn;
    private final Thread thread;
    private volatile boolean stopping;
    private volatile long turnedNanos = System.nanoTime();

    /// Starts at once.
    ///
    /// @param pause between the end of a turn and the start of the next
    public Loop(String name, Duration pause, Turn turn) {
        this.name = name;
        this.pause = pause;
        this.turn = turn;
        this.thread = Thread.ofVirtual().name(name).start(this::run);
    }

    private void run() {
        String lastFailure = "";
        while (!stopping) {
            try {
                turn.run();
                lastFailure = "";
            } catch (Throwable failed) {
                // Whatever it is, an error too: a loop that has ended would be missed by nobody.
                if (!stopping) {
                    lastFailure = log(failed, lastFailure);
                }
            }
            turnedNanos = System.nanoTime();
            try {
                Thread.sleep(pause);
            } catch (InterruptedException stop) {
                // Only close interrupts, and has said so before.
            }
        }
    }

    private String log(Throwable failed, String lastFailure) {
        String failure = failed.getClass() + ": " + failed.getMessage();
        if (!failure.equals(lastFailure)) {
            LOG.warn("{}: {}", name, failure);
            LOG.debug("{} failed", name, failed);
        }
        return failure;
    }

    public String name() {
        return name;
    }

    /// How long ago the last turn ended.
    public Duration sinceTurn() {
        return Duration.ofNanos(System.nanoTime() - turnedNanos);
    }

    /// How much longer than its pause the present turn has lasted.
    public Duration overdue() {
        Duration over = sinceTurn().minus(pause);
        return over.isNegative() ? Duration.ZERO : over;
    }

    /// Ends it, and waits a little for the turn under way.
    @Override
    public void close() {
        stopping = true;
        thread.interrupt();
        try {
            thread.join(LAST_TURN);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
