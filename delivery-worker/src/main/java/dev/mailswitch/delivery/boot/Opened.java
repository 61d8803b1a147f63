package dev.mailswitch.delivery.boot;

import java.util.ArrayDeque;
import java.util.Deque;

/// What was opened so far by something that is being put together: closed in reverse when it cannot
/// be finished.
final class Opened {

    private final Deque<AutoCloseable> things = new ArrayDeque<>();

    void add(AutoCloseable thing) {
        things.push(thing);
    }

    /// @param why gets what goes wrong on the way as suppressed
    void close(Throwable why) {
        for (AutoCloseable thing : things) {
            try {
                thing.close();
            } catch (Exception alsoFailed) {
                why.addSuppressed(alsoFailed);
            }
        }
    }
}
