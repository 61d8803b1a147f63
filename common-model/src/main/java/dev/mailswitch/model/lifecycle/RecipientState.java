package dev.mailswitch.model.lifecycle;

/// The state of one recipient. A move is a method of the states that allow it, so that an illegal
/// one does not compile. The attempt is the number of the attempt the state speaks of; 0 before
/// the first.
///
/// ```
/// Scheduled ──due──▶ Queued ──open──▶ Delivering ──▶ Sent ──▶ Delivered ──▶ Bounced
///     │                │ ▲                │ │ │        │ └──────────────────▶ Bounced
///   cancel           give up ◀──requeue───┘ │ └▶ Bounced, Failed
///     ▼                ▼ └──────reroute─────┼──────────┘
/// Cancelled     Failed, Bounced         Delivered (the event overtook the answer)
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

        public Cancelled cancel() {
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

        public Delivering open(int next) {
            if (next <= attempt) {
                throw new IllegalArgumentException("attempts only count up");
            }
            return new Delivering(next);
        }

        public Failed fail() {
            return new Failed(attempt);
        }

        /// Ends with the recipient's own last answer when its time is over.
        public Bounced bounce() {
            return new Bounced(attempt);
        }
    }

    /// In flight, or its answer never reached us.
    record Delivering(int attempt) implements RecipientState {
        @Override
        public Status status() {
            return Status.DELIVERING;
        }

        public Sent accepted() {
            return new Sent(attempt);
        }

        public Delivered delivered() {
            return new Delivered(attempt);
        }

        public Bounced bounce() {
            return new Bounced(attempt);
        }

        public Failed fail() {
            return new Failed(attempt);
        }

        /// The attempt is over, and another one may be made.
        public Queued requeue() {
            return new Queued(attempt);
        }

        /// Nobody waits for the answer any longer; should it come before the next attempt has
        /// started, it counts.
        public Queued lost() {
            return new Queued(attempt - 1);
        }
    }

    /// A provider has accepted it.
    record Sent(int attempt) implements RecipientState {
        @Override
        public Status status() {
            return Status.SENT;
        }

        public Delivered delivered() {
            return new Delivered(attempt);
        }

        public Bounced bounce() {
            return new Bounced(attempt);
        }

        public Failed fail() {
            return new Failed(attempt);
        }

        /// Blocked after it was accepted: back to the queue, without that provider.
        public Queued reroute() {
            return new Queued(attempt);
        }
    }

    /// The provider confirmed delivery. A bounce may still come, hours later.
    record Delivered(int attempt) implements RecipientState {
        @Override
        public Status status() {
            return Status.DELIVERED;
        }

        public Bounced bounce() {
            return new Bounced(attempt);
        }
    }

    /// The recipient's host refused it for a reason no other provider can mend.
    record Bounced(int attempt) implements RecipientState {
        @Override
        public Status status() {
            return Status.BOUNCED;
        }
    }

    /// Given up.
    record Failed(int attempt) implements RecipientState {
        @Override
        public Status status() {
            return Status.FAILED;
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
