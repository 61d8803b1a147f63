package dev.mailswitch.api.dialect.emailmassivo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailswitch.api.accept.Parts;
import dev.mailswitch.api.dialect.Attachments;
import dev.mailswitch.api.dialect.Findings;
import dev.mailswitch.model.mail.Attachment;
import dev.mailswitch.model.mail.Header;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The files of a request: `{"name.ext": base64}`, or a list of such objects.
final class AttachedFiles {

    /// Of all files together, decoded.
    static final long MOST_BYTES = 10L << 20;

    static final String UNREADABLE = "Attachments parse failed";
    static final String TOO_LARGE = "Attachments size more than allowed";
    static final String FORBIDDEN = "Attachments type forbidden";

    private static final int MOST_FILES = 500;
    private static final Attachments.Names NAMES =
            new Attachments.Names("name", "type", "content", "contentId", "disposition");

    private final Findings findings = new Findings();
    private final Attachments attachments =
            new Attachments(new Attachments.Limits(MOST_FILES, Long.MAX_VALUE), NAMES, findings);
    private final List<Attachments.@Nullable Given> given = new ArrayList<>();
    private boolean readable = true;

    /// Takes what stands in one place of the request.
    void add(@Nullable JsonNode field) {
        if (field == null || field.isNull()) {
            return;
        }
        if (field.isArray()) {
            field.forEach(this::addObject);
        } else {
            addObject(field);
        }
    }

    private void addObject(JsonNode files) {
        readable &= files.isObject();
        for (Map.Entry<String, JsonNode> file : files.properties()) {
            readable &= file.getValue().isTextual();
            String name = file.getKey();
            given.add(
                    new Attachments.Given(
                            name,
                            MediaTypes.of(name),
                            unfolded(file.getValue().asText()),
                            null,
                            null));
        }
    }

    /// Many programs put line breaks into base64 (RFC 2045 section 6.8).
    private static String unfolded(String base64) {
        return base64.chars().anyMatch(Character::isWhitespace)
                ? base64.replaceAll("\\s+", "")
                : base64;
    }

    /// What the door says about the files, if it does not take them; to be asked once.
    Optional<String> refusal(ForbiddenTypes forbidden) {
        if (readable) {
            attachments.add("attachments", given);
        }
        if (!readable || !findings.errors().isEmpty()) {
            return Optional.of(UNREADABLE);
        }
        Parts parts = with(List.of());
        long bytes = parts.attachments().stream().mapToLong(Attachment::size).sum();
        if (bytes > MOST_BYTES) {
            return Optional.of(TOO_LARGE);
        }
        return parts.attachments().stream().anyMatch(file -> forbids(forbidden, parts, file))
                ? Optional.of(FORBIDDEN)
                : Optional.empty();
    }

    private static boolean forbids(ForbiddenTypes forbidden, Parts parts, Attachment file) {
        return forbidden.forbids(
                file.filename(), Objects.requireNonNull(parts.files().get(file.sha256())));
    }

    Parts with(List<Header> headers) {
        return attachments.with(headers);
    }
}
