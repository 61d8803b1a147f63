package dev.mailswitch.ledger;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.TemplateId;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Attachment;
import dev.mailswitch.model.mail.Content;
import dev.mailswitch.model.mail.Headers;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.OnUnknown;
import dev.mailswitch.model.mail.Recipient;
import dev.mailswitch.model.mail.RecipientKind;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A mail in the making; what a test does not say is plain.
final class MailDraft {

    private final TestLedger ledger;
    EmailId id;
    List<Recipient> recipients = new ArrayList<>();
    Map<Integer, String> suppressed = Map.of();
    Content content =
            new Content("Hello", "<p>Hello</p>", null, List.of(), Headers.NONE, List.of());
    List<String> tags = List.of();
    @Nullable String metadata;
    @Nullable TemplateId template;
    int retentionDays = 30;
    @Nullable Instant scheduledAt;
    Once once = new Once.None();
    Map<String, byte[]> files = Map.of();
    List<String> warnings = List.of();
    Lane lane = Lane.TRANSACTIONAL;

    MailDraft(TestLedger ledger) {
        this.ledger = ledger;
        this.id = ledger.accepting.newId();
    }

    MailDraft id(EmailId mine) {
        id = mine;
        return this;
    }

    MailDraft to(String... addresses) {
        for (String address : addresses) {
            recipients.add(new Recipient(recipients.size(), RecipientKind.TO, Address.of(address)));
        }
        return this;
    }

    MailDraft suppressed(Integer... positions) {
        suppressed = Stream.of(positions).collect(Collectors.toMap(p -> p, p -> "manual"));
        return this;
    }

    MailDraft warning(String... words) {
        warnings = List.of(words);
        return this;
    }

    MailDraft scheduled(Instant at) {
        scheduledAt = at;
        return this;
    }

    MailDraft keep(int days) {
        retentionDays = days;
        return this;
    }

    MailDraft bulk() {
        lane = Lane.BULK;
        return this;
    }

    MailDraft key(String text) {
        return key(text, "payload");
    }

    MailDraft key(String text, String payload) {
        return key(text, payload, Once.OnMismatch.REFUSE);
    }

    MailDraft key(String text, String payload, Once.OnMismatch onMismatch) {
        once =
                Once.key(
                        ledger.organisation,
                        ledger.environment,
                        "test",
                        text,
                        sha256(payload),
                        onMismatch);
        return this;
    }

    /// The same content within an hour is the same mail.
    MailDraft twins(String digest) {
        once = Once.content(ledger.organisation, ledger.environment, "test", sha256(digest));
        return this;
    }

    MailDraft withheld(Integer... positions) {
        suppressed = Stream.of(positions).collect(Collectors.toMap(p -> p, p -> NewMail.WITHHELD));
        return this;
    }

    MailDraft content(Content what, Map<String, byte[]> bytes) {
        content = what;
        files = bytes;
        return this;
    }

    MailDraft subject(String subject) {
        content = new Content(subject, "<p>x</p>", null, List.of(), Headers.NONE, List.of());
        return this;
    }

    MailDraft tags(String... words) {
        tags = List.of(words);
        return this;
    }

    MailDraft template(TemplateId id) {
        template = id;
        return this;
    }

    MailDraft metadata(String json) {
        metadata = json;
        return this;
    }

    static byte[] sha256(String text) {
        return sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (java.security.NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// A file and how a mail refers to it.
    static Attachment attachment(String name, byte[] bytes) {
        return new Attachment(
                name,
                "application/pdf",
                null,
                Attachment.Disposition.ATTACHMENT,
                java.util.HexFormat.of().formatHex(sha256(bytes)),
                bytes.length);
    }

    NewMail build() {
        if (recipients.isEmpty()) {
            to("jo@example.com");
        }
        return new NewMail(
                id,
                ledger.organisation,
                ledger.environment,
                lane,
                new Address("demo@demo.mailswitch.test", "Demo"),
                content,
                recipients,
                suppressed,
                "<" + id + "@demo.mailswitch.test>",
                tags,
                metadata,
                "default",
                OnUnknown.AT_LEAST_ONCE,
                retentionDays,
                scheduledAt,
                (scheduledAt == null ? ledger.clock.instant() : scheduledAt)
                        .plus(Duration.ofDays(1)),
                false,
                null,
                template,
                once,
                files,
                warnings);
    }
}
