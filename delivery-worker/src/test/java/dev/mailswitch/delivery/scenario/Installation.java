package dev.mailswitch.delivery.scenario;

import dev.mailswitch.delivery.boot.TestWorker;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The worker that the scenarios of a JVM share, started by the first that asks. Who wants one
/// that is set up otherwise gets it in the place of the one before.
final class Installation {

    private record Setup(int slots, Duration patience, Duration stopPatience) {}

    private static final Duration HARDLY = Duration.ofMillis(500);

    private static @Nullable TestWorker worker;
    private static @Nullable Setup setup;

    private Installation() {}

    /// A worker that gives up on a silent relay after three seconds.
    static TestWorker impatient() {
        return with(new Setup(64, Duration.ofSeconds(3), HARDLY));
    }

    /// A worker of the usual size that waits for a relay as long as the service does.
    static TestWorker patient() {
        return with(new Setup(128, Duration.ofSeconds(60), HARDLY));
    }

    /// A worker of its own that is there to be stopped, and waits so long for open calls.
    static synchronized TestWorker stopping(Duration patience) {
        TestWorker started = with(new Setup(4, Duration.ofSeconds(60), patience));
        setup = null;
        return started;
    }

    private static synchronized TestWorker with(Setup wanted) {
        if (worker != null && wanted.equals(setup)) {
            return worker;
        }
        if (worker != null) {
            worker.close();
            worker = null;
        }
        try {
            TestWorker started =
                    TestWorker.start(wanted.slots(), wanted.patience(), wanted.stopPatience());
            worker = started;
            setup = wanted;
            return started;
        } catch (Exception failed) {
            throw new IllegalStateException("no worker", failed);
        }
    }
}
