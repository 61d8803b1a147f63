package dev.mailswitch.delivery.simulation;

import dev.mailswitch.delivery.simulation.Climate.Spell;
import dev.mailswitch.directory.Route;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One outage as the engine lived through it.
final class Outage {

    private static final Duration FIRST_WAIT = Duration.ofSeconds(5);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);
    private static final double SPREAD = 1.2;

    private final Route route;
    private final Spell spell;
    private int ordinary;
    private int probes;
    private @Nullable Instant told;
    private @Nullable Instant lastOrdinary;
    private int openings;
    private @Nullable Instant closed;

    Outage(Route route, Spell spell) {
        this.route = route;
        this.spell = spell;
    }

    Route route() {
        return route;
    }

    Spell spell() {
        return spell;
    }

    void called(Instant now, boolean probe) {
        if (probe) {
            probes++;
        } else {
            ordinary++;
            lastOrdinary = now;
        }
    }

    /// A call that met the outage has come to its end: from here on it can be known.
    void told(Instant now) {
        told = told == null ? now : told;
    }

    /// It is over, and the provider's breaker has opened so often in a row.
    void over(int openings) {
        this.openings = openings;
    }

    /// The provider's breaker has closed.
    void closed(Instant now) {
        if (toBeFound() && closed == null) {
            closed = now;
        }
    }

    /// How many mails met it, probes apart.
    int ordinary() {
        return ordinary;
    }

    int probes() {
        return probes;
    }

    /// From the first sign of it to the last mail sent into it; nothing if no mail met it.
    Optional<Duration> tookToStop() {
        return told == null || lastOrdinary == null
                ? Optional.empty()
                : Optional.of(
                        lastOrdinary.isBefore(told)
                                ? Duration.ZERO
                                : Duration.between(told, lastOrdinary));
    }

    /// From its start to the last mail sent into it.
    Optional<Duration> lastSent() {
        return Optional.ofNullable(lastOrdinary).map(at -> Duration.between(spell.from(), at));
    }

    /// When a probe got through after its end and the breaker closed.
    Optional<Instant> found() {
        return Optional.ofNullable(closed);
    }

    /// From its end until it was found to be over.
    Optional<Duration> tookToFind() {
        return found().map(at -> Duration.between(spell.until(), at));
    }

    /// When one more probe is due at the latest.
    Instant due() {
        return spell.until().plus(interval());
    }

    /// The breaker was open at the end.
    boolean toBeFound() {
        return openings > 0;
    }

    /// The longest pause there may be between two probes at the end of it. One under way when the
    /// outage ended may have failed once more.
    Duration interval() {
        Duration doubled = FIRST_WAIT.multipliedBy(1L << Math.min(openings, 7));
        Duration longest = doubled.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : doubled;
        return Duration.ofMillis((long) (longest.toMillis() * SPREAD));
    }
}
