package dev.mailswitch.compose;

import dev.mailswitch.compose.dkim.DkimKey;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.mail.Content;
import dev.mailswitch.model.mail.Header;
import dev.mailswitch.model.token.Sent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Which copy of a mail goes out with a call.
public final class Copies {

    private static final String FEEDBACK_ID = "Feedback-ID";

    private static final EmailId ANY_MAIL = EmailId.ofRecipient(new UUID(0x7000, 0x8L << 60));

    private final Tracker tracker;
    private final Function<OrganisationId, String> base;

    /// @param base of an organisation's links to us, without a slash at the end
    public Copies(Tracker tracker, Function<OrganisationId, String> base) {
        this.tracker = tracker;
        this.base = base;
    }

    /// All that the call's bytes depend on, save the attached files.
    ///
    /// @param key signs it; null leaves it unsigned
    public Letter letter(Sending sending, Content content, @Nullable DkimKey key) {
        Copy copy = copy(sending, content);
        return new Letter(
                sending.from(),
                sending.messageId(),
                sending.started(),
                sending.key(),
                sending.recipients(),
                copy.content(),
                sending.lane(),
                copy.ours(),
                key);
    }

    /// What goes out with a call and comes back in a vendor's events.
    ///
    /// @param position of the first recipient of the call
    /// @param attempt  the number of his first attempt with the call's key
    public String correlation(Sending sending, int position, int attempt) {
        return tracker.correlation(
                new Sent(
                        sending.id(),
                        position,
                        attempt,
                        sending.organisation(),
                        sending.provider()));
    }

    /// What of ours goes into an organisation's copies and their correlations: it changes with our
    /// secrets, and, where each recipient gets a copy of his own, with the address of our links.
    ///
    /// @return opaque; the same as long as they are
    public String made(OrganisationId organisation, boolean own) {
        return tracker.correlation(
                        new Sent(ANY_MAIL, 0, 1, organisation, new ProviderId(new UUID(0, 0))))
                + (own ? base.apply(organisation) : "");
    }

    Copy copy(Sending sending, Content content) {
        Copy copy = tracked(sending, content);
        List<Header> ours = new ArrayList<>(copy.ours());
        feedbackId(sending, copy.content()).ifPresent(ours::add);
        return new Copy(copy.content(), ours);
    }

    /// By what Gmail counts complaints
    /// ([its page](https://support.google.com/mail/answer/6254652)): kind of mail, environment, and
    /// as the sender the organisation. Of the ids the last twelve characters, for a sender has at
    /// most 15 and a report names groups, never a mail. A sender's own header goes before.
    private static Optional<Header> feedbackId(Sending sending, Content content) {
        return content.headers().all().stream()
                        .anyMatch(header -> header.name().equalsIgnoreCase(FEEDBACK_ID))
                ? Optional.empty()
                : Optional.of(
                        new Header(
                                FEEDBACK_ID,
                                "%s:%s:%s"
                                        .formatted(
                                                sending.policy(),
                                                shortened(sending.environment().value()),
                                                shortened(sending.organisation().value()))));
    }

    private static String shortened(UUID id) {
        return id.toString().substring(24);
    }

    private Copy tracked(Sending sending, Content content) {
        Sending.Only only = sending.only();
        return only == null
                ? tracker.shared(content)
                : tracker.own(
                        content,
                        new Reader(
                                new Sent(
                                        sending.id(),
                                        only.position(),
                                        only.attempt(),
                                        sending.organisation(),
                                        sending.provider()),
                                sending.environment(),
                                sending.recipients().get(only.position()).address(),
                                base.apply(sending.organisation())));
    }
}
