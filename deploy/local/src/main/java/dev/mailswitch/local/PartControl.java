package dev.mailswitch.local;

import dev.mailswitch.stack.LocalProcess;
import java.io.IOException;
import java.util.Optional;

/// How one part is started, found, asked and stopped.
interface PartControl {

    /// Its process, if it runs.
    Optional<LocalProcess> process();

    /// Whether there is something that makes the next start quicker and is not done yet.
    default boolean slow() throws IOException {
        return false;
    }

    /// Does it, whether the part runs or not.
    default void learn() throws IOException {}

    /// Starts it; it must not run. Returns before it is ready.
    LocalProcess launch() throws IOException;

    /// Whether it answers as it should.
    boolean ready();

    /// Asks it to end in good order and waits; does nothing if it does not run.
    void stop() throws IOException;
}
