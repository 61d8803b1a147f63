package dev.mailswitch.api.dialect.fluxomail;

import dev.mailswitch.ledger.reading.RecordedEvent;
import dev.mailswitch.model.id.OrganisationId;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What one stream has still to send. Holds so much and no more: a stream that does not keep up falls
/// behind, is handed nothing more, and reads what it missed from the log until it joins again.
final class Subscription {

    private static final int MOST = 1_000;

    private final OrganisationId organisation;
    private final Predicate<RecordedEvent> wanted;
    private final BlockingQueue<RecordedEvent> queue;
    private volatile boolean behind;
    private volatile boolean ended;

    Subscription(OrganisationId organisation, Predicate<RecordedEvent> wanted) {
        this(organisation, wanted, MOST);
    }

    Subscription(OrganisationId organisation, Predicate<RecordedEvent> wanted, int most) {
        this.organisation = organisation;
        this.wanted = wanted;
        this.queue = new ArrayBlockingQueue<>(most);
    }

    OrganisationId organisation() {
        return organisation;
    }

    /// Begins anew, with nothing to send. While nobody hands it anything.
    void begin() {
        queue.clear();
        behind = false;
    }

    /// Never blocks.
    void offer(RecordedEvent event) {
        if (!ended
                && !behind
                && event.organisationId().equals(organisation)
                && wanted.test(event)
                && !queue.offer(event)) {
            behind = true;
        }
    }

    /// The next one, or null if none came in time.
    @Nullable RecordedEvent next(Duration patience) throws InterruptedException {
        return queue.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// Whether something was left out after what is there.
    boolean behind() {
        return behind;
    }

    void end() {
        ended = true;
    }

    /// Whether nothing more will come; what is there still counts.
    boolean ended() {
        return ended;
    }
}
