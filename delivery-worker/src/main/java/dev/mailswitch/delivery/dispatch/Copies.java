package dev.mailswitch.delivery.dispatch;

import dev.mailswitch.delivery.compose.Copy;
import dev.mailswitch.delivery.compose.Reader;
import dev.mailswitch.delivery.compose.Tracker;
import dev.mailswitch.ledger.Claimable;
import dev.mailswitch.ledger.Plan;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.mail.Content;
import dev.mailswitch.model.token.Sent;
import java.util.function.Function;

/// Which copy of a mail goes out with a call.
public final class Copies {

    private final Tracker tracker;
    private final Function<OrganisationId, String> base;

    /// @param base of an organisation's links to us, without a slash at the end
    public Copies(Tracker tracker, Function<OrganisationId, String> base) {
        this.tracker = tracker;
        this.base = base;
    }

    Copy of(Claimable mail, Plan.Call call, Content content) {
        if (!mail.perRecipient() || call.legs().size() != 1) {
            return tracker.shared(content);
        }
        Plan.Leg leg = call.legs().getFirst();
        return tracker.own(
                content,
                new Reader(
                        new Sent(
                                mail.id(),
                                leg.position(),
                                firstAttempt(mail, call, leg),
                                mail.organisationId(),
                                call.provider()),
                        mail.environmentId(),
                        mail.recipients().get(leg.position()).address(),
                        base.apply(mail.organisationId())));
    }

    /// A repeat of a call has the first one's bytes, and so the first one's tokens.
    private static int firstAttempt(Claimable mail, Plan.Call call, Plan.Leg leg) {
        return mail.due().stream()
                .filter(due -> due.recipient().position() == leg.position())
                .flatMap(due -> due.attempts().stream())
                .filter(past -> past.call().equals(call.key()))
                .mapToInt(Claimable.Past::no)
                .min()
                .orElse(leg.attempt());
    }
}
