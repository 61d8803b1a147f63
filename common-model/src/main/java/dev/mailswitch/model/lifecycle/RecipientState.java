package dev.mailswitch.model.lifecycle;

/// The state of one recipient. A move is a method of the states that allow it, so that an illegal
/// one does not compile. The attempt is the number of the attempt the state speaks of; 0 before
/// the first. Whether a move is made when somebody says something is [Reduction]'s to rule.
///
/// ```
/// Scheduled:  cancelled → Cancelled, due → Queued
/// Queued:     accepted → Sent, bounced → Bounced, delivered → Delivered, failed → Failed, open → Delivering, requeued → Queued
/// Delivering: accepted → Sent, bounced → Bounced, delivered → Delivered, failed → Failed, open → Delivering, requeued → Queued
/// Sent:       bounced → Bounced, delivered → Delivered, requeued → Queued
/// Delivered:  bounced → Bounced
/// Bounced:    the end
/// Failed:     accepted → Sent, delivered → Delivered
/// Cancelled:  the end
/// ```
public sealed interface RecipientState {

    Status status();

    int attempt();

    /// Waits for its time.
    record Scheduled() implements RecipientState {
        @Override
        public Status status() {
            return Status.SCHEDULED;
        }

        @Override
        public int attempt() {
            return 0;
        }

        public Queued due() {
            return new Queued(0);
        }

        public Cancelled cancelled() {
            return new Cancelled();
        }
    }

    /// Waits for a worker or for its next attempt.
    ///
    /// @param attempt the last attempt that is over: refused, blocked, never handed over. One that
    ///     is open or was lost has a higher number, because its answer still counts
    record Queued(int attempt) implements RecipientState {
        @Override
        public Status status() {
            return Status.QUEUED;
        }

        /// Nobody knows what became of the next attempt.
        public Delivering open(int next) {
            if (next <= attempt) {
                throw new IllegalArgumentException("attempts only count up");
            }
            return new Delivering(next);
        }

        /// Its next attempt is over, too.
        public Queued requeued(int over) {
            return new Queued(over);
        }

        public Sent accepted(int by) {
            return new Sent(by);
        }

        public Delivered delivered(int by) {
            return new Delivered(by);
        }

        public Bounced bounced(int by) {
            return new Bounced(by);
        }

        public Failed failed() {
            return new Failed(attempt);
        }
    }

    /// In flight, or its answer never reached us.
    record Delivering(int attempt) implements RecipientState {
        @Override
        public Status status() {
            return Status.DELIVERING;
        }

        /// Nor does anybody know what became of the next attempt.
        public Delivering open(int next) {
            return new Delivering(next);
        }

        /// The attempt is over, and another one may be made.
        public Queued requeued(int over) {
            return new Queued(over);
        }

        public Sent accepted(int by) {
            return new Sent(by);
        }

        public Delivered delivered(int by) {
            return new Delivered(by);
        }

        public Bounced bounced(int by) {
            return new Bounced(by);
        }

        public Failed failed() {
            return new Failed(attempt);
        }
    }

    /// A provider has accepted it.
    record Sent(int attempt) implements RecipientState {
        @Override
        public Status status() {
            return Status.SENT;
        }

        public Delivered delivered(int by) {
            return new Delivered(by);
        }

        public Bounced bounced(int by) {
            return new Bounced(by);
        }

        /// Blocked after it was accepted: back to the queue, without that provider.
        public Queued requeued(int over) {
            return new Queued(over);
        }
    }

    /// The provider confirmed delivery. A bounce may still come, hours later.
    record Delivered(int attempt) implements RecipientState {
        @Override
        public Status status() {
            return Status.DELIVERED;
        }

        public Bounced bounced(int by) {
            return new Bounced(by);
        }
    }

    /// The recipient's host refused it for a reason no other provider can mend.
    record Bounced(int attempt) implements RecipientState {
        @Override
        public Status status() {
            return Status.BOUNCED;
        }
    }

    /// Given up. For want of an answer, perhaps: that may still come.
    record Failed(int attempt) implements RecipientState {
        @Override
        public Status status() {
            return Status.FAILED;
        }

        public Sent accepted(int by) {
            return new Sent(by);
        }

        public Delivered delivered(int by) {
            return new Delivered(by);
        }
    }

    /// Cancelled while scheduled.
    record Cancelled() implements RecipientState {
        @Override
        public Status status() {
            return Status.CANCELLED;
        }

        @Override
        public int attempt() {
            return 0;
        }
    }

    /// The state as it is read from a row.
    static RecipientState of(Status status, int attempt) {
        return switch (status) {
            case SCHEDULED -> new Scheduled();
            case QUEUED -> new Queued(attempt);
            case DELIVERING -> new Delivering(attempt);
            case SENT -> new Sent(attempt);
            case DELIVERED -> new Delivered(attempt);
            case BOUNCED -> new Bounced(attempt);
            case FAILED -> new Failed(attempt);
            case CANCELLED -> new Cancelled();
        };
    }
}
