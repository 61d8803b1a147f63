package dev.mailswitch.delivery.dispatch;

import dev.mailswitch.directory.Directory;
import dev.mailswitch.directory.Route;
import dev.mailswitch.ledger.Claimable;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.mail.Recipient;
import dev.mailswitch.model.mail.RecipientKind;
import dev.mailswitch.provider.sandbox.SandboxScript;
import dev.mailswitch.routing.Delivery;
import dev.mailswitch.routing.EarlierCall;
import dev.mailswitch.routing.PastAttempt;
import dev.mailswitch.routing.Pending;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// Tells the engine what the ledger knows of a mail, in its words, and what the settings say of it.
final class Deliveries {

    private final Directory settings;
    private final MadeWith madeWith;

    Deliveries(Directory settings, MadeWith madeWith) {
        this.settings = settings;
        this.madeWith = madeWith;
    }

    /// The mail as far as these of its due recipients are decided about.
    Delivery of(Claimable mail, List<Claimable.Due> recipients) {
        return new Delivery(
                mail.id(),
                mail.organisationId(),
                mail.environmentId(),
                mail.lane(),
                mail.id().time(),
                mail.expiresAt(),
                mail.from(),
                mail.onUnknown(),
                settings.hold(mail.organisationId(), mail.environmentId(), mail.lane())
                        .orElse(null),
                recipients.stream().map(Deliveries::pending).toList(),
                mail.earlier().stream().map(Deliveries::earlier).toList(),
                changed(mail, recipients),
                showsOthers(mail, recipients));
    }

    /// Calls that would not be the same if they were made again: of a provider that is not a route's
    /// any more none is.
    private Set<UUID> changed(Claimable mail, List<Claimable.Due> recipients) {
        Set<UUID> changed = new HashSet<>();
        Map<ProviderId, Optional<Long>> now = new HashMap<>();
        for (Claimable.Due due : recipients) {
            for (Claimable.Past past : due.attempts()) {
                if (past.madeWith() != null) {
                    Optional<Long> made =
                            now.computeIfAbsent(past.provider(), id -> madeNow(mail, id));
                    if (!MadeWith.same(past.madeWith(), made.orElse(null))) {
                        changed.add(past.call());
                    }
                }
            }
        }
        return changed;
    }

    private Optional<Long> madeNow(Claimable mail, ProviderId id) {
        return settings.routes(mail.environmentId()).stream()
                .map(Route::provider)
                .filter(provider -> provider.id().equals(id))
                .findFirst()
                .map(provider -> madeWith.of(settings, provider, mail.perRecipient()));
    }

    private static EarlierCall earlier(Claimable.EarlierCall call) {
        return new EarlierCall(
                call.key(),
                call.legs().stream()
                        .map(Claimable.EarlierCall.Leg::position)
                        .collect(Collectors.toSet()),
                call.arrived());
    }

    /// Whether the mail shows somebody whom it does not go to together with these.
    private static boolean showsOthers(Claimable mail, List<Claimable.Due> recipients) {
        Set<Integer> going =
                recipients.stream()
                        .filter(due -> !due.suppressed())
                        .map(due -> due.recipient().position())
                        .collect(Collectors.toSet());
        List<Recipient> shown =
                mail.recipients().stream().filter(one -> one.kind() != RecipientKind.BCC).toList();
        // Whoever gets a copy of his own goes alone.
        return mail.perRecipient() && shown.size() > 1
                || shown.stream().anyMatch(one -> !going.contains(one.position()));
    }

    private static Pending pending(Claimable.Due due) {
        return new Pending(
                due.recipient().position(),
                due.recipient().address(),
                due.suppressed() || SandboxScript.of(due.recipient().address()).suppressed(),
                due.attempts().stream()
                        .map(
                                past ->
                                        new PastAttempt(
                                                past.no(),
                                                past.provider(),
                                                past.call(),
                                                past.startedAt(),
                                                past.finishedAt(),
                                                past.outcome()))
                        .toList());
    }
}
