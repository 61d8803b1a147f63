package dev.mailswitch.delivery.simulation;

import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.routing.PastAttempt;
import dev.mailswitch.routing.Pending;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A recipient as the ledger has it, and what the ledger cannot know: its fault, and who really
/// brought it the mail.
final class SimulatedRecipient {

    /// As far as it matters here.
    enum State {
        OPEN,
        SENT,
        BOUNCED,
        FAILED
    }

    private final int position;
    private final Address address;
    private final Fault fault;
    private final Instant faultUntil;
    private final List<PastAttempt> attempts = new ArrayList<>();
    private final List<ProviderId> copies = new ArrayList<>(1);
    private State state = State.OPEN;
    private String end = "";
    private boolean inCall;
    private Instant due = Instant.MIN;

    /// @param faultUntil when its fault is over, if it is one that ends
    SimulatedRecipient(int position, Address address, Fault fault, Instant faultUntil) {
        this.position = position;
        this.address = address;
        this.fault = fault;
        this.faultUntil = faultUntil;
    }

    Pending pending() {
        return new Pending(position, address, false, attempts);
    }

    String domain() {
        return address.asciiDomain();
    }

    Fault fault() {
        return fault;
    }

    /// What its host says for a reason of its own.
    Optional<Outcome> refusal(Instant now) {
        return switch (fault) {
            case NONE -> Optional.empty();
            case NO_SUCH_MAILBOX -> refused(BounceClass.INVALID_RECIPIENT, true, "550 5.1.1");
            case UNWILLING -> refused(BounceClass.RECIPIENT_REFUSED, true, "550 5.7.1");
            case MAILBOX_FULL ->
                    now.isBefore(faultUntil)
                            ? refused(BounceClass.MAILBOX_FULL, false, "452 4.2.2")
                            : Optional.empty();
            case GREYLISTS ->
                    now.isBefore(faultUntil)
                            ? refused(BounceClass.TRANSIENT, false, "451 4.7.1")
                            : Optional.empty();
        };
    }

    private static Optional<Outcome> refused(BounceClass what, boolean permanent, String reply) {
        return Optional.of(new Outcome.RecipientRefused(what, permanent, reply));
    }

    boolean due(Instant now) {
        return state == State.OPEN && !inCall && !now.isBefore(due);
    }

    void waits(Instant until) {
        due = until;
    }

    void called() {
        inCall = true;
    }

    void answered(PastAttempt attempt) {
        inCall = false;
        attempts.add(attempt);
        if (attempt.outcome() instanceof Outcome.Accepted && state == State.OPEN) {
            state = State.SENT;
        }
    }

    int nextAttempt() {
        return attempts.size() + 1;
    }

    boolean fresh() {
        return attempts.isEmpty();
    }

    void settle(State how, String why) {
        state = how;
        end = why;
    }

    /// Blocked after it was accepted.
    void reopen() {
        state = State.OPEN;
        due = Instant.MIN;
    }

    State state() {
        return state;
    }

    /// Why it bounced or failed.
    String end() {
        return end;
    }

    /// The mail has really arrived.
    void arrived(ProviderId by) {
        copies.add(by);
    }

    /// Who has brought it, in order; each brought one.
    List<ProviderId> copies() {
        return copies;
    }

    int position() {
        return position;
    }

    /// Whether the provider said something about it when it was called so.
    boolean answeredIn(UUID call) {
        return attempts.stream()
                .filter(attempt -> attempt.call().equals(call))
                .map(PastAttempt::outcome)
                .anyMatch(
                        outcome ->
                                outcome instanceof Outcome.Accepted
                                        || outcome instanceof Outcome.RecipientRefused
                                        || outcome instanceof Outcome.Blocked);
    }

    List<PastAttempt> attempts() {
        return attempts;
    }
}
