package dev.mailswitch.api.boot;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Something done again and again, by a virtual thread of its own.
final class Loop {

    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);

    /// What a turn may take beyond its pause before the loop counts as stuck.
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String name;
    private final Duration pause;
    private final Runnable turn;
    private volatile long turnedAt = System.nanoTime();
    private final Thread thread;

    private Loop(String name, Duration pause, Runnable turn) {
        this.name = name;
        this.pause = pause;
        this.turn = turn;
        this.thread = Thread.ofVirtual().name("loop-" + name).unstarted(this::run);
    }

    static Loop start(String name, Duration pause, Runnable turn) {
        Loop loop = new Loop(name, pause, turn);
        loop.thread.start();
        return loop;
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                turn.run();
            } catch (RuntimeException bug) {
                LOG.error("a turn of {} failed", name, bug);
            }
            turnedAt = System.nanoTime();
            try {
                Thread.sleep(pause);
            } catch (InterruptedException stop) {
                return;
            }
        }
    }

    String name() {
        return name;
    }

    boolean turns() {
        return System.nanoTime() - turnedAt < pause.plus(PATIENCE).toNanos() && thread.isAlive();
    }

    void stop() {
        thread.interrupt();
    }

    /// Waits for the end of its last turn.
    ///
    /// @return whether it has ended
    boolean ended(Duration atMost) {
        try {
            return thread.join(atMost);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
