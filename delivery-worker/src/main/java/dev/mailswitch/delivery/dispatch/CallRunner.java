package dev.mailswitch.delivery.dispatch;

import dev.mailswitch.delivery.compose.Copy;
import dev.mailswitch.delivery.compose.Letter;
import dev.mailswitch.delivery.health.HealthRecorder;
import dev.mailswitch.delivery.transport.Shipment;
import dev.mailswitch.ledger.Claimable;
import dev.mailswitch.ledger.Claimed;
import dev.mailswitch.ledger.Contents;
import dev.mailswitch.ledger.Plan;
import dev.mailswitch.ledger.Settlement;
import dev.mailswitch.ledger.Settling;
import dev.mailswitch.ledger.WorkerLease;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Content;
import dev.mailswitch.model.mail.Recipient;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.model.outcome.Phase;
import dev.mailswitch.provider.Provider;
import dev.mailswitch.provider.ProviderKind;
import dev.mailswitch.provider.sandbox.SandboxScript;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes one provider call and settles it. Runs on a virtual thread of its own; blocks as long as
/// the provider, and then the database, takes.
final class CallRunner {

    private static final Logger LOG = LoggerFactory.getLogger(CallRunner.class);

    /// Contents in memory at once, over all calls.
    private static final int CONTENT_BUDGET_KIB = 96 * 1024;

    private final Contents contents;
    private final Copies copies;
    private final Settling settling;
    private final WorkerLease lease;
    private final HealthRecorder health;
    private final AttemptLog attempts;
    private final InstantSource clock;
    private final ContentBudget budget = new ContentBudget(CONTENT_BUDGET_KIB);

    CallRunner(
            Contents contents,
            Copies copies,
            Settling settling,
            WorkerLease lease,
            HealthRecorder health,
            AttemptLog attempts,
            InstantSource clock) {
        this.contents = contents;
        this.copies = copies;
        this.settling = settling;
        this.lease = lease;
        this.health = health;
        this.attempts = attempts;
        this.clock = clock;
    }

    /// @return what became of the mail
    Settlement.Result run(Claimed claimed, Plan.Call call, Places.Taken places)
            throws InterruptedException {
        Provider provider = places.route().provider();
        long started = System.nanoTime();
        Map<Integer, Outcome> outcomes;
        try {
            outcomes = send(claimed, call, places);
        } catch (SQLException away) {
            outcomes =
                    all(
                            call,
                            new Outcome.Unavailable(
                                    Phase.PREPARE, "the content could not be read"));
            LOG.warn("content of {} could not be read: {}", claimed.mail().id(), away.getMessage());
        } catch (RuntimeException bug) {
            // Before the point of no return or after it? Nobody knows; a double is the lesser evil
            // only if the mail's policy says so.
            outcomes = all(call, new Outcome.Unknown(Phase.ANSWER, "internal error"));
            LOG.error("a call for {} failed", claimed.mail().id(), bug);
        } finally {
            places.answered();
        }
        Duration took = Duration.ofNanos(System.nanoTime() - started);
        List<Settlement.Answer> answers = new ArrayList<>();
        for (Plan.Leg leg : call.legs()) {
            Outcome outcome =
                    outcomes.getOrDefault(
                            leg.position(), new Outcome.Unknown(Phase.ANSWER, "no answer for it"));
            Recipient recipient = claimed.mail().recipients().get(leg.position());
            boolean learns = learns(provider, recipient.address());
            answers.add(answer(leg, outcome, learns));
            record(claimed.mail(), provider, recipient.address(), outcome, took, learns);
            attempts.log(claimed, call, leg, provider, outcome, took);
        }
        return settling.settle(
                new Settlement(
                        claimed.mail().id(),
                        claimed.mail().environmentId(),
                        claimed.epoch(),
                        claimed.fence(),
                        answers));
    }

    private static Settlement.Answer answer(Plan.Leg leg, Outcome outcome, boolean learns) {
        boolean suppress =
                learns
                        && outcome instanceof Outcome.RecipientRefused refused
                        && refused.permanent()
                        && refused.bounceClass().suppresses();
        return new Settlement.Answer(leg.position(), leg.attempt(), outcome, suppress);
    }

    private void record(
            Claimable mail,
            Provider provider,
            Address recipient,
            Outcome outcome,
            Duration took,
            boolean learns) {
        try {
            health.record(
                    provider.id(),
                    mail.organisationId(),
                    mail.from().asciiDomain(),
                    recipient.asciiDomain(),
                    outcome,
                    took,
                    learns && providersDoing(outcome),
                    clock.instant());
        } catch (RuntimeException bug) {
            LOG.error("health could not be recorded", bug);
        }
    }

    /// What broke before the provider was asked says nothing of the provider.
    private static boolean providersDoing(Outcome outcome) {
        return !(outcome instanceof Outcome.Unavailable unavailable
                && (unavailable.phase() == Phase.PREPARE
                        || unavailable.reply().startsWith("held back")));
    }

    /// Scripted answers teach nothing, unless the address says so.
    private static boolean learns(Provider provider, Address recipient) {
        return provider.kind() != ProviderKind.SANDBOX || SandboxScript.of(recipient).feedsHealth();
    }

    private Map<Integer, Outcome> send(Claimed claimed, Plan.Call call, Places.Taken places)
            throws SQLException, InterruptedException {
        if (!lease.safe()) {
            return all(call, new Outcome.Unavailable(Phase.PREPARE, "held back: no lease"));
        }
        Claimable mail = claimed.mail();
        Optional<Content> content = contents.find(mail.id(), mail.retentionDays(), mail.subject());
        if (content.isEmpty()) {
            return all(call, gone("its content is no longer kept"));
        }
        try (ContentBudget.Room room = budget.take(call.provider(), kib(content.get()))) {
            Map<String, byte[]> files = files(mail, content.get());
            long named =
                    content.get().attachments().stream().map(a -> a.sha256()).distinct().count();
            if (files.size() < named) {
                return all(call, gone("an attachment is no longer kept"));
            }
            return places.place().send(shipment(claimed, call, content.get(), files), lease::safe);
        }
    }

    private static Outcome gone(String what) {
        return new Outcome.MessageRefused(BounceClass.UNKNOWN, false, what);
    }

    /// What a mail takes: its files and bodies and their encoded form.
    private static long kib(Content content) {
        long bytes = content.attachments().stream().mapToLong(a -> a.size()).sum() * 3;
        return (bytes + 3L * (length(content.html()) + length(content.text()))) / 1024;
    }

    private static long length(@org.jspecify.annotations.Nullable String text) {
        return text == null ? 0 : text.length();
    }

    private Map<String, byte[]> files(Claimable mail, Content content) throws SQLException {
        Map<String, byte[]> files = new HashMap<>();
        for (var attachment : content.attachments()) {
            if (!files.containsKey(attachment.sha256())) {
                contents.file(mail.organisationId(), attachment.sha256())
                        .ifPresent(bytes -> files.put(attachment.sha256(), bytes));
            }
        }
        return files;
    }

    private Shipment shipment(
            Claimed claimed, Plan.Call call, Content content, Map<String, byte[]> files) {
        Claimable mail = claimed.mail();
        Copy copy = copies.of(mail, call, content);
        Letter letter =
                new Letter(
                        mail.from(),
                        mail.messageId(),
                        firstStart(claimed, call),
                        call.key(),
                        mail.recipients(),
                        copy.content(),
                        mail.lane(),
                        copy.ours());
        return new Shipment(
                mail.id(),
                mail.organisationId(),
                call.key(),
                letter,
                sha256 -> java.util.Objects.requireNonNull(files.get(sha256)),
                call.legs().stream()
                        .map(
                                leg ->
                                        new Shipment.Leg(
                                                mail.recipients().get(leg.position()),
                                                leg.attempt()))
                        .toList());
    }

    /// The Date of a repeated call is the first one's: the same key has the same bytes.
    private static Instant firstStart(Claimed claimed, Plan.Call call) {
        return claimed.mail().due().stream()
                .flatMap(due -> due.attempts().stream())
                .filter(past -> past.call().equals(call.key()))
                .map(Claimable.Past::startedAt)
                .min(Instant::compareTo)
                .orElse(claimed.startedAt());
    }

    private static Map<Integer, Outcome> all(Plan.Call call, Outcome outcome) {
        Map<Integer, Outcome> outcomes = new HashMap<>();
        call.legs().forEach(leg -> outcomes.put(leg.position(), outcome));
        return outcomes;
    }
}
