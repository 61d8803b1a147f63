package dev.mailswitch.delivery.dispatch;

import dev.mailswitch.compose.Copies;
import dev.mailswitch.compose.MimeComposer;
import dev.mailswitch.directory.Directory;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.provider.Provider;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Tells, as a digest, with what a call at a provider with keys is made, beside the mail: only while
/// it is the same has a repeat the same bytes, and goes to whom knows its key. Limits and an
/// operator's hold are no part of it.
final class MadeWith {

    private final Copies copies;
    private volatile @Nullable Known known;

    MadeWith(Copies copies) {
        this.copies = copies;
    }

    private record Way(ProviderId provider, long version, boolean perRecipient) {}

    /// What was worked out with some settings.
    private record Known(Directory settings, Map<Way, Optional<Long>> digests) {}

    /// The same, worked out once with these settings: it is asked for within a claim's transaction.
    ///
    /// @param perRecipient each recipient gets bytes of its own
    /// @return null where the provider takes no keys
    @Nullable Long of(Directory settings, Provider provider, boolean perRecipient) {
        Known now = known;
        if (now == null || now.settings() != settings) {
            // Two claims may both begin anew; what one of them has worked out is lost then.
            now = new Known(settings, new ConcurrentHashMap<>());
            known = now;
        }
        return now.digests()
                .computeIfAbsent(
                        new Way(provider.id(), provider.version(), perRecipient),
                        way -> Optional.ofNullable(of(provider, perRecipient)))
                .orElse(null);
    }

    /// @param perRecipient each recipient gets bytes of its own
    /// @return null where the provider takes no keys
    @Nullable Long of(Provider provider, boolean perRecipient) {
        if (!provider.capabilities().idempotent()) {
            return null;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(MimeComposer.RENDERER);
            text(out, provider.kind().word());
            for (Map.Entry<String, String> one : new TreeMap<>(provider.settings()).entrySet()) {
                text(out, one.getKey());
                text(out, one.getValue());
            }
            // Another key may be another account's. Sealed anew it counts as another: that is rare,
            // and costs only the calls that are in doubt just then.
            if (provider.secret() != null) {
                out.write(provider.secret().bytes());
            }
            text(out, copies.made(provider.organisationId(), perRecipient));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return ByteBuffer.wrap(sha256(bytes.toByteArray())).getLong();
    }

    /// Whether a call made with that is the same when it is made with this. What is not on record is
    /// older than the record, and taken for the same: if it is not, the vendor refuses it.
    static boolean same(@Nullable Long recorded, @Nullable Long now) {
        return recorded == null || recorded.equals(now);
    }

    /// With its length, so that no two lists of texts run together to the same bytes.
    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
