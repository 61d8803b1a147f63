package dev.mailswitch.delivery.health;

import dev.mailswitch.delivery.health.Blame.Mark;
import dev.mailswitch.health.Silence;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.model.outcome.Scope;
import dev.mailswitch.routing.Gate;
import dev.mailswitch.routing.HealthView;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Health as all workers share it. Asked from memory; a change of a breaker (rare) writes to the
/// database in the caller's thread. Safe for use by many threads. The owner calls [#refresh] each
/// second.
public final class SharedHealth implements HealthView, HealthRecorder, BlockRecorder, Probes {

    private static final String STOPPED = "nothing gets through any more";
    private static final Duration PROBED = Duration.ofSeconds(2);

    /// How soon the probe of a breaker that is due may be here.
    private static final Duration PROBE_COMES = Duration.ofSeconds(1);

    private static final Duration THROTTLE_STEP = Duration.ofMillis(500);

    /// While some sender's mail goes through, other senders' refusals do not shut a provider.
    private static final Duration LIVELY = Duration.ofMinutes(5);

    private final Breakers breakers;
    private final SilenceTable silenceTable;
    private final Observations observations = new Observations();
    private final LateBlocks lateBlocks = new LateBlocks();
    private final Map<ProviderId, Instant> slowedUntil = new ConcurrentHashMap<>();
    private final Map<ProviderId, Instant> lastSuccess = new ConcurrentHashMap<>();
    private final InstantSource clock;
    private volatile Map<ProviderId, Silence> silences = Map.of();

    public SharedHealth(
            BreakerTable store, SilenceTable silences, HealthNews news, InstantSource clock) {
        this(store, silences, news, clock, RandomGenerator::getDefault);
    }

    /// @param random spreads the times of probes
    public SharedHealth(
            BreakerTable store,
            SilenceTable silences,
            HealthNews news,
            InstantSource clock,
            Supplier<RandomGenerator> random) {
        this.breakers = new Breakers(store, news, random);
        this.silenceTable = silences;
        this.clock = clock;
    }

    /// Takes over what other workers have changed, and gets the probes that mails here have asked
    /// for.
    ///
    /// @throws SQLException if the database is away; what is known stays in use
    public void refresh() throws SQLException {
        Instant now = clock.instant();
        breakers.refresh(now).forEach(key -> observations.closed(key, now));
        breakers.throttles().forEach(this::slowDown);
        slowedUntil.values().removeIf(until -> !until.isAfter(now));
        silences = Map.copyOf(silenceTable.silences());
        observations.stopped(now).forEach(key -> breakers.open(key, STOPPED, now));
    }

    /// Forgets breakers nobody probes any more (their provider or domain is out of use); to be
    /// called about once an hour.
    public void prune() throws SQLException {
        breakers.prune(clock.instant());
    }

    /// Forgets what was seen of providers that are no longer there. Their breakers go with
    /// [#prune], as they are everybody's.
    public void keepOnly(Set<ProviderId> present) {
        observations.keepOnly(present);
        lateBlocks.keepOnly(present);
        lastSuccess.keySet().retainAll(present);
    }

    @Override
    public Gate gate(ProviderId provider, String senderDomain, String recipientDomain) {
        Instant now = clock.instant();
        Instant slowed = slowedUntil.get(provider);
        if (slowed != null && slowed.isAfter(now)) {
            return new Gate.Shut(slowed, "asked to slow down");
        }
        // It only has less weight: it may deliver all the same.
        Silence silence = silences.get(provider);
        Gate.Open open = silence == null ? Gate.FULLY_OPEN : silence.gate();
        boolean probing = false;
        Breaker shut = null;
        for (BreakerKey key : BreakerKey.over(provider, senderDomain, recipientDomain)) {
            Breaker breaker = breakers.get(key);
            if (breaker == null) {
                open = open.and(observations.weight(key, now));
                continue;
            }
            breakers.want(key, now);
            if (breakers.probeIsHere(key)) {
                probing = true;
            } else if (shut == null || shut.probeAt().isBefore(breaker.probeAt())) {
                shut = breaker;
            }
        }
        if (shut != null) {
            if (shut.mayProbe(now)) {
                return new Gate.Shut(now.plus(PROBE_COMES), shut.reason());
            }
            // A probe is under way, and its answer usually near: what waits should not wait for
            // the probe's time-out.
            Instant soon = now.plus(PROBED);
            boolean near = shut.halfOpen() && soon.isBefore(shut.probeAt());
            return new Gate.Shut(near ? soon : shut.probeAt(), shut.reason());
        }
        return probing ? new Gate.Probing() : open;
    }

    @Override
    public Optional<Probe> take(ProviderId provider, String senderDomain, String recipientDomain) {
        return breakers.take(BreakerKey.over(provider, senderDomain, recipientDomain));
    }

    @Override
    public void giveBack(Probe probe) {
        breakers.giveBack(probe);
    }

    @Override
    public void record(CallResult call, Instant now) {
        Map<BreakerKey, Result> results = new LinkedHashMap<>();
        boolean slow = false;
        for (Answer answer : call.answers()) {
            if (answer.outcome() instanceof Outcome.Throttled throttled) {
                throttled(call.provider(), throttled.until());
            }
        }
        if (call.answers().stream().anyMatch(a -> a.outcome() instanceof Outcome.Accepted)) {
            slow = observations.times(call.provider()).slow(call.acceptTime());
        }
        for (Answer answer : call.answers()) {
            Map<Scope, Mark> marks = Blame.of(answer.outcome());
            for (BreakerKey key :
                    BreakerKey.over(
                            call.provider(), call.senderDomain(), answer.recipientDomain())) {
                Mark mark = marks.get(key.scope());
                if (mark != null) {
                    results.merge(
                            key,
                            new Result(
                                    key,
                                    mark,
                                    call.organisation(),
                                    call.senderDomain(),
                                    answer.recipientDomain(),
                                    slow && mark == Mark.SUCCESS,
                                    reason(answer.outcome()),
                                    now),
                            SharedHealth::telling);
                }
            }
        }
        Instant begun = now.minus(call.acceptTime());
        results.values().forEach(result -> take(result, call.probe(), begun));
        if (call.probe() != null) {
            // Of what the call said nothing about, another mail may be the probe.
            breakers.giveBack(call.probe());
        }
    }

    /// The gate closes here at once, and for the other workers within a second; not written anew
    /// for what hardly changes it.
    private void throttled(ProviderId provider, Instant until) {
        Instant known = slowedUntil.get(provider);
        slowDown(provider, until);
        if (known == null || known.plus(THROTTLE_STEP).isBefore(until)) {
            breakers.throttle(provider, until);
        }
    }

    private void slowDown(ProviderId provider, Instant until) {
        slowedUntil.merge(provider, until, (one, other) -> one.isAfter(other) ? one : other);
    }

    /// Of two results of one call: what opens at once, else the success, since somebody got
    /// through.
    private static Result telling(Result one, Result other) {
        if (one.mark() == Mark.OPEN || other.mark() == Mark.OPEN) {
            return one.mark() == Mark.OPEN ? one : other;
        }
        return one.mark() == Mark.SUCCESS || other.mark() != Mark.SUCCESS ? one : other;
    }

    @Override
    public void blocked(Block block, Instant now) {
        Result there =
                new Result(
                        new BreakerKey(
                                block.provider(), Scope.RECIPIENT_DOMAIN, block.recipientDomain()),
                        Mark.FAILURE,
                        block.organisation(),
                        block.senderDomain(),
                        block.recipientDomain(),
                        false,
                        "blocked later: " + block.bounceClass().word(),
                        now);
        blocked(there);
        if (lateBlocks.everywhere(block.provider(), block.recipientDomain(), now)) {
            blocked(there.at(BreakerKey.of(block.provider())));
        }
    }

    /// Twice: the acceptance was counted as a success, and was none.
    private void blocked(Result result) {
        for (int i = 0; i < 2 && breakers.get(result.key()) == null; i++) {
            failed(result, false);
        }
    }

    private record Result(
            BreakerKey key,
            Mark mark,
            OrganisationId organisation,
            String sender,
            String recipient,
            boolean slow,
            String reason,
            Instant now) {

        Result at(BreakerKey other) {
            return new Result(other, mark, organisation, sender, recipient, slow, reason, now);
        }
    }

    private void take(Result result, @Nullable Probe probe, Instant begun) {
        boolean success = result.mark() == Mark.SUCCESS;
        if (success && result.key().scope() == Scope.PROVIDER) {
            lastSuccess.put(result.key().provider(), result.now());
        }
        if (breakers.get(result.key()) != null) {
            if (breakers.result(result.key(), success, result.reason(), probe, result.now())) {
                observations.closed(result.key(), result.now());
                if (result.key().scope() == Scope.PROVIDER) {
                    lateBlocks.forget(result.key().provider());
                }
            }
            return;
        }
        if (observations.begunBeforeClosing(result.key(), begun)) {
            return;
        }
        switch (result.mark()) {
            case SUCCESS -> observations.success(result.key(), result.slow(), result.now());
            case FAILURE -> failed(result, false);
            case CONCLUSIVE_FAILURE -> failed(result, true);
            case OPEN -> open(result);
        }
    }

    private void failed(Result result, boolean conclusive) {
        observations
                .forFailure(result.key(), result.now())
                .ifPresent(
                        evidence -> {
                            evidence.failure(
                                    result.organisation(),
                                    result.sender(),
                                    result.recipient(),
                                    conclusive,
                                    result.now());
                            if (evidence.opens(result.now())) {
                                breakers.open(result.key(), result.reason(), result.now());
                            }
                        });
    }

    /// The same refusal of three sender domains is the provider's, unless others get through.
    private void open(Result result) {
        breakers.open(result.key(), result.reason(), result.now());
        ProviderId provider = result.key().provider();
        if (result.key().scope() == Scope.SENDER_DOMAIN
                && breakers.sendersRefused(provider, result.reason()) >= Evidence.WITNESSES
                && !lively(provider, result.now())) {
            breakers.open(BreakerKey.of(provider), result.reason(), result.now());
        }
    }

    private boolean lively(ProviderId provider, Instant now) {
        Instant success = lastSuccess.get(provider);
        return success != null && success.plus(LIVELY).isAfter(now);
    }

    /// Words of ours, not the reply: replies may quote addresses.
    private static String reason(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Blocked b -> "blocked: " + b.bounceClass().word();
            case Outcome.Misconfigured m -> m.what();
            case Outcome.Unavailable u -> "unavailable at " + u.phase().word();
            case Outcome.Unknown u -> "its answers do not come";
            case Outcome.Accepted a -> a.word();
            case Outcome.RecipientRefused r -> r.word();
            case Outcome.MessageRefused m -> m.word();
            case Outcome.Throttled t -> t.word();
            case Outcome.Unsuited u -> u.word();
        };
    }

    /// For metrics.
    public HealthSnapshot snapshot() {
        Instant now = clock.instant();
        return new HealthSnapshot(
                List.copyOf(breakers.all()),
                slowedUntil,
                observations.weights(now),
                silences.keySet());
    }
}
