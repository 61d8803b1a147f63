package dev.mailswitch.delivery.transport.smtp;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What to ask for about delivery status notices (RFC 3461). Sent only to servers that offer DSN.
public final class SmtpDsn {

    private SmtpDsn() {}

    /// How much of the mail a notice gives back.
    public enum Return {
        FULL,
        HDRS
    }

    /// On what a notice is sent.
    public enum Notify {
        NEVER,
        SUCCESS,
        FAILURE,
        DELAY
    }

    /// For the whole mail.
    ///
    /// @param ret null: as the server likes
    /// @param envelopeId our id, given back in notices; at most 100 octets as it travels (§4.4)
    public record Mail(@Nullable Return ret, @Nullable String envelopeId) {
        public static final Mail NONE = new Mail(null, null);

        public Mail {
            if (envelopeId != null && CommandText.xtext(envelopeId).length() > 100) {
                throw new IllegalArgumentException("envelope id longer than 100 octets");
            }
        }
    }

    /// For one recipient.
    ///
    /// @param notices empty: as the server likes
    /// @param originalRecipient the address as first given, before any rewriting; null for none
    public record Recipient(Set<Notify> notices, @Nullable String originalRecipient) {
        public static final Recipient NONE = new Recipient(Set.of(), null);

        public Recipient {
            notices = Set.copyOf(notices);
            if (notices.contains(Notify.NEVER) && notices.size() > 1) {
                throw new IllegalArgumentException("NEVER stands alone");
            }
            if (originalRecipient != null) {
                CommandText.requireNoControls("original recipient", originalRecipient);
                if (originalRecipient.length() > 320) {
                    throw new IllegalArgumentException("original recipient too long");
                }
            }
        }

        // In a fixed order, so that a repeat has the same bytes.
        Set<Notify> ordered() {
            return notices.isEmpty() ? Set.of() : EnumSet.copyOf(notices);
        }
    }
}
