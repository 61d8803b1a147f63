package dev.mailswitch.api.dialect.emails;

import dev.mailswitch.model.mail.Attachment;
import dev.mailswitch.model.mail.Attachment.Disposition;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The attachments of a request: descriptions in order, bytes by digest.
record Files(List<Attachment> attachments, Map<String, byte[]> bytes) {

    static final int MOST = 5;
    static final int MOST_BYTES = 5 * 1024 * 1024;

    static Files of(List<EmailRequest.File> files, Findings findings) {
        List<Attachment> attachments = new ArrayList<>();
        Map<String, byte[]> bytes = new HashMap<>();
        if (files.size() > MOST) {
            findings.invalid("attachments", "must be at most 5 files");
            return new Files(attachments, bytes);
        }
        long total = 0;
        Set<String> contentIds = new HashSet<>();
        for (int i = 0; i < files.size(); i++) {
            EmailRequest.@Nullable File file = files.get(i);
            String path = "attachments[%d]".formatted(i);
            if (file == null) {
                findings.required(path);
                continue;
            }
            byte[] content = decoded(file, path, findings);
            if (content == null) {
                continue;
            }
            total += content.length;
            String digest = digest(content);
            Attachment attachment = described(file, path, digest, content.length, findings);
            if (attachment != null) {
                attachments.add(attachment);
                bytes.put(digest, content);
                if (attachment.contentId() != null && !contentIds.add(attachment.contentId())) {
                    findings.invalid(path + ".content_id", "is used twice");
                }
            }
        }
        if (total > MOST_BYTES) {
            findings.invalid("attachments", "must not exceed 5 MiB decoded");
        }
        return new Files(attachments, bytes);
    }

    private static byte @Nullable [] decoded(
            EmailRequest.File file, String path, Findings findings) {
        if (file.contentB64() == null) {
            findings.required(path + ".content_b64");
            return null;
        }
        try {
            return Base64.getDecoder().decode(file.contentB64());
        } catch (IllegalArgumentException notBase64) {
            findings.invalid(path + ".content_b64", "must be base64");
            return null;
        }
    }

    private static @Nullable Attachment described(
            EmailRequest.File file, String path, String digest, long size, Findings findings) {
        String filename = file.filename();
        String type = file.contentType();
        if (filename == null) {
            findings.required(path + ".filename");
        }
        if (type == null) {
            findings.required(path + ".content_type");
        }
        if (filename == null || type == null) {
            return null;
        }
        String contentId = contentId(file.contentId());
        Disposition disposition = disposition(file, contentId, path, findings);
        // One at a time, so that the field can be named.
        findings.checked(
                path + ".filename", () -> probe(filename, "a/b", null, disposition, digest));
        findings.checked(path + ".content_type", () -> probe("a", type, null, disposition, digest));
        findings.checked(
                path + ".content_id", () -> probe("a", "a/b", contentId, disposition, digest));
        try {
            return new Attachment(filename, type, contentId, disposition, digest, size);
        } catch (IllegalArgumentException noted) {
            return null;
        }
    }

    private static Attachment probe(
            String filename,
            String type,
            @Nullable String contentId,
            Disposition disposition,
            String digest) {
        return new Attachment(filename, type, contentId, disposition, digest, 0);
    }

    private static Disposition disposition(
            EmailRequest.File file, @Nullable String contentId, String path, Findings findings) {
        if (file.disposition() == null) {
            return contentId == null ? Disposition.ATTACHMENT : Disposition.INLINE;
        }
        for (Disposition disposition : Disposition.values()) {
            if (disposition.word().equals(file.disposition())) {
                return disposition;
            }
        }
        findings.invalid(path + ".disposition", "must be attachment or inline");
        return Disposition.ATTACHMENT;
    }

    private static @Nullable String contentId(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        boolean bracketed = text.startsWith("<") && text.endsWith(">");
        return bracketed ? text.substring(1, text.length() - 1) : text;
    }

    private static String digest(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }
}
