package dev.mailswitch.bench;

import java.util.Arrays;
import java.util.Locale;

/// What a sink has seen of one run.
final class Tally {

    private byte[] seen = new byte[1_024];
    private final Durations onTheWay = new Durations();
    private int mails;
    private int distinct;
    private long first;
    private long last;

    /// Counts a mail that has come whole.
    ///
    /// @param number of the mail in its run; negative if it has none
    /// @param sent   when it was due to be posted, 0 if nobody knows; microseconds since 1970
    /// @param now    microseconds since 1970
    synchronized void count(int number, long sent, long now) {
        mails++;
        first = first == 0 ? now : first;
        last = now;
        if (number < 0 || again(number)) {
            return;
        }
        distinct++;
        if (sent > 0) {
            onTheWay.add(now - sent);
        }
    }

    private boolean again(int number) {
        if (number >= seen.length) {
            seen = Arrays.copyOf(seen, Math.max(number + 1, seen.length * 2));
        }
        boolean known = seen[number] > 0;
        seen[number] = 1;
        return known;
    }

    /// One line of `name=value`.
    synchronized String report() {
        double[] way = onTheWay.percentiles(50, 90, 99, 100);
        return String.format(
                Locale.ROOT,
                "mails=%d distinct=%d doubled=%d first_us=%d last_us=%d way_ms_p50=%.2f"
                        + " way_ms_p90=%.2f way_ms_p99=%.2f way_ms_max=%.2f",
                mails,
                distinct,
                mails - distinct,
                first,
                last,
                way[0],
                way[1],
                way[2],
                way[3]);
    }
}
