package dev.mailswitch.delivery.dispatch;

import dev.mailswitch.compose.Sending;
import dev.mailswitch.ledger.Claimable;
import dev.mailswitch.ledger.Claimed;
import dev.mailswitch.ledger.Plan;
import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Tells of a claimed call what its bytes depend on.
final class Sendings {

    private Sendings() {}

    static Sending of(Claimed claimed, Plan.Call call) {
        Claimable mail = claimed.mail();
        return new Sending(
                mail.id(),
                mail.organisationId(),
                mail.environmentId(),
                mail.lane(),
                mail.policy(),
                mail.from(),
                mail.messageId(),
                mail.recipients(),
                call.key(),
                call.provider(),
                firstStart(claimed, call),
                only(mail, call));
    }

    /// The Date of a repeated call is the first one's: the same key has the same bytes.
    private static Instant firstStart(Claimed claimed, Plan.Call call) {
        return claimed.mail().due().stream()
                .flatMap(due -> earlier(due, call))
                .map(Claimable.Past::startedAt)
                .min(Instant::compareTo)
                .orElse(claimed.startedAt());
    }

    private static Sending.@Nullable Only only(Claimable mail, Plan.Call call) {
        if (!mail.perRecipient() || call.legs().size() != 1) {
            return null;
        }
        Plan.Leg leg = call.legs().getFirst();
        return new Sending.Only(leg.position(), firstAttempt(mail, call, leg));
    }

    /// The number of the recipient's first attempt with the call's key.
    static int firstAttempt(Claimable mail, Plan.Call call, Plan.Leg leg) {
        return mail.due().stream()
                .filter(due -> due.recipient().position() == leg.position())
                .flatMap(due -> earlier(due, call))
                .mapToInt(Claimable.Past::no)
                .min()
                .orElse(leg.attempt());
    }

    private static Stream<Claimable.Past> earlier(Claimable.Due due, Plan.Call call) {
        return due.attempts().stream().filter(past -> past.call().equals(call.key()));
    }
}
