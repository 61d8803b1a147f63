package dev.mailswitch.ledger.reading;

import dev.mailswitch.compose.Sending;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Checksum;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.Recipient;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What the bytes of a mail's attempts were made from, save what it says.
///
/// @param perRecipient each recipient gets bytes of its own
/// @param recipients   in the order of their positions
/// @param attempts     by number, then position
public record Origin(
        EmailId id,
        OrganisationId organisation,
        EnvironmentId environment,
        Lane lane,
        String policy,
        Address from,
        String subject,
        String messageId,
        int retentionDays,
        boolean perRecipient,
        List<Recipient> recipients,
        List<Attempt> attempts) {

    public Origin {
        recipients = List.copyOf(recipients);
        attempts = List.copyOf(attempts);
    }

    /// One attempt for one recipient.
    ///
    /// @param renderer version of the composer that made its bytes
    /// @param accepted whether the provider took it
    /// @param checksum of its bytes; null if nobody wrote it down
    public record Attempt(
            int position,
            int no,
            UUID call,
            ProviderId provider,
            int renderer,
            Instant startedAt,
            boolean accepted,
            @Nullable Checksum checksum) {}

    /// The call that an attempt of this mail was part of.
    public Sending sending(Attempt attempt) {
        return new Sending(
                id,
                organisation,
                environment,
                lane,
                policy,
                from,
                messageId,
                recipients,
                attempt.call(),
                attempt.provider(),
                // A repeat has the Date of the first, for whomever it was.
                attempts.stream()
                        .filter(other -> other.call().equals(attempt.call()))
                        .map(Attempt::startedAt)
                        .min(Comparator.naturalOrder())
                        .orElse(attempt.startedAt()),
                perRecipient ? only(attempt) : null);
    }

    private Sending.Only only(Attempt attempt) {
        return new Sending.Only(
                attempt.position(),
                attempts.stream()
                        .filter(other -> other.position() == attempt.position())
                        .filter(other -> other.call().equals(attempt.call()))
                        .mapToInt(Attempt::no)
                        .min()
                        .orElse(attempt.no()));
    }
}
