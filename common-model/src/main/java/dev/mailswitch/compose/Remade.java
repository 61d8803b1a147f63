package dev.mailswitch.compose;

import dev.mailswitch.model.mail.Checksum;
import org.jspecify.annotations.Nullable;

/// A mail that went out, composed once more. Its bytes are not kept; what they depended on mostly
/// is, and the checksum on record says whether that was enough.
public sealed interface Remade {

    /// Byte for byte what went out.
    record Exact(ComposedMail mail) implements Remade {}

    /// What went out, without the signature above it: the key is no longer there.
    record Unsigned(ComposedMail mail) implements Remade {}

    /// As it would go out today. There is nothing to compare it with: the call is open, ended before
    /// the mail was composed, or its worker died.
    record Unproven(ComposedMail mail) implements Remade {}

    /// Other bytes than those that went out, so they are not shown.
    record Other() implements Remade {}

    /// Composes it.
    ///
    /// @param letter   by the settings of today; unsigned if the key is not there
    /// @param recorded of what went out, or null if nobody wrote it down
    static Remade of(Letter letter, AttachmentBytes files, @Nullable Checksum recorded) {
        ComposedMail mail = new MimeComposer().compose(letter, files);
        if (recorded == null) {
            return new Unproven(mail);
        }
        if (mail.checksum().rest() != recorded.rest() && mail.needsSmtpUtf8()) {
            // Some relays had to be given less.
            mail = new MimeComposer().compose(letter.withoutUnicodeRecipients(), files);
        }
        Checksum sum = mail.checksum();
        if (sum.rest() != recorded.rest()) {
            return new Other();
        }
        if (sum.equals(recorded)) {
            return new Exact(mail);
        }
        ComposedMail bare = mail.withoutSignature();
        return recorded.signed() ? new Unsigned(bare) : new Exact(bare);
    }
}
