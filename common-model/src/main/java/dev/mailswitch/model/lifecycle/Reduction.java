package dev.mailswitch.model.lifecycle;

import dev.mailswitch.model.lifecycle.RecipientState.Bounced;
import dev.mailswitch.model.lifecycle.RecipientState.Cancelled;
import dev.mailswitch.model.lifecycle.RecipientState.Delivered;
import dev.mailswitch.model.lifecycle.RecipientState.Delivering;
import dev.mailswitch.model.lifecycle.RecipientState.Failed;
import dev.mailswitch.model.lifecycle.RecipientState.Queued;
import dev.mailswitch.model.lifecycle.RecipientState.Scheduled;
import dev.mailswitch.model.lifecycle.RecipientState.Sent;

/// Which of two statements about a recipient wins.
///
/// Within one attempt states only rise: open, delivering, sent, back in the queue (blocked),
/// delivered, bounced; so the highest thing said wins, whatever the order it was heard in. About an
/// older attempt bad news is only an event, unless the state speaks of it; good news settles the
/// recipient unless a later attempt may have brought the mail out too (it is open, unknown or
/// accepted), and is on record as a double if one may.
public final class Reduction {

    private Reduction() {}

    /// What a statement does.
    public sealed interface Ruling {
        /// The recipient moves.
        record Move(RecipientState next) implements Ruling {}

        /// The statement is on the timeline and changes nothing.
        record OnRecord() implements Ruling {}

        /// Good news about an attempt although a later one may have brought good news as well: the
        /// mail may have gone out twice.
        record Doubled() implements Ruling {}
    }

    private static final Ruling ON_RECORD = new Ruling.OnRecord();
    private static final Ruling DOUBLED = new Ruling.Doubled();

    /// Rules on one statement.
    ///
    /// @param state the recipient's state, as its locked row has it
    public static Ruling rule(RecipientState state, Attempted attempts, Statement said) {
        if (said.attempt() < 1 || said.attempt() > attempts.latest()) {
            return ON_RECORD;
        }
        boolean overtaken = said.attempt() < attempts.standing();
        boolean current = said.attempt() == attempts.latest() || speaksOf(state, said.attempt());
        return switch (said) {
            case Statement.Unsettled s -> current ? unsettled(state, s) : ON_RECORD;
            case Statement.Accepted s when overtaken -> DOUBLED;
            // The block overtook the answer; taking the answer now would lose the mail.
            case Statement.Accepted s when attempts.failed() -> ON_RECORD;
            case Statement.Accepted s -> accepted(state, s);
            case Statement.Delivered s -> overtaken ? DOUBLED : delivered(state, s);
            case Statement.Bounced s -> current ? bounced(state, s) : ON_RECORD;
            case Statement.Blocked s -> current ? blocked(state, s) : ON_RECORD;
        };
    }

    /// A later attempt has failed for certain, and this one counts again.
    private static boolean speaksOf(RecipientState state, int attempt) {
        return switch (state) {
            case Sent s -> s.attempt() == attempt;
            case Delivered d -> d.attempt() == attempt;
            case Scheduled s -> false;
            case Queued q -> false;
            case Delivering d -> false;
            case Bounced b -> false;
            case Failed f -> false;
            case Cancelled c -> false;
        };
    }

    private static Ruling unsettled(RecipientState state, Statement.Unsettled said) {
        return switch (state) {
            case Queued q when q.attempt() < said.attempt() -> move(q.open(said.attempt()));
            case Queued q -> ON_RECORD;
            case Delivering d when d.attempt() < said.attempt() -> move(d.open(said.attempt()));
            case Delivering d -> ON_RECORD;
            case Scheduled s -> ON_RECORD;
            case Sent s -> ON_RECORD;
            case Delivered d -> ON_RECORD;
            case Bounced b -> ON_RECORD;
            case Failed f -> ON_RECORD;
            case Cancelled c -> ON_RECORD;
        };
    }

    private static Ruling accepted(RecipientState state, Statement.Accepted said) {
        return switch (state) {
            // Also when the attempt was lost: no later one stands.
            case Queued q when q.attempt() != said.attempt() -> move(q.accepted(said.attempt()));
            case Queued q -> ON_RECORD;
            case Delivering d -> move(d.accepted(said.attempt()));
            case Failed f -> move(f.accepted(said.attempt()));
            case Scheduled s -> ON_RECORD;
            case Sent s -> ON_RECORD;
            case Delivered d -> ON_RECORD;
            case Bounced b -> ON_RECORD;
            case Cancelled c -> ON_RECORD;
        };
    }

    private static Ruling delivered(RecipientState state, Statement.Delivered said) {
        return switch (state) {
            case Queued q -> move(q.delivered(said.attempt()));
            case Delivering d -> move(d.delivered(said.attempt()));
            case Sent s -> move(s.delivered(said.attempt()));
            case Failed f -> move(f.delivered(said.attempt()));
            case Scheduled s -> ON_RECORD;
            case Delivered d -> ON_RECORD;
            case Bounced b -> ON_RECORD;
            case Cancelled c -> ON_RECORD;
        };
    }

    private static Ruling bounced(RecipientState state, Statement.Bounced said) {
        return switch (state) {
            case Queued q -> move(q.bounced(said.attempt()));
            case Delivering d -> move(d.bounced(said.attempt()));
            case Sent s -> move(s.bounced(said.attempt()));
            case Delivered d -> move(d.bounced(said.attempt()));
            case Failed f -> ON_RECORD;
            case Scheduled s -> ON_RECORD;
            case Bounced b -> ON_RECORD;
            case Cancelled c -> ON_RECORD;
        };
    }

    private static Ruling blocked(RecipientState state, Statement.Blocked said) {
        return switch (state) {
            case Queued q when q.attempt() < said.attempt() -> move(q.requeued(said.attempt()));
            case Delivering d -> move(d.requeued(said.attempt()));
            case Sent s -> move(s.requeued(said.attempt()));
            case Queued q -> ON_RECORD;
            case Delivered d -> ON_RECORD;
            case Failed f -> ON_RECORD;
            case Scheduled s -> ON_RECORD;
            case Bounced b -> ON_RECORD;
            case Cancelled c -> ON_RECORD;
        };
    }

    private static Ruling move(RecipientState next) {
        return new Ruling.Move(next);
    }
}
