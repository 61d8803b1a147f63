package dev.mailswitch.delivery.dispatch;

import dev.mailswitch.delivery.compose.Copy;
import dev.mailswitch.delivery.compose.Reader;
import dev.mailswitch.delivery.compose.Tracker;
import dev.mailswitch.ledger.Claimable;
import dev.mailswitch.ledger.Plan;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.mail.Content;
import dev.mailswitch.model.mail.Header;
import dev.mailswitch.model.token.Sent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// Which copy of a mail goes out with a call.
public final class Copies {

    private static final String FEEDBACK_ID = "Feedback-ID";

    private final Tracker tracker;
    private final Function<OrganisationId, String> base;

    /// @param base of an organisation's links to us, without a slash at the end
    public Copies(Tracker tracker, Function<OrganisationId, String> base) {
        this.tracker = tracker;
        this.base = base;
    }

    Copy of(Claimable mail, Plan.Call call, Content content) {
        Copy copy = tracked(mail, call, content);
        List<Header> ours = new ArrayList<>(copy.ours());
        feedbackId(mail, copy.content()).ifPresent(ours::add);
        return new Copy(copy.content(), ours);
    }

    /// By what Gmail counts complaints
    /// ([its page](https://support.google.com/mail/answer/6254652)): kind of mail, environment, and
    /// as the sender the organisation. Of the ids the last twelve characters, for a sender has at
    /// most 15 and a report names groups, never a mail. A sender's own header goes before.
    private static Optional<Header> feedbackId(Claimable mail, Content content) {
        return content.headers().all().stream()
                        .anyMatch(header -> header.name().equalsIgnoreCase(FEEDBACK_ID))
                ? Optional.empty()
                : Optional.of(
                        new Header(
                                FEEDBACK_ID,
                                "%s:%s:%s"
                                        .formatted(
                                                mail.policy(),
                                                shortened(mail.environmentId().value()),
                                                shortened(mail.organisationId().value()))));
    }

    private static String shortened(UUID id) {
        return id.toString().substring(24);
    }

    private Copy tracked(Claimable mail, Plan.Call call, Content content) {
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
