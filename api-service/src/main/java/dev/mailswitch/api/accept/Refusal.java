package dev.mailswitch.api.accept;

import dev.mailswitch.ledger.LedgerUnavailable;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.mail.Content;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/// Why a mail was not accepted. Each door has its own words and statuses for these.
public sealed interface Refusal {

    /// The organisation accepts nothing at present.
    record Paused() implements Refusal {}

    /// Neither key nor mail name an environment and the organisation has no default.
    record NoEnvironment() implements Refusal {}

    record EnvironmentUnknown() implements Refusal {}

    /// The key is bound to another one.
    record EnvironmentForbidden() implements Refusal {}

    record NoRecipients() implements Refusal {}

    record TooManyRecipients() implements Refusal {}

    /// Addresses and names of all recipients together are more than a mail may have.
    record RecipientsTooLarge() implements Refusal {

        /// For the sender, to stand after the field's name.
        public String words() {
            return "must be at most 1 MiB of addresses and names with cc and bcc; send it to fewer"
                    + " at a time, or leave names out";
        }
    }

    /// The subject is longer than one of a new mail may be. Doors find it out themselves where it is
    /// given with the request; a mail that is sent again may be older than the limit.
    record SubjectTooLong() implements Refusal {

        /// For the sender, to stand after the field's name.
        public String words() {
            return "must be at most %d characters".formatted(Content.MAX_SUBJECT);
        }
    }

    /// The organisation has not verified the domain of From.
    record SenderNotVerified() implements Refusal {}

    /// From is of another domain than the one asked for.
    record SenderOfOtherDomain() implements Refusal {}

    /// The time to send is past or more than 30 days ahead.
    record ScheduleOutOfBounds() implements Refusal {}

    /// The mail would expire before it could go, or later than 7 days after its time.
    record ExpiryOutOfBounds() implements Refusal {}

    /// The organisation has no policy of that key.
    ///
    /// @param known the keys of those it has
    record PolicyUnknown(List<String> known) implements Refusal {

        /// How many are named.
        private static final int NAMED = 20;

        public PolicyUnknown {
            known = List.copyOf(known);
        }

        /// For the sender, to stand after the field's name.
        public String words() {
            int more = known.size() - NAMED;
            return "must be the key of a policy: "
                    + known.stream().limit(NAMED).collect(Collectors.joining(", "))
                    + (more > 0 ? " and %d more".formatted(more) : "");
        }
    }

    /// The id given is none of a verified domain of the organisation.
    record DomainUnknown() implements Refusal {}

    /// The environment has no way to send, and the door asks for one ([Choices#needsProvider()]).
    record NoProvider() implements Refusal {}

    /// The organisation has no such template.
    record TemplateUnknown() implements Refusal {}

    /// It is there, and put away.
    record TemplateArchived() implements Refusal {}

    /// The template cannot be rendered with the variables given. What is said here is of the
    /// template and quotes no value, so every door may show it.
    ///
    /// @param missing names of variables it needs and was not given, sorted, as
    ///                `order.items[].price`; empty if it is something else
    /// @param words   what is wrong, with the place in the template where there is one
    record TemplateNotRendered(List<String> missing, String words) implements Refusal {
        public TemplateNotRendered {
            missing = List.copyOf(missing);
        }
    }

    /// On the suppression list, as the door looks at it ([OnSuppressed]).
    ///
    /// @param reason why the first `to` is
    record OnSuppressionList(Suppressed reason) implements Refusal {}

    /// Of the two quotas that a mail counts in, one has no room for it.
    ///
    /// @param retryAfter until that quota is whole again
    record QuotaExceeded(Whose whose, Duration retryAfter) implements Refusal {

        /// Who has the quota.
        public enum Whose {
            ENVIRONMENT,
            ORGANISATION
        }

        /// For the sender, at doors that have no words of their own for it.
        public String words() {
            return switch (whose) {
                case ENVIRONMENT -> "The environment's quota for this period is used up";
                case ORGANISATION -> "The organisation's quota for this period is used up";
            };
        }
    }

    /// Something else was accepted under this key.
    record OtherPayload(EmailId first) implements Refusal {}

    /// More is coming in than can be written; this was not.
    record Busy() implements Refusal {}

    /// The database is there, but has more to do than it gets done in time; it is not known whether
    /// the mail was written.
    record Slow() implements Refusal {}

    /// What the ledger's word means to a sender.
    static Refusal of(LedgerUnavailable why) {
        return why.slow() ? new Slow() : new Away();
    }

    /// The database does not answer; it is not known whether the mail was written.
    record Away() implements Refusal {}
}
