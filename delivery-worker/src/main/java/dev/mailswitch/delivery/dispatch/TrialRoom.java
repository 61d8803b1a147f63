package dev.mailswitch.delivery.dispatch;

import dev.mailswitch.ledger.Claimed;
import dev.mailswitch.model.id.EmailId;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where a mail that may kill its worker is tried alone, so that a death says who was to blame.
///
/// As soon as one is claimed, no lane of this worker claims anything. Once everything else in hand
/// has ended or has been here so long that it only waits for a relay, the trial goes on record and
/// the mail's calls begin; after [#WATCH], or when they have ended, that goes on record too and the
/// lanes go on. A call that hangs at its relay holds up nobody longer than that, and is in company
/// again: then a death says nothing about it.
///
/// Trials take no more than a third of a worker's time, and none is made in a worker's first
/// half-minute: what kills those that have just started is not the mail.
final class TrialRoom {

    private static final Logger LOG = LoggerFactory.getLogger(TrialRoom.class);

    /// What a mail is read, composed and handed over in, with time to spare.
    static final Duration WATCH = Duration.ofSeconds(5);

    /// So long a worker must have lived without such a mail.
    static final Duration PROVEN = Duration.ofSeconds(30);

    /// Nobody waits longer for the others to come to rest: a claim may be waiting for the database.
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration LOOK = Duration.ofMillis(10);
    private static final Duration AWAY = Duration.ofMillis(250);

    /// How long the lanes have to themselves after a trial, by how long it has held them up.
    private static final int FLOW = 2;

    /// The ledger's side of it ([dev.mailswitch.ledger.Trials]).
    interface Record {
        boolean begin(Claimed mail) throws SQLException;

        void lived(Claimed mail) throws SQLException;
    }

    private final Record record;
    private final InHand inHand;
    private final BooleanSupplier safe;
    private final LongSupplier nanoTime;
    private final long startedNanos;
    private final ReentrantLock turn = new ReentrantLock(true);
    private final Set<EmailId> awaited = ConcurrentHashMap.newKeySet();
    private int claims;
    private long quietNanos;
    private long openNanos;

    /// @param safe     whether this worker's lease is good
    /// @param nanoTime this machine's monotonic clock
    TrialRoom(Record record, InHand inHand, BooleanSupplier safe, LongSupplier nanoTime) {
        this.record = record;
        this.inHand = inHand;
        this.safe = safe;
        this.nanoTime = nanoTime;
        this.startedNanos = nanoTime.getAsLong();
        this.openNanos = startedNanos + PROVEN.toNanos();
    }

    /// Whether a claim may take a suspect.
    synchronized boolean open() {
        return awaited.isEmpty() && nanoTime.getAsLong() - openNanos >= 0;
    }

    /// Whether no claim may be made now.
    boolean quiet() {
        return !awaited.isEmpty();
    }

    /// To be called before a claim; false if none may be made now.
    synchronized boolean enter() {
        if (quiet()) {
            return false;
        }
        claims++;
        return true;
    }

    /// The claim has ended, and what it has claimed is in hand or [#expect]ed.
    synchronized void leave() {
        claims--;
    }

    private synchronized boolean claiming() {
        return claims > 0;
    }

    /// A suspect was claimed; nothing else is from now on. The caller runs the trial on a thread of
    /// its own, and each of the mail's calls asks it first.
    synchronized Trial expect(Claimed mail) {
        if (awaited.isEmpty()) {
            quietNanos = nanoTime.getAsLong();
        }
        awaited.add(mail.mail().id());
        return new Trial(mail);
    }

    private synchronized void over(EmailId id) {
        awaited.remove(id);
        if (awaited.isEmpty()) {
            long now = nanoTime.getAsLong();
            openNanos = now + FLOW * (now - quietNanos);
        }
    }

    /// One mail's.
    final class Trial implements Runnable {

        private final Claimed mail;
        private final EmailId id;
        private final CompletableFuture<Boolean> begun = new CompletableFuture<>();

        private Trial(Claimed mail) {
            this.mail = mail;
            this.id = mail.mail().id();
        }

        /// Waits until the calls may begin; false if they must not.
        boolean begun() throws InterruptedException {
            try {
                return begun.get();
            } catch (ExecutionException never) {
                throw new IllegalStateException(never);
            }
        }

        /// Gives it up before it has begun.
        void cancel() {
            begun.complete(false);
            over(id);
        }

        @Override
        public void run() {
            boolean mine = false;
            try {
                turn.lockInterruptibly();
                mine = true;
                if (gather() && record.begin(mail)) {
                    LOG.info("mail {} is tried alone: workers died with it in hand", id);
                    begun.complete(true);
                    watch();
                }
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            } catch (SQLException | RuntimeException failed) {
                LOG.warn("mail {} is not tried now: {}", id, failed.getMessage());
            } finally {
                cancel();
                if (mine) {
                    turn.unlock();
                }
            }
        }

        /// Waits until nobody else could be to blame.
        private boolean gather() throws InterruptedException {
            long began = nanoTime.getAsLong();
            while (claiming() || !inHand.allFor(WATCH, awaited)) {
                if (!safe.getAsBoolean() || since(began).compareTo(PATIENCE) > 0) {
                    return false;
                }
                Thread.sleep(LOOK);
            }
            return safe.getAsBoolean();
        }

        private void watch() throws InterruptedException {
            long began = nanoTime.getAsLong();
            while (inHand.contains(id)) {
                if (since(began).compareTo(WATCH) >= 0 && survived()) {
                    return;
                }
                Thread.sleep(LOOK);
            }
        }

        /// Says so on record; others are claimed only when that is written.
        private boolean survived() throws InterruptedException {
            try {
                record.lived(mail);
                return true;
            } catch (SQLException away) {
                LOG.warn("mail {} has not killed; not on record: {}", id, away.getMessage());
                Thread.sleep(AWAY);
                // Without a lease it is taken from us, and there is nothing to be said.
                return !safe.getAsBoolean();
            }
        }

        private Duration since(long nanos) {
            return Duration.ofNanos(nanoTime.getAsLong() - nanos);
        }
    }
}
