package dev.mailswitch.delivery.health;

import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.outcome.Scope;
import dev.mailswitch.routing.Gate;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// The last results of one scope as this worker saw them, and what they are enough for: a lower
/// weight first, an open breaker only when they cannot be one tenant's or one recipient's fault.
/// The breaker of the library only counts here; opening is shared and is decided by us.
final class Evidence {

    /// Fewer results than this lower the weight and do not open.
    static final int ENOUGH = 20;

    /// So many in a row that cannot depend on the message open, whoever is behind them.
    static final int IN_A_ROW = 5;

    /// When what used to get through has not for so long, failures are no mishaps among many calls
    /// that go well, and fewer of them are enough.
    static final Duration STOPPED = Duration.ofSeconds(3);

    static final int WITNESSES = 3;
    private static final double OPENS_AT = 0.5;
    private static final double LEAST_WEIGHT = 0.05;

    /// One failure says little about weight, so many say all.
    private static final int CERTAIN = 5;

    /// Slowness alone never costs more than this share of the weight.
    private static final double MOST_FOR_SLOWNESS = 0.8;

    /// What was seen longer ago says nothing.
    private static final Duration STALE = Duration.ofMinutes(10);

    private static final RuntimeException FAILED = new IllegalStateException("failed");
    private static final CircuitBreakerConfig WIDE = window(100);
    private static final CircuitBreakerConfig NARROW = window(40);

    private record Witness(OrganisationId organisation, String sender, String recipient) {}

    private final Scope scope;
    private final Deque<Witness> failures = new ArrayDeque<>();
    private CircuitBreaker counter;
    private int failuresInARow;
    private int conclusiveInARow;
    private Instant last = Instant.MIN;
    private Instant lastSuccess = Instant.MIN;
    private Instant lastBad = Instant.MIN;

    Evidence(Scope scope) {
        this.scope = scope;
        this.counter = counter(scope);
    }

    private static CircuitBreakerConfig window(int size) {
        return CircuitBreakerConfig.custom()
                .slidingWindow(size, 1, SlidingWindowType.COUNT_BASED)
                .slowCallDurationThreshold(Duration.ofSeconds(1))
                .build();
    }

    private static CircuitBreaker counter(Scope scope) {
        CircuitBreaker counter =
                CircuitBreaker.of(scope.word(), scope == Scope.PROVIDER ? WIDE : NARROW);
        counter.transitionToMetricsOnlyState();
        return counter;
    }

    /// @param slow it took far longer than this provider usually takes
    synchronized void success(boolean slow, Instant now) {
        age(now);
        failuresInARow = 0;
        conclusiveInARow = 0;
        lastSuccess = now;
        lastBad = slow ? now : lastBad;
        counter.onSuccess(slow ? 2 : 0, TimeUnit.SECONDS);
        trim();
    }

    synchronized void failure(
            OrganisationId organisation,
            String sender,
            String recipient,
            boolean conclusive,
            Instant now) {
        age(now);
        lastBad = now;
        failuresInARow++;
        conclusiveInARow = conclusive ? conclusiveInARow + 1 : 0;
        counter.onError(0, TimeUnit.SECONDS, FAILED);
        failures.addLast(new Witness(organisation, sender, recipient));
        trim();
    }

    private void age(Instant now) {
        if (stale(now)) {
            reset();
        }
        last = now;
    }

    private void trim() {
        while (failures.size() > counter.getMetrics().getNumberOfFailedCalls()) {
            failures.removeFirst();
        }
    }

    synchronized void reset() {
        counter = counter(scope);
        failures.clear();
        failuresInARow = 0;
        conclusiveInARow = 0;
        lastBad = Instant.MIN;
    }

    /// Nothing was seen for long, or nothing bad: where few mails go, the last hundred reach back
    /// for hours.
    synchronized boolean stale(Instant now) {
        return passed(STALE, last, now) || passed(STALE, lastBad, now);
    }

    /// So much time is over since then; of what never was, nothing.
    private static boolean passed(Duration time, Instant since, Instant now) {
        return !since.equals(Instant.MIN) && since.plus(time).isBefore(now);
    }

    /// Nothing bad is known.
    synchronized boolean clean() {
        return failures.isEmpty() && counter.getMetrics().getNumberOfSlowCalls() == 0;
    }

    /// Whether it is time to open the breaker. May become true without another failure: when no
    /// success has followed.
    synchronized boolean opens(Instant now) {
        if (failuresInARow == 0) {
            return false;
        }
        boolean stopped = passed(STOPPED, lastSuccess, now);
        if (conclusiveInARow >= IN_A_ROW || stopped && conclusiveInARow > 0) {
            return true;
        }
        int results = counter.getMetrics().getNumberOfBufferedCalls();
        boolean full = results >= (scope == Scope.PROVIDER ? WIDE : NARROW).getSlidingWindowSize();
        boolean enough = results >= ENOUGH && distinct(Witness::organisation) >= 2 || full;
        boolean failing = rate() >= OPENS_AT || stopped && failuresInARow >= WITNESSES;
        return enough && failing && independentOfTheMessage();
    }

    private double rate() {
        var seen = counter.getMetrics();
        return (double) seen.getNumberOfFailedCalls() / seen.getNumberOfBufferedCalls();
    }

    /// A whole provider is shut only when several senders and recipients saw the same.
    private boolean independentOfTheMessage() {
        return scope != Scope.PROVIDER
                || distinct(Witness::sender) >= WITNESSES
                        && distinct(Witness::recipient) >= WITNESSES;
    }

    private long distinct(Function<Witness, Object> part) {
        return failures.stream().map(part).distinct().count();
    }

    /// The share of its weight the scope deserves, from 0.05 to 1.
    double weightFactor(Instant now) {
        return weight(now).weightFactor();
    }

    /// The same, with words where it is less.
    synchronized Gate.Open weight(Instant now) {
        var seen = counter.getMetrics();
        int results = seen.getNumberOfBufferedCalls();
        if (results == 0 || stale(now)) {
            return Gate.FULLY_OPEN;
        }
        // A row of failures weighs more than what went well before it.
        double failing =
                Math.max(
                        rate() * certainty(seen.getNumberOfFailedCalls()),
                        certainty(failuresInARow));
        int slow = seen.getNumberOfSlowCalls();
        double slowness = (double) slow / results * certainty(slow) * MOST_FOR_SLOWNESS;
        if (failing == 0 && slowness == 0) {
            return Gate.FULLY_OPEN;
        }
        return new Gate.Open(
                Math.clamp(1 - Math.max(failing, slowness), LEAST_WEIGHT, 1),
                failing >= slowness ? "failing lately" : "slow lately");
    }

    private static double certainty(int cases) {
        return Math.min(1, (double) cases / CERTAIN);
    }
}
