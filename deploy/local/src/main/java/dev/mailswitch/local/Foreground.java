package dev.mailswitch.local;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/// Stays with an installation until Ctrl-C (or SIGTERM), which stops it. Parts that end meanwhile
/// are told of, not started again: that is what another `up` does.
final class Foreground {

    private final Installation installation;
    private final Progress out;
    private final AtomicBoolean stopOnExit = new AtomicBoolean(true);
    private final AtomicBoolean stopping = new AtomicBoolean();

    Foreground(Installation installation, Progress out) {
        this.installation = installation;
        this.out = out;
        Runtime.getRuntime().addShutdownHook(new Thread(this::end, "stop"));
    }

    /// Does what brings the installation up. If that fails, what runs is left alone.
    void guard(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            if (stopping.get()) { // what fails now fails because we stop it: no news
                while (true) {
                    pause();
                }
            }
            stopOnExit.set(false);
            throw e;
        }
    }

    /// Returns when nothing runs any more, because somebody else stopped it.
    void await() {
        out.line("Ctrl-C stops everything.");
        Set<Part> gone = EnumSet.noneOf(Part.class);
        while (gone.size() < Part.values().length) {
            pause();
            for (Part part : Part.values()) {
                boolean runs = installation.process(part).isPresent();
                if (stopping.get()) {
                    continue; // we stop them ourselves
                }
                if (!runs && gone.add(part)) {
                    out.part(
                            part,
                            "has ended (log: %s); another deploy/local/up starts it again"
                                    .formatted(installation.settings().log(part)));
                } else if (runs && gone.remove(part)) {
                    out.part(part, "is back");
                }
            }
        }
        stopOnExit.set(false);
    }

    private void end() {
        if (stopOnExit.get()) {
            stopping.set(true);
            out.line("");
            installation.close();
            new Down(installation, out).stopAll();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalFailure("interrupted", e);
        }
    }
}
