package dev.mailswitch.compose;

import dev.mailswitch.compose.dkim.DkimKey;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Attachment;
import dev.mailswitch.model.mail.Content;
import dev.mailswitch.model.mail.Header;
import dev.mailswitch.model.mail.Headers;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.Recipient;
import dev.mailswitch.model.mail.RecipientKind;
import dev.mailswitch.model.mail.Tracking;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Makes letters for tests, one change at a time.
final class Letters {

    static final Instant DATE = Instant.parse("2026-02-03T04:05:06.789Z");

    private final List<Recipient> recipients = new ArrayList<>();
    private final List<Attachment> attachments = new ArrayList<>();
    private final List<Header> custom = new ArrayList<>();
    private final List<Address> replyTo = new ArrayList<>();
    private final Map<String, byte[]> files = new HashMap<>();
    private Address from = new Address("demo@demo.mailswitch.test", "Demo");
    private String subject = "A subject";
    private @Nullable String html;
    private @Nullable String text;
    private Lane lane = Lane.TRANSACTIONAL;
    private @Nullable DkimKey signedBy;

    static Letters letter() {
        return new Letters();
    }

    Letters from(Address address) {
        from = address;
        return this;
    }

    Letters to(String... addresses) {
        return add(RecipientKind.TO, addresses);
    }

    Letters cc(String... addresses) {
        return add(RecipientKind.CC, addresses);
    }

    Letters bcc(String... addresses) {
        return add(RecipientKind.BCC, addresses);
    }

    Letters add(RecipientKind kind, String... addresses) {
        for (String address : addresses) {
            add(kind, Address.parse(address));
        }
        return this;
    }

    Letters add(RecipientKind kind, Address address) {
        recipients.add(new Recipient(recipients.size(), kind, address));
        return this;
    }

    Letters replyTo(String address) {
        replyTo.add(Address.parse(address));
        return this;
    }

    Letters subject(String line) {
        subject = line;
        return this;
    }

    Letters html(@Nullable String body) {
        html = body;
        return this;
    }

    Letters text(@Nullable String body) {
        text = body;
        return this;
    }

    Letters header(String name, String value) {
        custom.add(new Header(name, value));
        return this;
    }

    Letters signedBy(DkimKey key) {
        signedBy = key;
        return this;
    }

    Letters bulk() {
        lane = Lane.BULK;
        return this;
    }

    Letters attach(String filename, String type, byte[] bytes) {
        return file(filename, type, null, Attachment.Disposition.ATTACHMENT, bytes);
    }

    Letters inline(String filename, String type, @Nullable String contentId, byte[] bytes) {
        return file(filename, type, contentId, Attachment.Disposition.INLINE, bytes);
    }

    private Letters file(
            String filename,
            String type,
            @Nullable String contentId,
            Attachment.Disposition disposition,
            byte[] bytes) {
        String digest = sha256(bytes);
        files.put(digest, bytes);
        attachments.add(
                new Attachment(filename, type, contentId, disposition, digest, bytes.length));
        return this;
    }

    Letter build() {
        return new Letter(
                from,
                "<abc.123@mail.demo.mailswitch.test>",
                DATE,
                new UUID(0x0123_4567_89ab_4defL, 0x8edc_ba98_7654_3210L),
                recipients,
                // As from the ledger: mails of before may have longer subjects.
                Content.stored(
                        subject,
                        html,
                        text,
                        replyTo,
                        new Headers(custom),
                        attachments,
                        Tracking.NONE),
                lane,
                List.of(new Header("X-Mailswitch-Id", "opaque-token")),
                signedBy);
    }

    ComposedMail compose() {
        return new MimeComposer()
                .compose(build(), digest -> Objects.requireNonNull(files.get(digest)));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
