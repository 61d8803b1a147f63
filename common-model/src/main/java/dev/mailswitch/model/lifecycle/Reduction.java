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
/// older attempt bad news is only an event; good news settles the recipient unless a later attempt
/// has started, and is on record as a double if one has.
public final class Reduction {

    private Reduction() {}

    /// What a statement does.
    public sealed interface Ruling {
        /// The recipient moves.
        record Move(RecipientState next) implements Ruling {}

        /// The statement is on the timeline and changes nothing.
        record OnRecord() implements Ruling {}

        /// Good news about an attempt that a later one has overtaken: the mail may have gone out
        /// twice.
        record Doubled() implements Ruling {}
    }

    private static final Ruling ON_RECORD = new Ruling.OnRecord();
    private static final Ruling DOUBLED = new Ruling.Doubled();

    /// Rules on one statement.
    ///
    /// @param state  the recipient's state, as its locked row has it
    /// @param latest the number of the latest attempt started for it, 0 for none; may be above
    ///     the state's own while that attempt is open
    public static Ruling rule(RecipientState state, int latest, Statement said) {
        if (said.attempt() < 1 || said.attempt() > latest) {
            return ON_RECORD;
        }
        boolean older = said.attempt() < latest;
        return switch (said) {
            case Statement.Unsettled s -> older ? ON_RECORD : unsettled(state, s);
            case Statement.Accepted s -> older ? DOUBLED : accepted(state, s);
            case Statement.Delivered s -> older ? DOUBLED : delivered(state, s);
            case Statement.Bounced s -> older ? ON_RECORD : bounced(state, s);
            case Statement.Blocked s -> older ? ON_RECORD : blocked(state, s);
        };
    }

    private static Ruling unsettled(RecipientState state, Statement.Unsettled said) {
        return switch (state) {
            case Queued q when q.attempt() < said.attempt() -> move(q.open(said.attempt()));
            case Queued q -> ON_RECORD;
            case Delivering d when d.attempt() < said.attempt() ->
                    move(new Delivering(said.attempt()));
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
            // Also when the attempt was lost: nothing later has started.
            case Queued q when q.attempt() < said.attempt() -> move(new Sent(said.attempt()));
            // The block overtook the answer; taking the answer now would lose the mail.
            case Queued q -> ON_RECORD;
            case Delivering d -> move(new Sent(said.attempt()));
            case Failed f -> move(new Sent(said.attempt()));
            case Scheduled s -> ON_RECORD;
            case Sent s -> ON_RECORD;
            case Delivered d -> ON_RECORD;
            case Bounced b -> ON_RECORD;
            case Cancelled c -> ON_RECORD;
        };
    }

    private static Ruling delivered(RecipientState state, Statement.Delivered said) {
        return switch (state) {
            case Queued q -> move(new Delivered(said.attempt()));
            case Delivering d -> move(new Delivered(said.attempt()));
            case Sent s -> move(new Delivered(said.attempt()));
            case Failed f -> move(new Delivered(said.attempt()));
            case Scheduled s -> ON_RECORD;
            case Delivered d -> ON_RECORD;
            case Bounced b -> ON_RECORD;
            case Cancelled c -> ON_RECORD;
        };
    }

    private static Ruling bounced(RecipientState state, Statement.Bounced said) {
        return switch (state) {
            case Queued q -> move(new Bounced(said.attempt()));
            case Delivering d -> move(new Bounced(said.attempt()));
            case Sent s -> move(new Bounced(said.attempt()));
            case Delivered d -> move(new Bounced(said.attempt()));
            case Failed f -> ON_RECORD;
            case Scheduled s -> ON_RECORD;
            case Bounced b -> ON_RECORD;
            case Cancelled c -> ON_RECORD;
        };
    }

    private static Ruling blocked(RecipientState state, Statement.Blocked said) {
        return switch (state) {
            case Queued q when q.attempt() < said.attempt() -> move(new Queued(said.attempt()));
            case Delivering d -> move(new Queued(said.attempt()));
            case Sent s -> move(new Queued(said.attempt()));
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
