package dev.mailswitch.api.accept;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Attachment;
import dev.mailswitch.model.mail.Header;
import dev.mailswitch.model.mail.Tracking;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The digest that tells whether two requests ask for the same mail. Taken of the translated
/// submission: neither the order of fields nor white space nor the key itself counts, and no
/// default, so that a changed setting makes no other mail of a repeated request.
final class PayloadDigest {

    private final MessageDigest digest;

    private PayloadDigest() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }

    static byte[] of(Submission mail) {
        PayloadDigest payload = new PayloadDigest();
        payload.maybe(mail.environment());
        payload.maybe(mail.from(), payload::address);
        payload.maybe(mail.domain());
        payload.list(mail.to(), payload::address);
        payload.list(mail.cc(), payload::address);
        payload.list(mail.bcc(), payload::address);
        payload.list(mail.replyTo(), payload::address);
        payload.text(mail.subject());
        payload.maybe(mail.html());
        payload.maybe(mail.text());
        payload.list(
                mail.headers().stream()
                        .sorted(Comparator.comparing(Header::name).thenComparing(Header::value))
                        .toList(),
                payload::header);
        payload.list(mail.attachments(), payload::attachment);
        payload.list(mail.tags(), payload::text);
        payload.maybe(mail.metadataJson());
        payload.maybe(mail.policy(), policy -> payload.text(policy.word()));
        payload.maybe(mail.scheduledAt(), at -> payload.text(at.toString()));
        payload.maybe(mail.expiresAt(), at -> payload.text(at.toString()));
        payload.maybe(mail.onUnknown(), policy -> payload.text(policy.word()));
        // Without tracking the digest is what it was before there was any.
        if (!mail.tracking().equals(Tracking.NONE)) {
            payload.tracking(mail.tracking());
        }
        return payload.digest.digest();
    }

    private void address(Address address) {
        text(address.email());
        maybe(address.name());
    }

    private void header(Header header) {
        text(header.name());
        text(header.value());
    }

    private void tracking(Tracking tracking) {
        digest.update((byte) (tracking.opens() ? 1 : 0));
        digest.update((byte) (tracking.clicks() ? 1 : 0));
        digest.update((byte) (tracking.unsubscribe() ? 1 : 0));
        digest.update((byte) (tracking.textAsHtml() ? 1 : 0));
        maybe(tracking.preheader());
    }

    private void attachment(Attachment file) {
        text(file.filename());
        text(file.contentType());
        maybe(file.contentId());
        text(file.disposition().word());
        text(file.sha256());
    }

    private void maybe(@Nullable String text) {
        maybe(text, this::text);
    }

    private <T> void maybe(@Nullable T value, Consumer<T> part) {
        digest.update((byte) (value == null ? 0 : 1));
        if (value != null) {
            part.accept(value);
        }
    }

    private <T> void list(List<T> values, Consumer<T> part) {
        number(values.size());
        values.forEach(part);
    }

    /// With its length before it, so that no two lists of texts run together the same way.
    private void text(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        number(bytes.length);
        digest.update(bytes);
    }

    private void number(int number) {
        digest.update(ByteBuffer.allocate(4).putInt(number).array());
    }
}
