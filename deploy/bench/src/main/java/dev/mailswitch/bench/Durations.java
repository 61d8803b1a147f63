package dev.mailswitch.bench;

import java.util.Arrays;

/// Measured times, each kept, so that percentiles are exact. Not safe for several threads.
final class Durations {

    private long[] micros = new long[1_024];
    private int size;

    /// @param duration microseconds
    void add(long duration) {
        if (size == micros.length) {
            micros = Arrays.copyOf(micros, size * 2);
        }
        micros[size++] = duration;
    }

    int size() {
        return size;
    }

    /// The nearest-rank percentiles in milliseconds; zeros when nothing was measured.
    ///
    /// @param percents from 0 (the least) to 100 (the greatest)
    double[] percentiles(double... percents) {
        long[] sorted = Arrays.copyOf(micros, size);
        Arrays.sort(sorted);
        double[] found = new double[percents.length];
        for (int i = 0; i < percents.length && size > 0; i++) {
            int rank = (int) Math.ceil(percents[i] / 100 * size);
            found[i] = sorted[Math.clamp(rank - 1, 0, size - 1)] / 1_000.0;
        }
        return found;
    }
}
