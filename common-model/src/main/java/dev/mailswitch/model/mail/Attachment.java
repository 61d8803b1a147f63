package dev.mailswitch.model.mail;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// An attached file without its bytes, which are stored once by organisation and digest.
///
/// @param filename    at most 255 octets in UTF-8; what stands before a slash goes when
///                    the mail is composed
/// @param contentType as [ContentType] writes it, with its parameters
/// @param contentId   without angle brackets; what `cid:` in the HTML refers to, or null
/// @param sha256      the digest of the bytes, 64 hexadecimal digits
/// @param size        bytes, decoded
public record Attachment(
        String filename,
        String contentType,
        @Nullable String contentId,
        Disposition disposition,
        String sha256,
        long size) {

    private static final Pattern CONTENT_ID = Pattern.compile("[!-;=?-~]{1,250}");
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    /// How a mail program shows the file.
    public enum Disposition {
        ATTACHMENT,
        INLINE;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Attachment {
        HeaderText.checked(filename);
        if (filename.isBlank() || filename.getBytes(StandardCharsets.UTF_8).length > 255) {
            throw new IllegalArgumentException("must have 1 to 255 octets");
        }
        contentType = ContentType.parse(contentType).toString();
        if (contentId != null && !CONTENT_ID.matcher(contentId).matches()) {
            throw new IllegalArgumentException(
                    "must be printable ASCII without spaces and angle brackets");
        }
        if (!DIGEST.matcher(sha256).matches() || size < 0) {
            throw new IllegalArgumentException("the attachment has no digest or size");
        }
    }

    public boolean inline() {
        return disposition == Disposition.INLINE;
    }
}
