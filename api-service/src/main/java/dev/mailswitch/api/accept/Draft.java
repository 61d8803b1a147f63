package dev.mailswitch.api.accept;

import dev.mailswitch.directory.Environment;
import dev.mailswitch.directory.Organisation;
import dev.mailswitch.directory.Policy;
import dev.mailswitch.ledger.NewMail;
import dev.mailswitch.ledger.Once.OnMismatch;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Content;
import dev.mailswitch.model.mail.Headers;
import dev.mailswitch.model.mail.OnUnknown;
import dev.mailswitch.model.mail.Recipient;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A submission whose organisation, environment and recipients are known: everything of a mail but
/// its id and what was found out about its recipients.
///
/// @param sender whose mail it is unless the submission says
record Draft(
        Submission submission,
        Organisation organisation,
        Environment environment,
        Address sender,
        List<Recipient> recipients,
        dev.mailswitch.ledger.Once once) {

    /// The scope of keys that name no environment and are bound to none: which one is the default
    /// may change between a request and its repetition.
    private static final EnvironmentId ANY = new EnvironmentId(new UUID(0, 0));

    /// @param named whether the environment is the key's own or was named, not the default
    static Draft of(
            Submission mail,
            Organisation organisation,
            Environment environment,
            boolean named,
            List<Recipient> recipients) {
        EnvironmentId scope = named ? environment.id() : ANY;
        return new Draft(
                mail,
                organisation,
                environment,
                environment.sender(),
                recipients,
                once(mail, organisation.id(), scope));
    }

    private static dev.mailswitch.ledger.Once once(
            Submission mail, OrganisationId organisation, EnvironmentId scope) {
        return switch (mail.once()) {
            case Once.Never never -> new dev.mailswitch.ledger.Once.None();
            case Once.Key key ->
                    dev.mailswitch.ledger.Once.key(
                            organisation,
                            scope,
                            mail.door(),
                            key.text(),
                            PayloadDigest.of(mail),
                            OnMismatch.REFUSE);
            case Once.KeyAndContent key ->
                    dev.mailswitch.ledger.Once.key(
                            organisation,
                            scope,
                            mail.door(),
                            key.text(),
                            ContentDigest.of(mail),
                            OnMismatch.ANOTHER_MAIL);
            case Once.Content content ->
                    dev.mailswitch.ledger.Once.content(
                            organisation, scope, mail.door(), ContentDigest.of(mail));
        };
    }

    /// The same with other words and for others, as they are on record.
    Draft as(Submission recorded, List<Recipient> to) {
        return new Draft(recorded, organisation, environment, sender, to, once);
    }

    /// The same by another, unless the submission says by whom.
    Draft by(Address other) {
        return new Draft(submission, organisation, environment, other, recipients, once);
    }

    /// The same with something more to say about it.
    Draft warned(String words) {
        Submission told = submission.with(submission.parts().warning(words));
        return new Draft(told, organisation, environment, sender, recipients, once);
    }

    Address from() {
        Address given = submission.envelope().from();
        Address whose = given != null ? given : sender;
        String name = submission.envelope().senderName();
        return name == null ? whose : new Address(whose.email(), name);
    }

    NewMail mail(
            EmailId id,
            Matter.Written written,
            Map<Integer, Suppressed> suppressed,
            Set<Integer> withheld,
            String messageId,
            Policy policy) {
        return mail(
                id,
                environment.id(),
                from(),
                written,
                new Content(
                        written.subject(),
                        written.html(),
                        written.text(),
                        submission.envelope().replyTo(),
                        new Headers(submission.parts().headers()),
                        submission.parts().attachments(),
                        tracking(written, policy)),
                suppressed,
                withheld,
                messageId,
                policy);
    }

    /// With what the first request under the same key was given, which settings and rules changed
    /// since must not change.
    NewMail recorded(
            EmailId id,
            EnvironmentId through,
            Address from,
            Matter.Written written,
            Map<Integer, Suppressed> suppressed,
            Set<Integer> withheld,
            String messageId,
            Policy policy) {
        return mail(
                id,
                through,
                from,
                written,
                Content.stored(
                        written.subject(),
                        written.html(),
                        written.text(),
                        submission.envelope().replyTo(),
                        new Headers(submission.parts().headers()),
                        submission.parts().attachments(),
                        tracking(written, policy)),
                suppressed,
                withheld,
                messageId,
                policy);
    }

    private NewMail mail(
            EmailId id,
            EnvironmentId through,
            Address from,
            Matter.Written written,
            Content content,
            Map<Integer, Suppressed> suppressed,
            Set<Integer> withheld,
            String messageId,
            Policy policy) {
        return new NewMail(
                id,
                organisation.id(),
                through,
                policy.lane(),
                from,
                content,
                recipients,
                reasons(suppressed, withheld),
                messageId,
                submission.labels().tags(),
                submission.labels().metadataJson(),
                policy.key(),
                onUnknown(policy),
                environment.retentionDays(),
                submission.timing().scheduledAt(),
                Times.expiry(submission.timing(), policy, id.time()),
                submission.timing().expiresAt() != null,
                submission.resend() == null ? null : submission.resend().first(),
                written.template(),
                once,
                submission.parts().files(),
                submission.parts().warnings());
    }

    private OnUnknown onUnknown(Policy policy) {
        @Nullable OnUnknown asked = submission.choices().onUnknown();
        @Nullable OnUnknown usual = asked != null ? asked : policy.onUnknown();
        return usual != null ? usual : environment.onUnknown();
    }

    private dev.mailswitch.model.mail.Tracking tracking(Matter.Written written, Policy policy) {
        Tracking wanted = submission.tracking().under(policy);
        return new dev.mailswitch.model.mail.Tracking(
                wanted.opens(),
                wanted.clicks(),
                wanted.unsubscribe(),
                wanted.textAsHtml(),
                written.preheader());
    }

    /// Why these fail at once, as it is recorded; the suppression list's word goes first.
    private static Map<Integer, String> reasons(
            Map<Integer, Suppressed> suppressed, Set<Integer> withheld) {
        Map<Integer, String> reasons = new HashMap<>();
        withheld.forEach(position -> reasons.put(position, NewMail.WITHHELD));
        suppressed.forEach((position, why) -> reasons.put(position, why.word()));
        return reasons;
    }
}
