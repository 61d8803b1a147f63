package dev.mailswitch.api.dialect;

import dev.mailswitch.api.accept.Parts;
import dev.mailswitch.model.mail.Attachment;
import dev.mailswitch.model.mail.Attachment.Disposition;
import dev.mailswitch.model.mail.ContentType;
import dev.mailswitch.model.mail.Header;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Puts the attachments of a request together: descriptions in order, bytes by digest. What is
/// wrong goes to the findings, under the door's own names of fields.
public final class Attachments {

    /// What a door allows.
    ///
    /// @param files at most
    /// @param bytes at most, of all files together, decoded
    public record Limits(int files, long bytes) {}

    /// How a door calls the fields of a file.
    public record Names(
            String filename, String type, String content, String contentId, String disposition) {}

    /// One file as it came.
    ///
    /// @param content     base64 (RFC 4648 section 4)
    /// @param contentId   with or without angle brackets
    /// @param disposition a word, or null: inline if there is a content id
    public record Given(
            @Nullable String filename,
            @Nullable String type,
            @Nullable String content,
            @Nullable String contentId,
            @Nullable String disposition) {}

    private final Limits limits;
    private final Names names;
    private final Findings findings;
    private final List<Attachment> attachments = new ArrayList<>();
    private final Map<String, byte[]> files = new HashMap<>();
    private final Set<String> contentIds = new HashSet<>();
    private long total;

    public Attachments(Limits limits, Names names, Findings findings) {
        this.limits = limits;
        this.names = names;
        this.findings = findings;
    }

    /// Adds the files of one field, unless there are too many.
    public void add(String field, List<@Nullable Given> given) {
        if (attachments.size() + given.size() > limits.files()) {
            findings.invalid(field, "must be at most %d files".formatted(limits.files()));
            return;
        }
        for (int i = 0; i < given.size() && !findings.full(); i++) {
            @Nullable Given file = given.get(i);
            String path = field + "[" + i + "]";
            if (file == null) {
                findings.required(path);
            } else {
                add(path, file);
            }
        }
        if (total > limits.bytes()) {
            findings.invalid(field, "must not exceed " + size(limits.bytes()) + " decoded");
        }
    }

    private static String size(long bytes) {
        return bytes % (1 << 20) == 0 ? (bytes >> 20) + " MiB" : bytes + " bytes";
    }

    private void add(String path, Given file) {
        byte[] content = decoded(file, path);
        if (content == null) {
            return;
        }
        total += content.length;
        String digest = digest(content);
        Attachment attachment = described(file, path, digest, content.length);
        if (attachment != null) {
            attachments.add(attachment);
            files.put(digest, content);
            if (attachment.contentId() != null && !contentIds.add(attachment.contentId())) {
                findings.invalid(path + "." + names.contentId(), "is used twice");
            }
        }
    }

    /// All of them, beside the mail's headers.
    public Parts with(List<Header> headers) {
        return new Parts(headers, attachments, files);
    }

    private byte @Nullable [] decoded(Given file, String path) {
        if (file.content() == null) {
            findings.required(path + "." + names.content());
            return null;
        }
        try {
            return Base64.getDecoder().decode(file.content());
        } catch (IllegalArgumentException notBase64) {
            findings.invalid(path + "." + names.content(), "must be base64");
            return null;
        }
    }

    private @Nullable Attachment described(Given file, String path, String digest, long size) {
        String filename = file.filename();
        String type = file.type();
        if (filename == null) {
            findings.required(path + "." + names.filename());
        }
        if (type == null) {
            findings.required(path + "." + names.type());
        }
        if (filename == null || type == null) {
            return null;
        }
        if (type.length() > ContentType.MAX) {
            findings.invalid(path + "." + names.type(), "must be at most 998 characters");
            return null;
        }
        String contentId = contentId(file.contentId());
        Disposition disposition = disposition(file.disposition(), contentId, path);
        try {
            return new Attachment(filename, type, contentId, disposition, digest, size);
        } catch (IllegalArgumentException wrong) {
            // One at a time, so that the field can be named.
            findings.checked(
                    path + "." + names.filename(), () -> probe(filename, "a/b", null, digest));
            findings.checked(path + "." + names.type(), () -> probe("a", type, null, digest));
            findings.checked(
                    path + "." + names.contentId(), () -> probe("a", "a/b", contentId, digest));
            return null;
        }
    }

    private static Attachment probe(
            String filename, String type, @Nullable String contentId, String digest) {
        return new Attachment(filename, type, contentId, Disposition.ATTACHMENT, digest, 0);
    }

    private Disposition disposition(
            @Nullable String word, @Nullable String contentId, String path) {
        if (word == null) {
            return contentId == null ? Disposition.ATTACHMENT : Disposition.INLINE;
        }
        return Arrays.stream(Disposition.values())
                .filter(disposition -> disposition.word().equals(word))
                .findFirst()
                .orElseGet(
                        () -> {
                            findings.invalid(
                                    path + "." + names.disposition(),
                                    "must be attachment or inline");
                            return Disposition.ATTACHMENT;
                        });
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
