package dev.mailswitch.api.dialect.fluxomail;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mailswitch.directory.LiveDirectory;
import dev.mailswitch.ledger.reading.EventReader;
import dev.mailswitch.ledger.reading.RecordedEvent;
import dev.mailswitch.model.id.Uuids;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One stream of server-sent events (HTML Standard, section 9.2): first what its client missed,
/// then what happens. Runs on the thread of its request and blocks it.
final class EventStream {

    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
    private static final int AT_ONCE = 500;

    /// How often it looks whether its key is still good.
    private static final Duration LOOK = Duration.ofSeconds(1);

    /// After so much silence something is said, so that nobody in between hangs up.
    private static final Duration SILENCE = Duration.ofSeconds(15);

    private static final byte[] HELLO = "retry: 2000\n\n".getBytes(UTF_8);
    private static final byte[] HEARTBEAT = ": heartbeat\n\n".getBytes(UTF_8);

    private final Tail tail;
    private final EventReader reader;
    private final LiveDirectory directory;
    private final EventFilter filter;
    private final Subscription subscription;
    private final BooleanSupplier allowed;
    private long lookedAt = System.nanoTime();
    private long saidAt = System.nanoTime();
    private boolean withdrawn;

    /// @param allowed whether the key is still good
    EventStream(
            Tail tail,
            EventReader reader,
            LiveDirectory directory,
            EventFilter filter,
            Subscription subscription,
            BooleanSupplier allowed) {
        this.tail = tail;
        this.reader = reader;
        this.directory = directory;
        this.filter = filter;
        this.subscription = subscription;
        this.allowed = allowed;
    }

    /// Writes until the client goes or may not go on; then its client comes again and says which
    /// event it saw last. Who cannot keep up with a burst gets it from the log, at his own pace.
    ///
    /// @param seen the last event the client has seen; null: it wants only what happens from now on
    void run(OutputStream out, @Nullable UUID seen) {
        try {
            say(out, HELLO);
            @Nullable UUID last = seen;
            while (open()) {
                // All but the little that happens meanwhile, before anything is held for it.
                last = last == null ? null : missed(out, last, reader.horizon());
                UUID joined = tail.join(subscription);
                last = last == null ? joined : missed(out, last, Since.beyond(joined));
                last = follow(out, last);
                tail.leave(subscription);
            }
        } catch (IOException gone) {
            LOG.debug("a client of a stream has gone", gone);
        } catch (SQLException away) {
            LOG.debug("a stream ends: events could not be read", away);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } finally {
            subscription.end();
            tail.leave(subscription);
        }
    }

    /// Writes what lies between two ids, and returns the last that was read.
    private UUID missed(OutputStream out, UUID after, UUID before)
            throws IOException, SQLException {
        UUID last = after;
        while (open()) {
            List<RecordedEvent> page =
                    reader.forward(subscription.organisation(), last, before, AT_ONCE);
            for (RecordedEvent event : page) {
                if (filter.test(event)) {
                    write(out, event);
                }
                last = event.id();
            }
            out.flush();
            if (page.size() < AT_ONCE) {
                return last;
            }
        }
        return last;
    }

    /// Writes what happens, until it has fallen behind or may not go on.
    ///
    /// @return the last event that was written, or `joined`
    private UUID follow(OutputStream out, UUID joined) throws IOException, InterruptedException {
        UUID last = joined;
        while (open()) {
            @Nullable RecordedEvent event = subscription.next(LOOK);
            boolean any = event != null;
            // Also amid a burst that does not end: a key may be withdrawn meanwhile.
            while (event != null && open()) {
                if (Uuids.compare(event.id(), last) > 0) {
                    write(out, event);
                    last = event.id();
                }
                event = subscription.next(Duration.ZERO);
            }
            if (any) {
                out.flush();
            } else if (System.nanoTime() - saidAt > SILENCE.toNanos()) {
                say(out, HEARTBEAT);
            }
            // What is there by now comes from the log as well.
            if (subscription.behind()) {
                return last;
            }
        }
        return last;
    }

    private boolean open() {
        if (withdrawn || subscription.ended()) {
            return false;
        }
        if (System.nanoTime() - lookedAt >= LOOK.toNanos()) {
            lookedAt = System.nanoTime();
            // For good: whoever asks again before the next look must hear the same.
            withdrawn = !allowed.getAsBoolean();
        }
        return !withdrawn;
    }

    private void write(OutputStream out, RecordedEvent event) throws IOException {
        out.write(("id: " + event.id() + "\ndata: ").getBytes(UTF_8));
        out.write(FluxomailJson.bytes(EventView.of(event, directory.now())));
        out.write('\n');
        out.write('\n');
        saidAt = System.nanoTime();
    }

    private void say(OutputStream out, byte[] words) throws IOException {
        out.write(words);
        out.flush();
        saidAt = System.nanoTime();
    }
}
