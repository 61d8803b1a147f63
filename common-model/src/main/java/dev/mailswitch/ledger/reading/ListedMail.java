package dev.mailswitch.ledger.reading;

import dev.mailswitch.model.lifecycle.Status;
import java.util.Map;

/// A mail in a list, where a page of large ones would be hundreds of thousands of recipients.
///
/// @param mail     with its first recipients only, at most [#SHOWN]
/// @param statuses how many of all its recipients have which status; at least one has one
public record ListedMail(Mail mail, Map<Status, Integer> statuses) {

    /// Recipients a mail has in a list.
    public static final int SHOWN = 50;

    public ListedMail {
        statuses = Map.copyOf(statuses);
    }

    /// The fold of what all its recipients show.
    public Status status() {
        return Status.fold(statuses.keySet());
    }
}
