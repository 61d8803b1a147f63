package dev.mailswitch.ledger;

import dev.mailswitch.ledger.Claimable.EarlierCall;
import dev.mailswitch.model.lifecycle.Status;
import dev.mailswitch.model.outcome.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Puts a mail's earlier calls together from its attempts: whoever has a row with the call's key in
/// its first run travelled in it.
final class EarlierCalls {

    private EarlierCalls() {}

    /// Those made for several recipients, in the order they were first made for the first of them.
    ///
    /// @param attempts all of the mail's
    static List<EarlierCall> of(LockedMail mail, List<Attempts.Row> attempts) {
        if (mail.recipients.size() < 2) {
            return List.of();
        }
        Map<UUID, List<Attempts.Row>> byCall = new LinkedHashMap<>();
        attempts.forEach(
                row -> byCall.computeIfAbsent(row.call(), call -> new ArrayList<>()).add(row));
        return byCall.values().stream()
                .filter(rows -> rows.stream().map(Attempts.Row::position).distinct().count() > 1)
                .map(rows -> call(mail, rows))
                .toList();
    }

    private static EarlierCall call(LockedMail mail, List<Attempts.Row> rows) {
        // The rows of one run were written in one transaction.
        Instant first =
                rows.stream().map(Attempts.Row::startedAt).min(Instant::compareTo).orElseThrow();
        return new EarlierCall(
                rows.getFirst().call(),
                rows.getFirst().provider(),
                first,
                rows.stream()
                        .filter(row -> row.startedAt().equals(first))
                        .map(row -> new EarlierCall.Leg(row.position(), row.no()))
                        .toList(),
                rows.stream().anyMatch(row -> answered(row) || reported(mail, row)),
                rows.getFirst().madeWith());
    }

    /// A provider that spoke about one recipient of a call has the call: what it refuses as a whole it
    /// refuses for all, and then nobody is in doubt. A report that sent a recipient elsewhere stands
    /// as such an answer, too.
    private static boolean answered(Attempts.Row row) {
        return row.outcome() instanceof Outcome.Accepted
                || row.outcome() instanceof Outcome.RecipientRefused
                || row.outcome() instanceof Outcome.Blocked;
    }

    /// What became of it is known of this very attempt, whose own answer never came.
    private static boolean reported(LockedMail mail, Attempts.Row row) {
        return mail.recipient(row.position())
                .filter(recipient -> told(recipient.state().status()))
                .filter(recipient -> recipient.state().attempt() == row.no())
                .isPresent();
    }

    private static boolean told(Status status) {
        return switch (status) {
            case SENT, DELIVERED, BOUNCED -> true;
            case SCHEDULED, QUEUED, DELIVERING, FAILED, CANCELLED -> false;
        };
    }
}
