package dev.mailswitch.provider;

import dev.mailswitch.compose.ComposedMail;
import dev.mailswitch.compose.Parts;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Header;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Limits that several vendors share. Each answers with what cannot be carried, or nothing.
public final class Limits {

    private Limits() {}

    /// For vendors whose To, Cc and Bcc are the envelope.
    public static Optional<String> onlyHidden(String vendor, Parcel parcel) {
        return parcel.addressees().onlyHidden()
                ? Optional.of(vendor + " cannot send to several hidden recipients alone")
                : Optional.empty();
    }

    /// For vendors without SMTPUTF8 (RFC 6531).
    public static Optional<String> unicodeLocalPart(String vendor, Parcel parcel) {
        boolean needed =
                parcel.letter().from().needsSmtpUtf8()
                        || parcel.letter().content().replyTo().stream()
                                .anyMatch(Address::needsSmtpUtf8)
                        || parcel.recipients().stream()
                                .anyMatch(recipient -> recipient.address().needsSmtpUtf8());
        return unicodeLocalPart(vendor, needed);
    }

    /// For vendors without SMTPUTF8 that take whole mails: one may show somebody whom another call is
    /// for.
    public static Optional<String> unicodeLocalPart(String vendor, ComposedMail mail) {
        return unicodeLocalPart(vendor, mail.needsSmtpUtf8());
    }

    private static Optional<String> unicodeLocalPart(String vendor, boolean needed) {
        return needed
                ? Optional.of(vendor + " takes no addresses with other letters before the @")
                : Optional.empty();
    }

    /// For vendors that take headers as an object, in which no name can stand twice.
    public static Optional<String> repeatedHeader(String vendor, List<Header> headers) {
        Set<String> seen = new HashSet<>();
        return headers.stream()
                .filter(header -> !seen.add(header.name().toLowerCase(Locale.ROOT)))
                .findFirst()
                .map(header -> vendor + " takes no header twice: " + header.name());
    }

    /// For vendors that want a subject.
    public static Optional<String> withoutSubject(String vendor, Parcel parcel) {
        return parcel.letter().content().subject().isBlank()
                ? Optional.of(vendor + " takes no mail without a subject")
                : Optional.empty();
    }

    /// For vendors that want something to read in a mail.
    public static Optional<String> withoutWords(String vendor, Parts parts) {
        return parts.html() == null && parts.text() == null
                ? Optional.of(vendor + " takes no mail without a body")
                : Optional.empty();
    }

    /// For vendors that refuse a file without a byte.
    public static Optional<String> emptyFile(String vendor, Parts parts) {
        return parts.files().stream().anyMatch(file -> file.size() == 0)
                ? Optional.of(vendor + " takes no empty file")
                : Optional.empty();
    }

    /// For vendors that take one address for replies.
    public static Optional<String> severalReplyTo(String vendor, Parcel parcel) {
        return parcel.letter().content().replyTo().size() > 1
                ? Optional.of(vendor + " takes one address for replies")
                : Optional.empty();
    }

    /// For what is the whole body of a call.
    ///
    /// @param most bytes
    public static Optional<String> tooLarge(String vendor, int bytes, long most) {
        return bytes > most
                ? Optional.of("%s takes at most %d bytes, it has %d".formatted(vendor, most, bytes))
                : Optional.empty();
    }
}
