package dev.mailswitch.compose.dkim;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// Makes the DKIM-Signature field of a mail: rsa-sha256, relaxed/relaxed. The same mail, key and
/// time always give the same field (PKCS #1 v1.5 has no randomness).
public final class DkimSignature {

    /// What is signed where it is there. Nothing a relay may add or rewrite on the way.
    private static final List<String> SIGNED =
            List.of(
                    "from",
                    "to",
                    "cc",
                    "subject",
                    "date",
                    "message-id",
                    "mime-version",
                    "content-type",
                    "reply-to",
                    "list-unsubscribe",
                    "list-unsubscribe-post",
                    // Gmail counts only by what the sender's domain has signed.
                    "feedback-id");

    /// Characters of the signature in a line.
    private static final int LINE = 72;

    private DkimSignature() {}

    /// The field, complete with its line end, to stand above the mail's first.
    ///
    /// @param at     its `t=`, to the second
    /// @param mail   header and body with lines that end with CRLF
    /// @param length how many of the array's bytes are the mail's
    public static byte[] field(DkimKey key, Instant at, byte[] mail, int length) {
        HeaderFields fields = HeaderFields.of(mail, length);
        Canonical signed = new Canonical();
        List<String> names = new ArrayList<>();
        for (String name : SIGNED) {
            // Of several with one name, from the last to the first: RFC 6376 section 5.4.2.
            for (HeaderFields.Field field : fields.named(name).reversed()) {
                signed.field(mail, field.start(), field.end());
                signed.crlf();
                names.add(name);
            }
        }
        // Once more than there are: a second From put above ours breaks the signature (section
        // 8.15).
        names.add("from");
        String bodyHash = base64(BodyHash.relaxed(mail, fields.bodyStart(), length));
        String unsigned =
                "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=%s;\r\n s=%s; t=%d; h=%s;\r\n bh=%s;\r\n b="
                        .formatted(
                                key.domain(),
                                key.selector(),
                                at.getEpochSecond(),
                                String.join(":", names),
                                bodyHash);
        byte[] ascii = unsigned.getBytes(StandardCharsets.US_ASCII);
        signed.field(ascii, 0, ascii.length);
        return (unsigned + folded(base64(sign(key, signed))) + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] sign(DkimKey key, Canonical signed) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key.key());
            signed.update(signature);
            return signature.sign();
        } catch (GeneralSecurityException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }

    private static String folded(String text) {
        StringBuilder folded = new StringBuilder(text.length() + 24);
        for (int from = 0; from < text.length(); from += LINE) {
            if (from > 0) {
                folded.append("\r\n ");
            }
            folded.append(text, from, Math.min(from + LINE, text.length()));
        }
        return folded.toString();
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
