package dev.mailswitch.local;

import java.io.PrintStream;
import java.util.Locale;

/// What `up` and `down` tell while they work.
final class Progress {

    private final PrintStream out;
    private final long start = System.nanoTime();

    Progress(PrintStream out) {
        this.out = out;
    }

    /// One line as it is.
    synchronized void line(String text) {
        out.println(text);
        out.flush();
    }

    /// What happened to a part, with the seconds since the beginning.
    void part(Part part, String what) {
        double seconds = (System.nanoTime() - start) / 1e9;
        line(String.format(Locale.ROOT, "%5.1f s  %-8s  %s", seconds, part.label(), what));
    }
}
