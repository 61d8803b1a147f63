package dev.mailswitch.delivery.simulation;

import dev.mailswitch.delivery.simulation.Climate.Spell;
import dev.mailswitch.directory.Route;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.model.outcome.Phase;
import dev.mailswitch.model.outcome.Scope;
import dev.mailswitch.provider.Capabilities;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A provider that takes mails, or does not, as its climate has it. One that takes keys answers a
/// repeat as it answered first; one that reports accepts all and says later what hosts said.
final class SimulatedProvider {

    private static final Duration AT_ONCE = Duration.ofMillis(20);

    /// The time-out of a connection, as the worker's own default.
    static final Duration CONNECT = Duration.ofSeconds(10);

    /// How long an answer is waited for.
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final double MISHAPS = 0.000_5;
    private static final double LOST = 0.001;
    private static final double LOST_IN_A_SPELL = 0.3;
    private static final double TAKEN_THOUGH_LOST = 0.5;
    private static final double REPORTED = 0.9;

    /// What it said about one recipient, and why.
    ///
    /// @param report what it will say later, or null
    record Said(
            SimulatedRecipient recipient, Outcome outcome, Cause cause, @Nullable Report report) {

        Said lost(Cause why, @Nullable Report report) {
            Outcome silence = new Outcome.Unknown(Phase.ANSWER, "no answer");
            return new Said(recipient, silence, why, report);
        }
    }

    /// @param after the call's end
    record Report(Duration after, Outcome outcome) {}

    /// @param after the call's start
    record Reply(Duration after, List<Said> said) {

        /// What it says about these.
        Reply about(List<SimulatedRecipient> some) {
            return new Reply(
                    after, said.stream().filter(one -> some.contains(one.recipient())).toList());
        }
    }

    /// What a key stands for.
    private record Kept(Instant at, List<SimulatedRecipient> to, List<Said> said) {}

    private final Route route;
    private final Climate climate;
    private final Capabilities capabilities;
    private final boolean flawless;
    private final RandomGenerator random;
    private final Map<UUID, Kept> kept = new HashMap<>();
    private int mismatches;

    /// @param flawless no connection breaks and no answer gets lost by chance
    SimulatedProvider(Route route, Climate climate, boolean flawless, RandomGenerator random) {
        this.route = route;
        this.climate = climate;
        this.capabilities = route.provider().capabilities();
        this.flawless = flawless;
        this.random = random;
    }

    /// How often a key came again for another mail.
    int mismatches() {
        return mismatches;
    }

    ProviderId id() {
        return route.provider().id();
    }

    Reply call(SimulatedMail mail, UUID key, List<SimulatedRecipient> to, Instant now) {
        Optional<Spell> spell = climate.at(now);
        if (spell.isPresent() && spell.get().trouble().outage()) {
            return down(spell.get().trouble(), to);
        }
        if (!flawless && random.nextDouble() < MISHAPS) {
            return all(AT_ONCE, to, new Outcome.Unavailable(Phase.CONNECT, "reset"), Cause.MISHAP);
        }
        if (climate.suffers(Trouble.THROTTLES, now) && random.nextBoolean()) {
            Instant until = now.plus(seconds(2, 20));
            return all(AT_ONCE, to, new Outcome.Throttled(until, "429"), Cause.THROTTLE);
        }
        Duration takes = Duration.ofMillis((long) (40 + 60 * random.nextExponential()));
        if (climate.suffers(Trouble.SLOW, now)) {
            takes = takes.multipliedBy(10 + random.nextInt(31));
        }
        boolean breaksOff = climate.breaksOff(now, now.plus(takes));
        double lost = climate.suffers(Trouble.LOSES_ANSWERS, now) ? LOST_IN_A_SPELL : LOST;
        if (breaksOff || !flawless && random.nextDouble() < lost) {
            Cause why = breaksOff ? Cause.OUTAGE : Cause.LOST_ANSWER;
            return new Reply(PATIENCE, unheard(mail, key, to, why, now));
        }
        return new Reply(takes, take(mail, key, to, now));
    }

    private static Reply down(Trouble trouble, List<SimulatedRecipient> to) {
        boolean hangs = trouble == Trouble.HANGS;
        Outcome outcome =
                trouble.unreachable()
                        ? new Outcome.Unavailable(Phase.CONNECT, "no connection")
                        : new Outcome.Unavailable(Phase.ANSWER, "503");
        return all(hangs ? CONNECT : AT_ONCE, to, outcome, Cause.OUTAGE);
    }

    private static Reply all(
            Duration after, List<SimulatedRecipient> to, Outcome outcome, Cause why) {
        return new Reply(after, to.stream().map(one -> new Said(one, outcome, why, null)).toList());
    }

    private List<Said> unheard(
            SimulatedMail mail, UUID key, List<SimulatedRecipient> to, Cause why, Instant now) {
        if (random.nextDouble() >= TAKEN_THOUGH_LOST) {
            return to.stream().map(one -> unsaid(one).lost(why, null)).toList();
        }
        return take(mail, key, to, now).stream().map(said -> said.lost(why, heard(said))).toList();
    }

    private static Said unsaid(SimulatedRecipient recipient) {
        return new Said(recipient, new Outcome.Accepted(null), Cause.NONE, null);
    }

    /// Reports come even if the answer did not.
    private @Nullable Report heard(Said said) {
        if (said.report() != null) {
            return said.report();
        }
        boolean comes = capabilities.reports() && random.nextDouble() < REPORTED;
        return comes && said.outcome() instanceof Outcome.Accepted accepted
                ? new Report(seconds(1, 50), accepted)
                : null;
    }

    private List<Said> take(
            SimulatedMail mail, UUID key, List<SimulatedRecipient> to, Instant now) {
        if (!capabilities.idempotent()) {
            return to.stream().map(one -> take(mail, one, now)).toList();
        }
        Kept first = kept.get(key);
        if (first == null || first.at().plus(capabilities.idempotencyWindow()).isBefore(now)) {
            List<Said> said = to.stream().map(one -> take(mail, one, now)).toList();
            kept.put(key, new Kept(now, to, said));
            return said;
        }
        if (!first.to().equals(to)) {
            mismatches++;
            return to.stream().map(one -> unsaid(one).lost(Cause.MESSAGE, null)).toList();
        }
        return first.said();
    }

    private Said take(SimulatedMail mail, SimulatedRecipient recipient, Instant now) {
        if (mail.refused()) {
            var refused = new Outcome.MessageRefused(BounceClass.CONTENT_REJECTED, true, "554");
            return new Said(recipient, refused, Cause.MESSAGE, null);
        }
        if (climate.blocks(recipient.domain(), now)) {
            var blocked =
                    new Outcome.Blocked(
                            BounceClass.PROVIDER_BLOCK, Scope.RECIPIENT_DOMAIN, "550 5.7.606");
            return heardOfHost(recipient, blocked, Cause.BLOCK);
        }
        Optional<Outcome> refusal = recipient.refusal(now);
        if (refusal.isPresent()) {
            return heardOfHost(recipient, refusal.get(), Cause.RECIPIENT);
        }
        recipient.arrived(id());
        return unsaid(recipient);
    }

    /// A relay that passes on what the host said, or one that asks the host later.
    private Said heardOfHost(SimulatedRecipient recipient, Outcome outcome, Cause why) {
        boolean lasting = !(outcome instanceof Outcome.RecipientRefused r) || r.permanent();
        return capabilities.reports() && lasting
                ? new Said(
                        recipient,
                        new Outcome.Accepted(null),
                        Cause.NONE,
                        new Report(seconds(1, 30), outcome))
                : new Said(recipient, outcome, why, null);
    }

    private Duration seconds(int least, int most) {
        return Weather.between(random, Duration.ofSeconds(least), Duration.ofSeconds(most));
    }
}
