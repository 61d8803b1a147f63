package dev.mailswitch.api.accept;

import dev.mailswitch.ledger.reading.Mail.Addressee;
import java.util.Set;
import java.util.stream.Collectors;

/// For whom of a mail's recipients it is sent again.
public sealed interface Selection {

    record All() implements Selection {}

    /// Those it did not reach: failed, bounced, cancelled.
    record Unreached() implements Selection {}

    /// @param positions of the recipients, at least one
    record Some(Set<Integer> positions) implements Selection {
        public Some {
            positions = Set.copyOf(positions);
        }
    }

    default boolean has(Addressee recipient) {
        return switch (this) {
            case All all -> true;
            case Unreached unreached ->
                    switch (recipient.status()) {
                        case FAILED, BOUNCED, CANCELLED -> true;
                        case SCHEDULED, QUEUED, DELIVERING, SENT, DELIVERED -> false;
                    };
            case Some some -> some.positions().contains(recipient.position());
        };
    }

    /// The same for the same selection, whatever has become of the recipients.
    default String word() {
        return switch (this) {
            case All all -> "all";
            case Unreached unreached -> "unreached";
            case Some some ->
                    some.positions().stream()
                            .sorted()
                            .map(String::valueOf)
                            .collect(Collectors.joining(","));
        };
    }
}
