package dev.mailswitch.delivery.transport.smtp;

import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The connections to one server under one login.
///
/// A mail that has been claimed must not queue for a connection: whoever claims takes a reservation
/// first, which costs nothing and never waits. As nobody opens a connection without one, and idle
/// connections are used up before, there are never more than `maxConnections` in use or idle;
/// a connection that is saying good-bye is no longer counted.
///
/// Thread-safe; nothing is locked while the network is spoken to.
public final class SmtpPool implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SmtpPool.class);

    private final SmtpEndpoint endpoint;
    private final @Nullable SmtpCredentials credentials;
    private final SmtpPoolLimits limits;
    private final SmtpConnector connector;
    private final DeadlineWatch watch;
    private final DeadlineWatch.Watched idleWatch = this::retireIdle;
    private final Semaphore permits;
    // The last one put back is the first one taken: the others may idle out.
    private final ConcurrentLinkedDeque<SmtpConnection> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    SmtpPool(
            SmtpEndpoint endpoint,
            @Nullable SmtpCredentials credentials,
            SmtpPoolLimits limits,
            SmtpConnector connector,
            DeadlineWatch watch) {
        this.endpoint = endpoint;
        this.credentials = credentials;
        this.limits = limits;
        this.connector = connector;
        this.watch = watch;
        this.permits = new Semaphore(limits.maxConnections());
        watch.add(idleWatch);
    }

    /// The right to one connection, or empty if all are taken or the pool is closed. Never waits,
    /// never touches the network.
    public Optional<SmtpReservation> tryReserve() {
        if (closed || !permits.tryAcquire()) {
            return Optional.empty();
        }
        return Optional.of(new SmtpReservation(this));
    }

    /// How many reservations could be had now; a figure for metrics, old as soon as it is read.
    public int available() {
        return permits.availablePermits();
    }

    /// How many connections are open and wait.
    int idle() {
        return idle.size();
    }

    void release() {
        permits.release();
    }

    /// When a call that begins now must have come to its final dot.
    long callEnd() {
        return DeadlineWatch.now() + endpoint.timeouts().call().toNanos();
    }

    /// Questions to the server, each over a connection of its own beside those of the pool.
    SmtpQuestions questions() {
        return new SmtpQuestions(connector, endpoint, credentials);
    }

    SmtpReport send(
            SmtpEnvelope envelope, SmtpMessage message, PointOfNoReturn hook, long callEnd) {
        SmtpConnection waiting = takeIdle();
        if (waiting != null) {
            Use use = use(waiting, envelope, message, hook, callEnd);
            if (!use.stale()) {
                return use.report();
            }
        }
        SmtpConnection fresh;
        try {
            fresh = connector.open(endpoint, credentials, callEnd);
            LOG.debug("connected to {}: {}", endpoint.host(), fresh.facts());
        } catch (SessionBroken e) {
            return SmtpSend.uniform(envelope, e.fate(), null);
        }
        return use(fresh, envelope, message, hook, callEnd).report();
    }

    private record Use(SmtpReport report, boolean stale) {}

    private Use use(
            SmtpConnection connection,
            SmtpEnvelope envelope,
            SmtpMessage message,
            PointOfNoReturn hook,
            long callEnd) {
        boolean returned = false;
        try {
            SmtpReport report = SmtpSend.over(connection, envelope, message, hook, callEnd);
            // Asked before the connection is given back: once it is, the next mail may already be
            // under way on it, and the answer would be about that one. This one would be sent
            // twice.
            boolean stale = connection.wasStale();
            returned = true;
            return new Use(report, stale);
        } finally {
            if (returned) {
                giveBack(connection);
            } else {
                connection.discard();
            }
        }
    }

    private @Nullable SmtpConnection takeIdle() {
        while (true) {
            SmtpConnection connection = idle.pollFirst();
            if (connection == null) {
                return null;
            }
            long now = DeadlineWatch.now();
            if (connection.wire().hasUnaskedInput()) {
                // Most likely a 421 for having idled too long.
                connection.discard();
            } else if (connection.isWornOut(limits, now) || connection.hasIdledOut(limits, now)) {
                retire(connection);
            } else {
                return connection;
            }
        }
    }

    private void giveBack(SmtpConnection connection) {
        if (closed
                || !connection.rest()
                || connection.isWornOut(limits, DeadlineWatch.now())
                || limits.idleTimeout().isZero()) {
            retire(connection);
            return;
        }
        idle.addFirst(connection);
        if (closed) {
            retireAll();
        }
    }

    private static void retire(SmtpConnection connection) {
        if (connection.isUsable()) {
            Thread.ofVirtual().name("smtp-quit").start(connection::quit);
        } else {
            connection.discard();
        }
    }

    private void retireIdle(long now) {
        for (SmtpConnection connection : idle) {
            boolean old = connection.hasIdledOut(limits, now) || connection.isWornOut(limits, now);
            if (old && idle.remove(connection)) {
                retire(connection);
            }
        }
    }

    private void retireAll() {
        SmtpConnection connection = idle.pollFirst();
        while (connection != null) {
            retire(connection);
            connection = idle.pollFirst();
        }
    }

    /// Gives out no more reservations and says good-bye on the idle connections, without waiting.
    /// Mails under way are finished; their connections are closed after them.
    @Override
    public void close() {
        closed = true;
        watch.remove(idleWatch);
        retireAll();
    }
}
