package dev.mailswitch.api.dialect.fluxomail;

import dev.mailswitch.model.lifecycle.Status;
import java.util.Collection;
import java.util.List;

/// How a send stands, of how its recipients stand. A copy that failed does not make a failure of a
/// send that goes out: recipients who get nothing count only where nobody gets anything.
final class Standing {

    private Standing() {}

    static Status of(Collection<Status> recipients) {
        List<Status> going =
                recipients.stream()
                        .filter(
                                status ->
                                        switch (status) {
                                            case SCHEDULED, QUEUED, DELIVERING, SENT, DELIVERED ->
                                                    true;
                                            case FAILED, BOUNCED, CANCELLED -> false;
                                        })
                        .toList();
        return Status.fold(going.isEmpty() ? recipients : going);
    }

    /// As the answer to a send has it.
    static String word(Status status) {
        return switch (status) {
            case SCHEDULED, QUEUED, DELIVERING -> "queued";
            case SENT, DELIVERED -> "sent";
            case BOUNCED -> "bounced";
            case FAILED, CANCELLED -> "failed";
        };
    }
}
