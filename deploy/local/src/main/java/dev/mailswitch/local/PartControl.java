package dev.mailswitch.local;

import dev.mailswitch.stack.LocalProcess;
import java.io.IOException;
import java.util.Optional;

/// How one part is started, found, asked and stopped.
interface PartControl {

    /// Its process, if it runs.
    Optional<LocalProcess> process();

    /// Does what makes the next start quicker, if there is such a thing and it is not done yet.
    ///
    /// @return whether there was something to do
    default boolean prepare() throws IOException {
        return false;
    }

    /// Starts it; it must not run. Returns before it is ready.
    LocalProcess launch() throws IOException;

    /// Whether it answers as it should.
    boolean ready();

    /// Asks it to end in good order and waits; does nothing if it does not run.
    void stop() throws IOException;
}
