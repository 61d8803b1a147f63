package dev.mailswitch.ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Attachment;
import dev.mailswitch.model.mail.Content;
import dev.mailswitch.model.mail.Header;
import dev.mailswitch.model.mail.Headers;
import dev.mailswitch.model.mail.Tracking;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The part of a mail's content that is neither subject nor body, as it is stored: JSON in UTF-8.
public record ContentHead(
        List<Address> replyTo, List<Header> headers, List<Attachment> attachments) {

    /// A newer release may have written more than this one knows of.
    private static final JsonMapper JSON =
            JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    private static final byte[] EMPTY = "{}".getBytes(StandardCharsets.UTF_8);

    private record Stored(
            @Nullable List<StoredAddress> replyTo,
            @Nullable List<Header> headers,
            @Nullable List<Attachment> attachments,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Tracking tracking) {}

    private record StoredAddress(String email, @Nullable String name) {}

    static byte[] encode(Content content) {
        if (content.replyTo().isEmpty()
                && content.headers().all().isEmpty()
                && content.attachments().isEmpty()
                && content.tracking().equals(Tracking.NONE)) {
            return EMPTY;
        }
        try {
            return JSON.writeValueAsBytes(
                    new Stored(
                            content.replyTo().stream()
                                    .map(a -> new StoredAddress(a.email(), a.name()))
                                    .toList(),
                            content.headers().all(),
                            content.attachments(),
                            content.tracking().equals(Tracking.NONE) ? null : content.tracking()));
        } catch (JsonProcessingException bug) {
            throw new IllegalStateException(bug);
        }
    }

    /// Puts a mail's content together again.
    public static Content decode(
            byte[] head, String subject, byte @Nullable [] html, byte @Nullable [] text) {
        try {
            Stored stored = JSON.readValue(head, Stored.class);
            return Content.stored(
                    subject,
                    html == null ? null : new String(html, StandardCharsets.UTF_8),
                    text == null ? null : new String(text, StandardCharsets.UTF_8),
                    orEmpty(stored.replyTo()).stream()
                            .map(a -> Address.stored(a.email(), a.name()))
                            .toList(),
                    new Headers(orEmpty(stored.headers())),
                    orEmpty(stored.attachments()),
                    stored.tracking() == null ? Tracking.NONE : stored.tracking());
        } catch (IOException damaged) {
            throw new IllegalStateException("stored content cannot be read", damaged);
        }
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}
