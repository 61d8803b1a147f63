package dev.mailswitch.stack;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/// How long tests wait for what is sure to come, where they do not say: longer than Awaitility's ten
/// seconds, which are over soon where two modules are tested at a time on two processors. Found by
/// JUnit as a service.
public final class TestPatience implements LauncherSessionListener {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Awaitility.setDefaultTimeout(PATIENCE);
    }
}
