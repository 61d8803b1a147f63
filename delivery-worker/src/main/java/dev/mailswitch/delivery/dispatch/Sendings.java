package dev.mailswitch.delivery.dispatch;

import dev.mailswitch.compose.Sending;
import dev.mailswitch.delivery.transport.Shipment;
import dev.mailswitch.ledger.Claimable;
import dev.mailswitch.ledger.Claimed;
import dev.mailswitch.ledger.Plan;
import dev.mailswitch.model.mail.Recipient;
import dev.mailswitch.provider.Capabilities;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Tells of a claimed call what its bytes depend on.
final class Sendings {

    private Sendings() {}

    static Sending of(Claimed claimed, Plan.Call call) {
        Claimable mail = claimed.mail();
        return new Sending(
                mail.id(),
                mail.organisationId(),
                mail.environmentId(),
                mail.lane(),
                mail.policy(),
                mail.from(),
                mail.messageId(),
                mail.recipients(),
                call.key(),
                call.provider(),
                // The Date of a repeated call is the first one's: the same key has the same bytes.
                repeated(mail, call)
                        .map(Claimable.EarlierCall::startedAt)
                        .orElse(claimed.startedAt()),
                only(mail, call));
    }

    private static Sending.@Nullable Only only(Claimable mail, Plan.Call call) {
        if (!mail.perRecipient() || call.legs().size() != 1) {
            return null;
        }
        Claimable.EarlierCall.Leg first = first(mail, call);
        return new Sending.Only(first.position(), first.attempt());
    }

    /// The first recipient of the call as it was first made, of whom its correlation tells. He may be
    /// over by now: what is asked, or sent again, is still that call.
    static Claimable.EarlierCall.Leg first(Claimable mail, Plan.Call call) {
        return repeated(mail, call)
                .map(repeated -> repeated.legs().getFirst())
                .orElseGet(
                        () ->
                                new Claimable.EarlierCall.Leg(
                                        call.legs().getFirst().position(),
                                        call.legs().getFirst().attempt()));
    }

    /// The call that this one repeats, as it was first made; empty if it is the first with its key.
    static Optional<Claimable.EarlierCall> repeated(Claimable mail, Plan.Call call) {
        return earlier(mail, call, call.key());
    }

    private static Optional<Claimable.EarlierCall> earlier(
            Claimable mail, Plan.Call call, UUID key) {
        return mail.earlier().stream()
                .filter(earlier -> earlier.key().equals(key))
                .findFirst()
                .or(() -> alone(mail, call, key));
    }

    /// A call for one recipient stands with his attempts only.
    private static Optional<Claimable.EarlierCall> alone(Claimable mail, Plan.Call call, UUID key) {
        int position = call.legs().getFirst().position();
        return mail.due().stream()
                .filter(due -> due.recipient().position() == position)
                .flatMap(due -> due.attempts().stream())
                .filter(past -> past.call().equals(key))
                .min(Comparator.comparingInt(Claimable.Past::no))
                .map(
                        past ->
                                new Claimable.EarlierCall(
                                        past.call(),
                                        past.provider(),
                                        past.startedAt(),
                                        List.of(new Claimable.EarlierCall.Leg(position, past.no())),
                                        false,
                                        past.madeWith()));
    }

    /// What the call has to do with earlier ones, beside its bytes; null for one that has nothing
    /// to do with any.
    ///
    /// @param correlation what an earlier call for this recipient, in this attempt of his, carried
    static Shipment.@Nullable Repeat repeat(
            Claimable mail,
            Plan.Call call,
            Capabilities can,
            Function<Claimable.EarlierCall.Leg, String> correlation) {
        Plan.Question question = call.question();
        if (question != null) {
            return new Shipment.Asked(
                    question.calls().stream()
                            .map(key -> earlier(mail, call, key).orElseThrow())
                            .map(
                                    asked ->
                                            new Shipment.Sought(
                                                    correlation.apply(asked.legs().getFirst()),
                                                    asked.startedAt()))
                            .toList(),
                    question.copy());
        }
        return repeated(mail, call).map(first -> keyed(mail, call, can, first)).orElse(null);
    }

    private static Shipment.Keyed keyed(
            Claimable mail, Plan.Call call, Capabilities can, Claimable.EarlierCall first) {
        Set<Integer> again =
                call.legs().stream().map(Plan.Leg::position).collect(Collectors.toSet());
        List<Recipient> over =
                first.legs().stream()
                        .map(Claimable.EarlierCall.Leg::position)
                        .filter(position -> !again.contains(position))
                        .map(position -> mail.recipients().get(position))
                        .toList();
        // Those who are over are in the bytes again only where the provider is sure to have the
        // call and to send nothing: for others it could be a second mail, or one they must not
        // have.
        boolean same =
                can.idempotent()
                        && (over.isEmpty() || first.arrived())
                        && MadeWith.same(first.madeWith(), call.madeWith());
        return new Shipment.Keyed(
                same ? can.keyHoldsUntil(first.startedAt()) : Instant.MIN, same ? over : List.of());
    }
}
