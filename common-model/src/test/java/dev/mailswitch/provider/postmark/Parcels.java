package dev.mailswitch.provider.postmark;

import dev.mailswitch.compose.Letter;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Attachment;
import dev.mailswitch.model.mail.Content;
import dev.mailswitch.model.mail.Header;
import dev.mailswitch.model.mail.Headers;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.Recipient;
import dev.mailswitch.model.mail.RecipientKind;
import dev.mailswitch.model.mail.Tracking;
import dev.mailswitch.provider.Account;
import dev.mailswitch.provider.Parcel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Makes parcels for tests, one change at a time.
final class Parcels {

    static final Account ACCOUNT =
            new Account(
                    Map.of("base_url", "https://pm.test/", "message_stream", "receipts"), "token");

    private static final String DIGEST = "0".repeat(64);
    private static final byte[] BYTES = "file".getBytes(StandardCharsets.UTF_8);

    private final List<Recipient> recipients = new ArrayList<>();
    private final List<Attachment> files = new ArrayList<>();
    private Address from = new Address("demo@demo.mailswitch.test", "Demo");
    private String correlation = "token";
    private @Nullable String html = "<p>Hello</p>";
    private List<String> tags = List.of();

    static Parcels to(String... addresses) {
        Parcels parcels = new Parcels();
        for (String address : addresses) {
            parcels.add(RecipientKind.TO, address);
        }
        return parcels;
    }

    Parcels add(RecipientKind kind, String address) {
        recipients.add(new Recipient(recipients.size(), kind, Address.parse(address)));
        return this;
    }

    Parcels from(Address address) {
        from = address;
        return this;
    }

    Parcels correlation(String token) {
        correlation = token;
        return this;
    }

    Parcels html(@Nullable String body) {
        html = body;
        return this;
    }

    Parcels tags(List<String> words) {
        tags = words;
        return this;
    }

    Parcels attach(String filename) {
        return file(filename, null, Attachment.Disposition.ATTACHMENT);
    }

    Parcels inline(String filename, String contentId) {
        return file(filename, contentId, Attachment.Disposition.INLINE);
    }

    private Parcels file(
            String filename, @Nullable String contentId, Attachment.Disposition disposition) {
        files.add(
                new Attachment(
                        filename, "image/png", contentId, disposition, DIGEST, BYTES.length));
        return this;
    }

    Parcel build() {
        Content content =
                new Content(
                        "A subject",
                        html,
                        null,
                        List.of(),
                        new Headers(List.of(new Header("X-A", "1"), new Header("X-A", "2"))),
                        files,
                        Tracking.NONE);
        Letter letter =
                new Letter(
                        from,
                        "<abc.123@mail.demo.mailswitch.test>",
                        Instant.EPOCH,
                        new UUID(1, 2),
                        recipients,
                        content,
                        Lane.TRANSACTIONAL,
                        List.of(),
                        null);
        return new Parcel(
                new UUID(1, 2), correlation, letter, digest -> BYTES, recipients, tags, true);
    }
}
