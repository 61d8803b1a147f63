package dev.mailswitch.ledger;

import dev.mailswitch.model.id.ProviderId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// Sends every due recipient through one provider, in one call.
record SendAll(ProviderId provider) implements Claiming.Decider {

    @Override
    public Plan decide(Claimable mail, Instant now) {
        if (mail.due().isEmpty()) {
            return new Plan(List.of(), List.of(), List.of());
        }
        return new Plan(
                List.of(
                        new Plan.Call(
                                UUID.randomUUID(),
                                provider,
                                0,
                                "test",
                                1,
                                mail.due().stream()
                                        .map(
                                                due ->
                                                        new Plan.Leg(
                                                                due.recipient().position(),
                                                                due.next(),
                                                                null))
                                        .toList())),
                List.of(),
                List.of());
    }
}
