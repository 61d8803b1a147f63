package dev.mailswitch.delivery.boot;

import dev.mailswitch.ledger.LedgerBusy;
import dev.mailswitch.ledger.LedgerUnavailable;
import dev.mailswitch.ledger.NewMail;
import dev.mailswitch.ledger.Once;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Attachment;
import dev.mailswitch.model.mail.Content;
import dev.mailswitch.model.mail.Headers;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.OnUnknown;
import dev.mailswitch.model.mail.Recipient;
import dev.mailswitch.model.mail.RecipientKind;
import dev.mailswitch.model.mail.Tracking;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A mail in the making; what a test does not say is plain.
public final class MailDraft {

    private final Tenant tenant;
    private final List<Recipient> recipients = new ArrayList<>();
    private final List<Attachment> attachments = new ArrayList<>();
    private final Map<String, byte[]> files = new HashMap<>();
    private String subject = "Hello";
    private String html = "<p>Hello</p>";
    private Tracking tracking = Tracking.NONE;
    private Lane lane = Lane.TRANSACTIONAL;
    private OnUnknown onUnknown = OnUnknown.AT_LEAST_ONCE;
    private Duration life = Duration.ofDays(1);
    private @Nullable Instant scheduledAt;

    MailDraft(Tenant tenant) {
        this.tenant = tenant;
    }

    public MailDraft to(String... addresses) {
        for (String address : addresses) {
            recipients.add(new Recipient(recipients.size(), RecipientKind.TO, Address.of(address)));
        }
        return this;
    }

    public MailDraft subject(String text) {
        subject = text;
        return this;
    }

    public MailDraft html(String text) {
        html = text;
        return this;
    }

    public MailDraft tracking(Tracking wanted) {
        tracking = wanted;
        return this;
    }

    public MailDraft bulk() {
        lane = Lane.BULK;
        return this;
    }

    public MailDraft atMostOnce() {
        onUnknown = OnUnknown.AT_MOST_ONCE;
        return this;
    }

    /// How long after accept, or after its scheduled time, it expires.
    public MailDraft life(Duration time) {
        life = time;
        return this;
    }

    public MailDraft scheduled(Instant at) {
        scheduledAt = at;
        return this;
    }

    /// @param contentId of an inline image, or null for an attachment
    public MailDraft file(String name, String type, byte[] bytes, @Nullable String contentId) {
        String digest = sha256(bytes);
        files.put(digest, bytes);
        attachments.add(
                new Attachment(
                        name,
                        type,
                        contentId,
                        contentId == null
                                ? Attachment.Disposition.ATTACHMENT
                                : Attachment.Disposition.INLINE,
                        digest,
                        bytes.length));
        return this;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }

    /// Hands it in; when this returns it is on disk.
    public EmailId send() throws LedgerBusy, LedgerUnavailable, InterruptedException {
        EmailId id = tenant.worker.newId();
        Instant from = scheduledAt == null ? tenant.worker.now() : scheduledAt;
        tenant.worker.accept(
                new NewMail(
                        id,
                        tenant.organisation,
                        tenant.environment,
                        lane,
                        new Address(tenant.sender, "Tenant"),
                        new Content(
                                subject,
                                html,
                                null,
                                List.of(),
                                Headers.NONE,
                                attachments,
                                tracking),
                        recipients,
                        Map.of(),
                        "<" + id + "@" + tenant.sender.substring(5) + ">",
                        List.of(),
                        null,
                        "default",
                        onUnknown,
                        30,
                        scheduledAt,
                        from.plus(life),
                        false,
                        null,
                        new Once.None(),
                        files,
                        List.of()));
        return id;
    }
}
