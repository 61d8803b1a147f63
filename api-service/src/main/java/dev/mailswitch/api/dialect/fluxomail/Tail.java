package dev.mailswitch.api.dialect.fluxomail;

import dev.mailswitch.ledger.reading.EventReader;
import dev.mailswitch.ledger.reading.RecordedEvent;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.Uuids;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the end of the event log for all streams of this process: one statement four times a
/// second for the organisations that have streams open, however many those are; none while there
/// are none. Reads up to the horizon, so that no event is passed over.
@Singleton
class Tail {

    private static final Logger LOG = LoggerFactory.getLogger(Tail.class);
    private static final Duration BETWEEN = Duration.ofMillis(250);
    private static final int AT_ONCE = 1_000;

    /// The log; [EventReader].
    interface Log {
        UUID horizon() throws SQLException;

        List<RecordedEvent> forward(
                Collection<OrganisationId> organisations, UUID after, UUID before, int limit)
                throws SQLException;
    }

    private final Log log;
    private final Duration between;
    private final Set<Subscription> open = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean reading = new AtomicBoolean();

    /// Held during a turn, so that who joins knows from which event on he is handed all.
    private final ReentrantLock turn = new ReentrantLock();

    /// All events up to this id were handed out; of those who read while nobody listens, none.
    private UUID position = EventReader.START;

    private volatile boolean closed;

    @Inject
    Tail(EventReader reader) {
        this(
                new Log() {
                    @Override
                    public UUID horizon() throws SQLException {
                        return reader.horizon();
                    }

                    @Override
                    public List<RecordedEvent> forward(
                            Collection<OrganisationId> organisations,
                            UUID after,
                            UUID before,
                            int limit)
                            throws SQLException {
                        return reader.forward(organisations, after, before, limit);
                    }
                },
                BETWEEN);
    }

    Tail(Log log, Duration between) {
        this.log = log;
        this.between = between;
    }

    /// Hands the subscription every event of its organisation from now on, until it falls behind.
    ///
    /// @return the last id it is not handed: everything up to it is to be read from the log
    UUID join(Subscription subscription) throws SQLException {
        turn.lock();
        try {
            if (open.isEmpty()) {
                position = Since.before(log.horizon());
            }
            // Who joins again may have left in the middle of a turn, which has handed it more
            // since.
            subscription.begin();
            open.add(subscription);
            if (closed) {
                subscription.end();
            }
            return position;
        } finally {
            turn.unlock();
            readOn();
        }
    }

    void leave(Subscription subscription) {
        open.remove(subscription);
    }

    private void readOn() {
        if (reading.compareAndSet(false, true)) {
            Thread.ofVirtual().name("events-tail").start(this::readWhileAnybodyListens);
        }
    }

    private void readWhileAnybodyListens() {
        try {
            while (!open.isEmpty() && !closed) {
                if (!turn()) {
                    Thread.sleep(between);
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            reading.set(false);
        }
        if (!open.isEmpty() && !closed) {
            readOn();
        }
    }

    /// Says whether there may be more at once.
    private boolean turn() {
        turn.lock();
        try {
            Set<OrganisationId> organisations =
                    open.stream().map(Subscription::organisation).collect(Collectors.toSet());
            if (organisations.isEmpty()) {
                return false;
            }
            UUID horizon = log.horizon();
            List<RecordedEvent> events = log.forward(organisations, position, horizon, AT_ONCE);
            for (RecordedEvent event : events) {
                open.forEach(subscription -> subscription.offer(event));
            }
            boolean more = events.size() == AT_ONCE;
            UUID read = more ? events.getLast().id() : Since.before(horizon);
            position = Uuids.compare(read, position) > 0 ? read : position;
            return more;
        } catch (SQLException | RuntimeException away) {
            // Nobody is handed anything meanwhile, and afterwards what he missed.
            LOG.debug("events could not be read", away);
            return false;
        } finally {
            turn.unlock();
        }
    }

    @PreDestroy
    void close() {
        closed = true;
        open.forEach(Subscription::end);
    }
}
