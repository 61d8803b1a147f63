package dev.mailswitch.delivery.worklist;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Something done over and over on a thread of its own. A turn that fails is logged and done again;
/// the same failure in a row is logged once.
public final class Loop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);

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
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                return;
            } catch (Exception failed) {
                String failure = failed.getClass() + ": " + failed.getMessage();
                if (!failure.equals(lastFailure)) {
                    LOG.warn("{}: {}", name, failure);
                    LOG.debug("{} failed", name, failed);
                    lastFailure = failure;
                }
            }
            turnedNanos = System.nanoTime();
            try {
                Thread.sleep(pause);
            } catch (InterruptedException stop) {
                return;
            }
        }
    }

    public String name() {
        return name;
    }

    /// How long ago the last turn ended.
    public Duration sinceTurn() {
        return Duration.ofNanos(System.nanoTime() - turnedNanos);
    }

    @Override
    public void close() {
        stopping = true;
        thread.interrupt();
    }
}
