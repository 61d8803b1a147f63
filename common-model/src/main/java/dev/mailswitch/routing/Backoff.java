package dev.mailswitch.routing;

import dev.mailswitch.model.mail.Lane;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/// How long to wait before trying again: 30 s doubled each time up to an hour, a fifth more or
/// less by chance so that mails that failed together do not come back together. A transactional
/// mail comes back after 10 s the first time, since somebody waits for it.
///
/// A retry is allowed from the early end of its window on. So whoever was told a moment in the
/// window and wakes then finds it allowed, whatever chance would say the second time.
final class Backoff {

    private static final Duration FIRST = Duration.ofSeconds(30);
    private static final Duration FIRST_TRANSACTIONAL = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final double JITTER = 0.2;

    private Backoff() {}

    /// The span without chance.
    ///
    /// @param retry counts retries from 0
    static Duration span(Lane lane, int retry) {
        if (retry == 0 && lane == Lane.TRANSACTIONAL) {
            return FIRST_TRANSACTIONAL;
        }
        // 30 s * 2^7 is above the hour.
        Duration doubled = FIRST.multipliedBy(1L << Math.clamp(retry, 0, 7));
        return doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
    }

    static Window window(Instant from, Lane lane, int retry) {
        long millis = span(lane, retry).toMillis();
        return new Window(
                from.plusMillis((long) (millis * (1 - JITTER))),
                Duration.ofMillis((long) (millis * 2 * JITTER)));
    }

    /// After trouble of our own: a second, doubled each time up to a minute.
    ///
    /// @param retry counts from 0
    static Window ours(Instant from, int retry) {
        long millis = Math.min(60_000, 1_000L << Math.clamp(retry, 0, 6));
        return new Window(from.plusMillis(millis), Duration.ofMillis(millis / 5));
    }

    /// When something may happen again: from `earliest` on, spread by chance.
    record Window(Instant earliest, Duration spread) {

        static Window at(Instant exactly) {
            return new Window(exactly, Duration.ZERO);
        }

        Instant moment(RandomGenerator random) {
            return earliest.plusMillis((long) (spread.toMillis() * random.nextDouble()));
        }

        Window later(Window other) {
            return earliest.isBefore(other.earliest) ? other : this;
        }
    }
}
