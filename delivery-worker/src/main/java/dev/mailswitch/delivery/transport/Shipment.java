package dev.mailswitch.delivery.transport;

import dev.mailswitch.compose.AttachmentBytes;
import dev.mailswitch.compose.ComposedMail;
import dev.mailswitch.compose.Letter;
import dev.mailswitch.compose.MimeComposer;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.mail.Recipient;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One provider call: what is sent, and to whom of the mail's recipients.
///
/// @param key  the call's own key; the same when the call is repeated under it
/// @param returnPath the envelope's sender: where bounces go
/// @param correlation what a vendor sends back with its events; see
///     [dev.mailswitch.provider.Parcel]
/// @param tags the sender's own words for the mail
/// @param mayDouble the mail's policy for unknown ends
/// @param repeat what it has to do with calls that were made before, and nobody knows their end;
///     null if nothing
/// @param legs the recipients of this call
public record Shipment(
        EmailId id,
        OrganisationId organisationId,
        EnvironmentId environmentId,
        UUID key,
        Letter letter,
        AttachmentBytes files,
        String returnPath,
        String correlation,
        List<String> tags,
        boolean mayDouble,
        @Nullable Repeat repeat,
        List<Leg> legs) {

    public Shipment {
        legs = List.copyOf(legs);
    }

    /// What it has to do with earlier calls.
    public sealed interface Repeat {}

    /// It is the call that was made before with its key and correlation.
    ///
    /// @param keyUntil until when the mail must be handed over for the vendor to know the call again by
    ///     its key, and to send nothing that it has; [Instant#MIN] if it does not know it
    /// @param over     recipients of that call who are over. As long as the key holds they are in its
    ///     bytes again, and nowhere else; nobody asks what is said about them
    public record Keyed(Instant keyUntil, List<Recipient> over) implements Repeat {

        public Keyed {
            over = List.copyOf(over);
        }
    }

    /// The vendor is asked for the calls that its recipients were in before, each under its own
    /// correlation. Where it cannot be asked it is as if it had none of them.
    ///
    /// @param calls the newest first
    /// @param copy  if it has none, this call goes out as another copy, with its own key and
    ///     correlation
    public record Asked(List<Sought> calls, boolean copy) implements Repeat {

        public Asked {
            calls = List.copyOf(calls);
        }
    }

    /// A call that is asked for.
    ///
    /// @param correlation what it carried
    /// @param sent        when it was first started
    public record Sought(String correlation, Instant sent) {}

    /// @param attempt its number, from 1
    public record Leg(Recipient recipient, int attempt) {}

    /// The mail's bytes, the same each time.
    ///
    /// @throws Uncomposable if there are none
    public ComposedMail compose() {
        try {
            return new MimeComposer().compose(letter, files);
        } catch (RuntimeException damaged) {
            throw new Uncomposable(damaged);
        }
    }

    /// The mail's bytes without the recipients in its header that only SMTPUTF8 can carry.
    public ComposedMail composeWithoutUnicode() {
        return new MimeComposer().compose(letter.withoutUnicodeRecipients(), files);
    }
}
