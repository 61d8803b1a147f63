package dev.mailswitch.delivery.dispatch;

import dev.mailswitch.compose.Copies;
import dev.mailswitch.compose.Sending;
import dev.mailswitch.delivery.health.HealthRecorder;
import dev.mailswitch.delivery.transport.Sender;
import dev.mailswitch.delivery.transport.Shipment;
import dev.mailswitch.delivery.transport.Uncomposable;
import dev.mailswitch.ledger.Claimable;
import dev.mailswitch.ledger.Claimed;
import dev.mailswitch.ledger.Plan;
import dev.mailswitch.ledger.Settlement;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.OnUnknown;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.model.outcome.Phase;
import dev.mailswitch.provider.Provider;
import dev.mailswitch.provider.ProviderKind;
import dev.mailswitch.provider.sandbox.SandboxScript;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes one provider call and settles it. Runs on a virtual thread of its own; blocks as long as
/// the provider, and then the database, takes.
final class CallRunner {

    private static final Logger LOG = LoggerFactory.getLogger(CallRunner.class);

    private final Letters letters;
    private final Signing signing;
    private final Copies copies;
    private final Settles settling;
    private final HealthRecorder health;
    private final AttemptLog attempts;
    private final InstantSource clock;
    private final Passage.Patience patience;
    private final Set<Passage> underWay = ConcurrentHashMap.newKeySet();

    /// Writes what became of calls; blocks until it is written.
    @FunctionalInterface
    interface Settles {
        Settlement.Result settle(Settlement settlement) throws InterruptedException;
    }

    CallRunner(
            Letters letters,
            Signing signing,
            Copies copies,
            Settles settling,
            HealthRecorder health,
            AttemptLog attempts,
            InstantSource clock,
            Passage.Patience patience) {
        this.letters = letters;
        this.signing = signing;
        this.copies = copies;
        this.settling = settling;
        this.health = health;
        this.attempts = attempts;
        this.clock = clock;
        this.patience = patience;
    }

    /// Ends calls that take too long; to be called about once a second.
    void cutLongCalls() {
        underWay.forEach(Passage::cutIfTooLong);
    }

    /// @param lease whether it is as good as when the mail was claimed
    /// @return what became of the mail
    Settlement.Result run(
            Claimed claimed, Plan.Call call, Places.Taken places, BooleanSupplier lease)
            throws InterruptedException {
        Provider provider = places.route().provider();
        long started = System.nanoTime();
        Map<Integer, Sender.Answer> said;
        try {
            said = send(claimed, call, places, lease);
        } finally {
            places.answered();
        }
        if ((call.question() != null || Sendings.repeated(claimed.mail(), call).isPresent())
                && said.values().stream().noneMatch(Sender.Answer::asked)) {
            places.onlyAsked();
        }
        Duration took = Duration.ofNanos(System.nanoTime() - started);
        List<Settlement.Answer> answers = new ArrayList<>();
        List<HealthRecorder.Answer> learnt = new ArrayList<>();
        for (Plan.Leg leg : call.legs()) {
            Sender.Answer answer = Objects.requireNonNull(said.get(leg.position()));
            Address recipient = claimed.mail().recipients().get(leg.position()).address();
            boolean learns = learns(provider, recipient);
            if (learns && answer.asked()) {
                learnt.add(new HealthRecorder.Answer(recipient.asciiDomain(), answer.outcome()));
            }
            answers.add(settled(leg, answer, learns));
            attempts.log(claimed, call, leg, provider, answer.outcome(), took);
        }
        record(claimed.mail(), places, learnt, took);
        return settling.settle(
                new Settlement(claimed.mail().id(), claimed.epoch(), claimed.fence(), answers));
    }

    private static Settlement.Answer settled(Plan.Leg leg, Sender.Answer answer, boolean learns) {
        Outcome outcome = answer.outcome();
        boolean suppress =
                learns
                        && outcome instanceof Outcome.RecipientRefused refused
                        && refused.permanent()
                        && refused.bounceClass().suppresses();
        return new Settlement.Answer(
                leg.position(), leg.attempt(), outcome, suppress, answer.checksum());
    }

    private void record(
            Claimable mail,
            Places.Taken places,
            List<HealthRecorder.Answer> learnt,
            Duration took) {
        if (learnt.isEmpty()) {
            return;
        }
        try {
            health.record(
                    new HealthRecorder.CallResult(
                            places.route().provider().id(),
                            mail.organisationId(),
                            mail.from().asciiDomain(),
                            learnt,
                            took,
                            places.probeUsed()),
                    clock.instant());
        } catch (RuntimeException bug) {
            LOG.error("health could not be recorded", bug);
        }
    }

    /// Scripted answers teach nothing, unless the address says so.
    private static boolean learns(Provider provider, Address recipient) {
        return provider.kind() != ProviderKind.SANDBOX || SandboxScript.of(recipient).feedsHealth();
    }

    /// An answer for every leg, whatever happens.
    private Map<Integer, Sender.Answer> send(
            Claimed claimed, Plan.Call call, Places.Taken places, BooleanSupplier lease)
            throws InterruptedException {
        Passage passage =
                new Passage(lease, claimed.mail().expiresAt(), clock, System::nanoTime, patience);
        Map<Integer, Sender.Answer> said = Map.of();
        String missing = "no answer for it";
        try {
            if (!passage.open()) {
                return all(call, prepare("held back: its time, or this worker's lease, is over"));
            }
            Sending sending = Sendings.of(claimed, call);
            Signing.Given given;
            try {
                given = signing.to(claimed.mail(), sending.started());
            } catch (IllegalStateException sealed) {
                LOG.error(
                        "a DKIM key of {} does not open",
                        claimed.mail().from().asciiDomain(),
                        sealed);
                return all(call, prepare("the DKIM key does not open"));
            }
            switch (letters.read(claimed.mail(), places.route().provider(), passage::open)) {
                case Letters.Read.Gone gone -> {
                    return all(call, gone(gone.what()));
                }
                case Letters.Read.NotNow notNow -> {
                    return all(call, prepare(notNow.why()));
                }
                case Letters.Read.Whole whole -> {
                    try (whole) {
                        said =
                                send(
                                        passage,
                                        places,
                                        shipment(claimed, call, places, sending, whole, given));
                    }
                }
            }
        } catch (SQLException away) {
            LOG.warn("content of {} could not be read: {}", claimed.mail().id(), away.getMessage());
            return all(call, prepare("the content could not be read"));
        } catch (Uncomposable damaged) {
            LOG.error("mail {} cannot be composed", claimed.mail().id(), damaged);
            return all(call, gone("internal: it cannot be composed"));
        } catch (RuntimeException | Error bug) {
            LOG.error("a call for {} failed", claimed.mail().id(), bug);
            missing = "internal error";
        }
        Map<Integer, Sender.Answer> answers = new HashMap<>();
        for (Plan.Leg leg : call.legs()) {
            Sender.Answer answer = said.get(leg.position());
            answers.put(
                    leg.position(), answer == null ? unsaid(passage, missing) : charged(answer));
        }
        return answers;
    }

    private Map<Integer, Sender.Answer> send(
            Passage passage, Places.Taken places, Shipment shipment) {
        underWay.add(passage);
        try (passage) {
            return places.called().send(shipment, passage);
        } finally {
            underWay.remove(passage);
        }
    }

    /// A call that broke inside us. Up to the point of no return nothing was sent; after it nobody
    /// knows, and a double is the lesser evil only if the mail's policy says so.
    private static Sender.Answer unsaid(Passage passage, String why) {
        return passage.passed()
                ? Sender.Answer.ofProvider(new Outcome.Unknown(Phase.ANSWER, why))
                : prepare(why);
    }

    /// What we held back ourselves is not the route's doing.
    private static Sender.Answer charged(Sender.Answer answer) {
        return !answer.asked() && answer.outcome() instanceof Outcome.Unavailable ours
                ? prepare(ours.reply())
                : answer;
    }

    private static Sender.Answer prepare(String why) {
        return Sender.Answer.ours(new Outcome.Unavailable(Phase.PREPARE, why));
    }

    private static Sender.Answer gone(String what) {
        return Sender.Answer.ours(new Outcome.MessageRefused(BounceClass.UNKNOWN, false, what));
    }

    private Shipment shipment(
            Claimed claimed,
            Plan.Call call,
            Places.Taken places,
            Sending sending,
            Letters.Read.Whole read,
            Signing.Given given) {
        Claimable mail = claimed.mail();
        Claimable.EarlierCall.Leg first = Sendings.first(mail, call);
        return new Shipment(
                mail.id(),
                mail.organisationId(),
                mail.environmentId(),
                call.key(),
                copies.letter(sending, read.content(), given.key()),
                sha256 -> Objects.requireNonNull(read.files().get(sha256)),
                given.returnPath(),
                copies.correlation(sending, first.position(), first.attempt()),
                mail.tags(),
                mail.onUnknown() == OnUnknown.AT_LEAST_ONCE,
                Sendings.repeat(
                        mail,
                        call,
                        places.route().provider().capabilities(),
                        asked -> copies.correlation(sending, asked.position(), asked.attempt())),
                call.legs().stream()
                        .map(
                                leg ->
                                        new Shipment.Leg(
                                                mail.recipients().get(leg.position()),
                                                leg.attempt()))
                        .toList());
    }

    private static Map<Integer, Sender.Answer> all(Plan.Call call, Sender.Answer answer) {
        Map<Integer, Sender.Answer> answers = new HashMap<>();
        call.legs().forEach(leg -> answers.put(leg.position(), answer));
        return answers;
    }
}
