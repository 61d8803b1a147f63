package dev.mailswitch.ledger;

import dev.mailswitch.model.id.ProviderId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// Sends every due recipient through one provider, in a call of its own.
record SendEach(ProviderId provider) implements Claiming.Decider {

    @Override
    public Plan decide(Claimable mail, Instant now) {
        return new Plan(
                mail.due().stream()
                        .map(
                                due ->
                                        new Plan.Call(
                                                UUID.randomUUID(),
                                                provider,
                                                0,
                                                "test",
                                                1,
                                                List.of(
                                                        new Plan.Leg(
                                                                due.recipient().position(),
                                                                due.next(),
                                                                null))))
                        .toList(),
                List.of(),
                List.of());
    }
}
