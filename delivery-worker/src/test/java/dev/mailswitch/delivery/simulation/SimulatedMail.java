package dev.mailswitch.delivery.simulation;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.OnUnknown;
import dev.mailswitch.routing.Delivery;
import dev.mailswitch.routing.EarlierCall;
import dev.mailswitch.routing.PastAttempt;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// A mail as the ledger has it.
///
/// @param refused its content is refused wherever it goes
record SimulatedMail(
        EmailId id,
        OrganisationId organisation,
        Address from,
        Lane lane,
        OnUnknown onUnknown,
        Instant created,
        Instant expires,
        boolean refused,
        List<SimulatedRecipient> recipients) {

    SimulatedMail {
        recipients = List.copyOf(recipients);
    }

    Delivery delivery(List<SimulatedRecipient> due) {
        return new Delivery(
                id,
                organisation,
                Installation.ENVIRONMENT,
                lane,
                created,
                expires,
                from,
                onUnknown,
                null,
                due.stream().map(SimulatedRecipient::pending).toList(),
                earlier(),
                Set.of(),
                due.size() < recipients.size());
    }

    /// The calls that are on record for several of them.
    List<EarlierCall> earlier() {
        Map<UUID, List<SimulatedRecipient>> calls = new LinkedHashMap<>();
        for (SimulatedRecipient recipient : recipients) {
            recipient.attempts().stream()
                    .map(PastAttempt::call)
                    .distinct()
                    .forEach(
                            call ->
                                    calls.computeIfAbsent(call, c -> new ArrayList<>())
                                            .add(recipient));
        }
        return calls.entrySet().stream()
                .filter(call -> call.getValue().size() > 1)
                .map(
                        call ->
                                new EarlierCall(
                                        call.getKey(),
                                        call.getValue().stream()
                                                .map(SimulatedRecipient::position)
                                                .collect(Collectors.toSet()),
                                        call.getValue().stream()
                                                .anyMatch(one -> one.answeredIn(call.getKey()))))
                .toList();
    }
}
