package dev.mailswitch.api.dialect.fluxomail;

import dev.mailswitch.ledger.reading.HandoverReader;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.lifecycle.Status;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Waits for the hand-over of mails to their providers. All that wait are asked for together, in
/// one statement every 50 ms, by a thread that is there only while anybody waits; more than a
/// thousand do not wait.
// Its gauge is wanted from the start.
@Startup
@Singleton
class Handovers {

    /// How long a send waits for its hand-over.
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(Handovers.class);
    private static final int MOST = 1_000;
    private static final Duration BETWEEN = Duration.ofMillis(50);

    /// Where it is on record; [HandoverReader#statuses].
    @FunctionalInterface
    interface Source {
        Map<EmailId, List<Status>> statuses(Collection<EmailId> ids) throws SQLException;
    }

    /// Not a record: two who wait for one mail are two.
    private static final class Waiter {
        final EmailId id;
        final CompletableFuture<Status> answer = new CompletableFuture<>();

        Waiter(EmailId id) {
            this.id = id;
        }
    }

    private final Source source;
    private final Duration between;
    private final Semaphore places;
    private final Set<Waiter> waiting = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile boolean closed;

    @Inject
    Handovers(HandoverReader reader, MeterRegistry registry) {
        this(reader::statuses, BETWEEN, MOST);
        Gauge.builder("mailswitch.handovers.waiting", waiting, Set::size)
                .description("Sends that wait for their hand-over")
                .register(registry);
    }

    Handovers(Source source, Duration between, int most) {
        this.source = source;
        this.between = between;
        this.places = new Semaphore(most);
    }

    /// How the mail stands once none of its recipients is open any more, or when patience ends, or
    /// at once if too many wait already: then it counts as queued.
    Status await(EmailId id, Duration patience) throws InterruptedException {
        if (closed || !places.tryAcquire()) {
            return Status.QUEUED;
        }
        Waiter waiter = new Waiter(id);
        waiting.add(waiter);
        try {
            askOn();
            return waiter.answer.get(Math.max(1, patience.toNanos()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException over) {
            return Status.QUEUED;
        } catch (ExecutionException never) {
            throw new IllegalStateException(never);
        } finally {
            waiting.remove(waiter);
            places.release();
        }
    }

    private void askOn() {
        if (asking.compareAndSet(false, true)) {
            Thread.ofVirtual().name("handovers").start(this::askWhileAnybodyWaits);
        }
    }

    private void askWhileAnybodyWaits() {
        try {
            while (!waiting.isEmpty() && !closed) {
                Thread.sleep(between);
                ask();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            asking.set(false);
        }
        // Who came between the last look and the line above found somebody asking.
        if (!waiting.isEmpty() && !closed) {
            askOn();
        }
    }

    private void ask() {
        List<Waiter> all = List.copyOf(waiting);
        try {
            Map<EmailId, List<Status>> found =
                    source.statuses(
                            all.stream().map(waiter -> waiter.id).collect(Collectors.toSet()));
            for (Waiter waiter : all) {
                List<Status> recipients = found.getOrDefault(waiter.id, List.of());
                if (!recipients.isEmpty() && recipients.stream().noneMatch(Status::open)) {
                    waiter.answer.complete(Standing.of(recipients));
                }
            }
        } catch (SQLException | RuntimeException away) {
            // They go on waiting; who runs out of patience is told that the mail is queued.
            LOG.debug("could not look for hand-overs", away);
        }
    }

    @PreDestroy
    void close() {
        closed = true;
        waiting.forEach(waiter -> waiter.answer.complete(Status.QUEUED));
    }
}
