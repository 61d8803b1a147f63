package dev.mailswitch.delivery.health;

import java.time.Duration;

/// A provider's own normal: the time in which it answers 95 of 100 mails, followed by small steps
/// (up by 19 parts on a longer time, down by one on a shorter one), so that it needs no memory of
/// single times and one slow hour does not become the normal.
final class AcceptTimes {

    private static final double STEP = 0.01;
    private static final double QUANTILE = 0.95;
    private static final double FIRST_MILLIS = 1_000;
    private static final double LEAST_MILLIS = 10;

    /// Slow is four times the normal and at least two seconds: nobody minds less.
    private static final int TIMES = 4;

    private static final double NEVER_SLOW_MILLIS = 2_000;

    private double normal = FIRST_MILLIS;

    /// Takes in one time and says whether it was slow.
    synchronized boolean slow(Duration acceptTime) {
        double millis = acceptTime.toNanos() / 1e6;
        boolean slow = millis > Math.max(NEVER_SLOW_MILLIS, TIMES * normal);
        normal += normal * STEP * (millis > normal ? QUANTILE : QUANTILE - 1);
        normal = Math.max(LEAST_MILLIS, normal);
        return slow;
    }

    synchronized Duration normal() {
        return Duration.ofNanos((long) (normal * 1e6));
    }
}
