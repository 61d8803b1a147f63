package dev.mailswitch.api.accept;

import dev.mailswitch.model.mail.Header;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// The digest that tells whether two requests ask for the same mail. Taken of the translated
/// submission, before any template is looked up: neither the order of fields nor white space nor the
/// key itself counts, and no default, so that a changed setting or template makes no other mail of a
/// repeated request.
final class PayloadDigest {

    private final Digester digest = new Digester();

    private PayloadDigest() {}

    static byte[] of(Submission mail) {
        PayloadDigest payload = new PayloadDigest();
        Digester digest = payload.digest;
        if (mail.resend() != null) {
            // All else is the first mail's, and may be gone.
            digest.text("resend");
            digest.text(mail.resend().first().toString());
            digest.text(mail.resend().asked());
            return digest.digest();
        }
        payload.envelope(mail.envelope());
        payload.matter(mail.matter());
        payload.parts(mail.parts());
        digest.flag(mail.tracking().opens());
        digest.flag(mail.tracking().clicks());
        digest.flag(mail.tracking().unsubscribe());
        digest.flag(mail.tracking().textAsHtml());
        digest.maybe(mail.timing().scheduledAt(), at -> digest.text(at.toString()));
        digest.maybe(mail.timing().expiresAt(), at -> digest.text(at.toString()));
        digest.list(mail.labels().tags(), digest::text);
        digest.maybe(mail.labels().metadataJson());
        digest.maybe(mail.choices().policy());
        digest.maybe(mail.choices().onUnknown(), policy -> digest.text(policy.word()));
        return digest.digest();
    }

    private void envelope(Envelope envelope) {
        boolean resolved = envelope.identity() != null;
        digest.maybe(resolved ? null : envelope.environment());
        digest.maybe(envelope.from(), digest::address);
        digest.maybe(resolved ? null : envelope.domainId());
        digest.list(envelope.to(), digest::address);
        digest.list(envelope.cc(), digest::address);
        digest.list(envelope.bcc(), digest::address);
        digest.list(envelope.replyTo(), digest::address);
        // Told apart from what follows by their first words, and left out where there are none:
        // what
        // has neither has had the same digest before there were any.
        named("identity", envelope.identity());
        named("sender name", envelope.senderName());
    }

    private void named(String name, @Nullable String value) {
        if (value != null) {
            digest.text(name);
            digest.text(value);
        }
    }

    private void matter(Matter matter) {
        switch (matter) {
            case Matter.Written written -> {
                digest.text("written");
                digest.text(written.subject());
                digest.maybe(written.html());
                digest.maybe(written.text());
                digest.maybe(written.preheader());
            }
            case Matter.Templated templated -> {
                digest.text("templated");
                digest.template(templated.template());
                digest.maybe(templated.subject());
                digest.text(templated.varsJson());
                digest.maybe(templated.preheader());
            }
        }
    }

    private void parts(Parts parts) {
        digest.list(
                parts.headers().stream()
                        .sorted(Comparator.comparing(Header::name).thenComparing(Header::value))
                        .toList(),
                this::header);
        digest.list(parts.attachments(), digest::attachment);
    }

    private void header(Header header) {
        digest.text(header.name());
        digest.text(header.value());
    }
}
