package dev.mailswitch.delivery.dispatch;

import dev.mailswitch.compose.MimeComposer;
import dev.mailswitch.ledger.Claimable;
import dev.mailswitch.ledger.Plan;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.mail.Recipient;
import dev.mailswitch.model.mail.RecipientKind;
import dev.mailswitch.routing.Call;
import dev.mailswitch.routing.PastAttempt;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Tells the ledger of a call that the engine has planned, in its words. Pure.
final class PlannedCall {

    private PlannedCall() {}

    /// @param key      the call's own, or the one it keeps
    /// @param madeWith see [Plan.Call]
    /// @param copy     whether another copy may go out, should it ask first
    static Plan.Call of(
            Claimable mail, Call call, UUID key, @Nullable Long madeWith, boolean copy) {
        return new Plan.Call(
                key,
                call.via().provider().id(),
                call.via().tier(),
                why(mail, call),
                MimeComposer.RENDERER,
                call.items().stream().map(PlannedCall::leg).toList(),
                madeWith,
                call.asked().isEmpty() ? null : new Plan.Question(call.asked(), copy));
    }

    /// Recipients whom the others must not see.
    static Set<Integer> hidden(Claimable mail) {
        return mail.recipients().stream()
                .filter(recipient -> recipient.kind() == RecipientKind.BCC)
                .map(Recipient::position)
                .collect(Collectors.toSet());
    }

    /// With a mark if the mail will not show all whom it is for, because this provider shows whom it
    /// sends to.
    private static String why(Claimable mail, Call call) {
        String why = call.items().getFirst().send().why();
        Set<Integer> served =
                call.items().stream()
                        .map(item -> item.recipient().position())
                        .collect(Collectors.toSet());
        boolean reduced =
                !call.via().provider().capabilities().separateEnvelope()
                        && mail.recipients().stream()
                                .anyMatch(
                                        other ->
                                                other.kind() != RecipientKind.BCC
                                                        && !served.contains(other.position()));
        return reduced ? why + "; headers_reduced: it shows only whom it sends to" : why;
    }

    private static Plan.Leg leg(Call.Item item) {
        List<PastAttempt> attempts = item.recipient().attempts();
        ProviderId before = attempts.isEmpty() ? null : attempts.getLast().provider();
        return new Plan.Leg(
                item.recipient().position(),
                item.send().attempt(),
                elsewhere(before, item.send().via().provider().id()));
    }

    private static @Nullable ProviderId elsewhere(@Nullable ProviderId before, ProviderId now) {
        return before == null || before.equals(now) ? null : before;
    }
}
