package dev.mailswitch.delivery.dispatch;

import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.provider.ProviderKind;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Memory for the contents of mails under way, over all calls. A provider that hangs keeps the
/// contents it was given, so no provider gets more than a quarter: its own calls wait for each
/// other, and never those of other providers. One mail that is larger than that may have all there
/// is, when it is there.
final class ContentBudget {

    /// What every call holds from its start; the flat shares of all slots are apart from the rest.
    static final int FLAT_KIB = 64;

    private final int total;
    private final int quarter;
    private final Semaphore all;
    private final Map<ProviderId, Semaphore> byProvider = new ConcurrentHashMap<>();

    ContentBudget(int kib) {
        this.total = kib;
        this.quarter = kib / 4;
        this.all = new Semaphore(kib, true);
    }

    /// What a mail of so many bytes, bodies and files, takes at its peak.
    static long kib(ProviderKind kind, long bytes) {
        return (copies(kind) * bytes + 1023) / 1024;
    }

    /// How often a mail's bytes are held at once while the call is written. Base64 makes 4/3 of a
    /// file (RFC 2045: and line breaks), base64 of that 16/9.
    private static long copies(ProviderKind kind) {
        return switch (kind) {
            // As it was read, and encoded, in a buffer that may have grown once.
            case SMTP, SANDBOX -> 4;
            // As it was read, and encoded in JSON, which is copied once.
            case SENDGRID, POSTMARK, RESEND, BREVO, MAILJET -> 4;
            // As it was read, as MIME, and that in a form, which is copied once.
            case MAILGUN -> 6;
            // As it was read, as MIME, a copy of that, and its base64 (SES) or its text and that
            // escaped (SparkPost) in JSON, which is copied once: 7.4 and 8 times a file.
            case SES, SPARKPOST -> 8;
        };
    }

    /// Takes room for so much beyond the flat share, and waits for it. The provider's own room is
    /// taken first, so that waiting for it costs nobody else anything.
    ///
    /// @return empty if there was none in time
    Optional<Room> take(ProviderId provider, long kib, Duration patience)
            throws InterruptedException {
        int wanted = (int) Math.clamp(kib - FLAT_KIB, 0L, (long) total);
        if (wanted == 0) {
            return Optional.of(() -> {});
        }
        long end = System.nanoTime() + patience.toNanos();
        int ofProvider = Math.min(wanted, quarter);
        Semaphore own = byProvider.computeIfAbsent(provider, p -> new Semaphore(quarter, true));
        if (!own.tryAcquire(ofProvider, patience.toNanos(), TimeUnit.NANOSECONDS)) {
            return Optional.empty();
        }
        boolean complete = false;
        try {
            complete = all.tryAcquire(wanted, end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } finally {
            if (!complete) {
                own.release(ofProvider);
            }
        }
        return complete
                ? Optional.of(
                        () -> {
                            all.release(wanted);
                            own.release(ofProvider);
                        })
                : Optional.empty();
    }

    /// Room that was taken.
    @FunctionalInterface
    interface Room extends AutoCloseable {
        @Override
        void close();
    }
}
