package dev.mailswitch.ledger;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.mail.Checksum;
import dev.mailswitch.model.outcome.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The answers of one provider call, as the worker that made it hands them in.
///
/// @param epoch the worker's, and
/// @param fence the claim's: together they prove that the mail is still in that hand
public record Settlement(EmailId id, long epoch, int fence, List<Answer> answers) {

    public Settlement {
        answers = List.copyOf(answers);
    }

    /// @param suppress whether the address goes on the organisation's suppression list
    /// @param checksum of the mail as it was composed for the call; null if it never was
    public record Answer(
            int position,
            int attempt,
            Outcome outcome,
            boolean suppress,
            @Nullable Checksum checksum) {

        public Answer(int position, int attempt, Outcome outcome, boolean suppress) {
            this(position, attempt, outcome, suppress, null);
        }
    }

    /// What became of the mail.
    public enum Result {
        /// Nothing is left to do.
        DONE,
        /// Some recipient wants its next attempt at once.
        AGAIN,
        /// Other calls of the same claim are still open.
        HELD,
        /// Somebody else has the mail in hand by now; the answers are on record.
        LATE
    }
}
