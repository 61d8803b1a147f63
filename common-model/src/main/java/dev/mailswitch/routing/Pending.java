package dev.mailswitch.routing;

import dev.mailswitch.model.mail.Address;
import java.util.List;

/// A recipient of a mail that is still open (scheduled and due, queued or delivering).
///
/// @param position   its place in the mail, from 0
/// @param suppressed it is on a suppression list that applies to this mail
/// @param attempts   its attempts so far, by number
public record Pending(
        int position, Address address, boolean suppressed, List<PastAttempt> attempts) {

    public Pending {
        attempts = List.copyOf(attempts);
        for (int i = 1; i < attempts.size(); i++) {
            if (attempts.get(i).no() <= attempts.get(i - 1).no()) {
                throw new IllegalArgumentException("attempts must stand in their order");
            }
        }
    }

    /// The number the next attempt gets.
    public int nextAttempt() {
        return attempts.isEmpty() ? 1 : attempts.getLast().no() + 1;
    }

    /// The last attempt has no known end: while nothing settles it the recipient is `delivering`.
    public boolean inDoubt() {
        return History.of(attempts).doubt() != null;
    }
}
