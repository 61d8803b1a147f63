package dev.mailswitch.api.accept;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Attachment;
import dev.mailswitch.model.mail.Header;
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
        payload.envelope(mail.envelope());
        payload.matter(mail.matter());
        payload.parts(mail.parts());
        payload.flag(mail.tracking().opens());
        payload.flag(mail.tracking().clicks());
        payload.flag(mail.tracking().unsubscribe());
        payload.flag(mail.tracking().textAsHtml());
        payload.maybe(mail.timing().scheduledAt(), at -> payload.text(at.toString()));
        payload.maybe(mail.timing().expiresAt(), at -> payload.text(at.toString()));
        payload.list(mail.labels().tags(), payload::text);
        payload.maybe(mail.labels().metadataJson());
        payload.maybe(mail.choices().policy(), policy -> payload.text(policy.word()));
        payload.maybe(mail.choices().onUnknown(), policy -> payload.text(policy.word()));
        payload.maybe(mail.resendOf(), first -> payload.text(first.toString()));
        return payload.digest.digest();
    }

    private void envelope(Envelope envelope) {
        maybe(envelope.environment());
        maybe(envelope.from(), this::address);
        maybe(envelope.domainId());
        list(envelope.to(), this::address);
        list(envelope.cc(), this::address);
        list(envelope.bcc(), this::address);
        list(envelope.replyTo(), this::address);
    }

    private void matter(Matter matter) {
        switch (matter) {
            case Matter.Written written -> {
                text("written");
                text(written.subject());
                maybe(written.html());
                maybe(written.text());
                maybe(written.preheader());
            }
            case Matter.Templated templated -> {
                text("templated");
                text(templated.template());
                maybe(templated.subject());
                text(templated.varsJson());
                maybe(templated.preheader());
            }
        }
    }

    private void parts(Parts parts) {
        list(
                parts.headers().stream()
                        .sorted(Comparator.comparing(Header::name).thenComparing(Header::value))
                        .toList(),
                this::header);
        list(parts.attachments(), this::attachment);
    }

    private void address(Address address) {
        text(address.email());
        maybe(address.name());
    }

    private void header(Header header) {
        text(header.name());
        text(header.value());
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
        flag(value != null);
        if (value != null) {
            part.accept(value);
        }
    }

    private void flag(boolean set) {
        digest.update((byte) (set ? 1 : 0));
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
