package dev.mailswitch.bench;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// What was measured of one way to hang in one situation.
///
/// @param timeout how long the worker waits where the first provider hangs
/// @param counted all mails that count
/// @param bar     that 99 of 100 of them must keep
/// @param strays  mails that went another way than the one that is measured
record FailoverRow(
        Hang hang,
        Situation situation,
        Duration timeout,
        List<Passage> counted,
        Duration bar,
        List<Passage> strays) {

    /// What a mail finds.
    enum Situation {
        /// A first provider that no other mail has been sent to.
        CLOSED("closed"),
        /// A first provider that other mails are waiting for, and nobody knows yet that it hangs.
        TOGETHER("closed, %d at once".formatted(FailoverTime.OPENERS)),
        /// A first provider that is shut.
        OPEN("open");

        private final String words;

        Situation(String words) {
            this.words = words;
        }
    }

    /// Of a bar that is missed, so many are told apart: where the time went decides what to mend.
    private static final int SLOWEST = 5;

    private static final String LAYOUT = "%-8s  %-18s  %10s  %5s  %7s  %7s  %7s  %s";

    /// The line above all rows.
    static String head() {
        return String.format(
                Locale.ROOT,
                LAYOUT,
                "hangs at",
                "breaker",
                "time-out s",
                "mails",
                "p50 ms",
                "p99 ms",
                "bar ms",
                "met");
    }

    /// With the breaker closed every mail has to meet the hang, or its time says nothing; with the
    /// breaker open a probe is one that nobody can avoid, and its time counts.
    boolean met() {
        boolean measured = !counted.isEmpty() && (situation == Situation.OPEN || strays.isEmpty());
        return measured && percentile(99) <= bar.toMillis();
    }

    private double percentile(double percent) {
        Durations durations = new Durations();
        counted.forEach(one -> durations.add(one.acceptToSent().toNanos() / 1_000));
        return durations.percentiles(percent)[0];
    }

    @Override
    public String toString() {
        String line =
                String.format(
                        Locale.ROOT,
                        LAYOUT,
                        hang.word(),
                        situation.words,
                        String.format(Locale.ROOT, "%.1f", timeout.toMillis() / 1_000.0),
                        counted.size(),
                        String.format(Locale.ROOT, "%.0f", percentile(50)),
                        String.format(Locale.ROOT, "%.0f", percentile(99)),
                        bar.toMillis(),
                        met() ? "yes" : "NO");
        StringBuilder all = new StringBuilder(line);
        if (!strays.isEmpty()) {
            all.append(
                    "%n  %d went another way, as %s; the first because %s"
                            .formatted(
                                    strays.size(),
                                    strays.getFirst(),
                                    strays.getFirst().calls().getFirst().why()));
        }
        if (!met()) {
            counted.stream()
                    .sorted(Comparator.comparing(Passage::acceptToSent).reversed())
                    .limit(SLOWEST)
                    .forEach(one -> all.append("%n  slow: %s".formatted(one)));
        }
        return all.toString();
    }
}
