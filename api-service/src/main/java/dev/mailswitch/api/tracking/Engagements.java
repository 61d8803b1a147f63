package dev.mailswitch.api.tracking;

import dev.mailswitch.model.lifecycle.Engagement;
import dev.mailswitch.model.lifecycle.EventType;
import dev.mailswitch.model.token.Sent;
import dev.mailswitch.model.wire.Feedback;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Opens and clicks between the answer and Kafka. Nobody waits here: what does not fit into the
/// buffer is dropped and counted.
@Singleton
public class Engagements {

    /// Repeats within this time are one event.
    private static final Duration ONE_EVENT = Duration.ofSeconds(10);

    private static final int REMEMBERED = 50_000;
    private static final int WAITING = 10_000;

    private final BlockingQueue<Feedback> queue = new ArrayBlockingQueue<>(WAITING);
    private final RecentEvents recent = new RecentEvents(ONE_EVENT, REMEMBERED);
    private final ClickWatch clicks = new ClickWatch(WAITING);
    private final MeterRegistry metrics;
    private final Counter dropped;

    Engagements(MeterRegistry metrics) {
        this.metrics = metrics;
        this.dropped =
                Counter.builder("mailswitch.tracking.dropped")
                        .description("Opens and clicks not recorded: Kafka away or buffer full")
                        .register(metrics);
    }

    void opened(Sent sent, Agent agent, Instant at, long nanos) {
        take(sent, EventType.OPENED, new Engagement(null, agent.word(), agent.bot()), at, nanos);
    }

    void clicked(Sent sent, String url, Agent agent, Instant at, long nanos) {
        take(sent, EventType.CLICKED, new Engagement(url, agent.word(), agent.bot()), at, nanos);
    }

    private void take(Sent sent, EventType type, Engagement how, Instant at, long nanos) {
        // Other processes see the same reader: within a slice of time they make the same key.
        long slice = at.getEpochSecond() / ONE_EVENT.toSeconds();
        String what =
                "%s%s%s"
                        .formatted(
                                type.word(),
                                how.bot() ? ":bot" : "",
                                how.url() == null ? "" : ":" + digest(how.url()));
        String copy = sent.email() + "/" + sent.position() + "/" + sent.attempt();
        if (!recent.fresh(copy + "/" + what, nanos)) {
            return;
        }
        metrics.counter(
                        "mailswitch.tracking.events",
                        "type",
                        type.word(),
                        "bot",
                        Boolean.toString(how.bot()))
                .increment();
        if (!queue.offer(feedback(sent, type, how, at, what + ":" + slice))) {
            dropped.increment();
        }
    }

    private static String digest(String url) {
        return Integer.toHexString(url.hashCode());
    }

    /// Hands on an event that is of more worth than an open.
    boolean offer(Feedback event) {
        return queue.offer(event);
    }

    static Feedback feedback(
            Sent sent, EventType type, @Nullable Engagement how, Instant at, String key) {
        return new Feedback(
                sent.email(),
                sent.position(),
                sent.attempt(),
                sent.provider(),
                type,
                null,
                false,
                at,
                key,
                null,
                false,
                null,
                how);
    }

    static Feedback feedback(Feedback said, Engagement how, String key) {
        return new Feedback(
                said.emailId(),
                said.position(),
                said.attempt(),
                said.providerId(),
                said.type(),
                said.bounceClass(),
                said.permanent(),
                said.at(),
                key,
                said.reason(),
                said.feedsHealth(),
                said.about(),
                how);
    }

    /// What is to be published now; waits a while for something. For one thread alone.
    public List<Feedback> next(Duration patience) throws InterruptedException {
        List<Feedback> ready = new ArrayList<>();
        Feedback first = queue.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        long nanos = System.nanoTime();
        for (Feedback event = first; event != null; event = queue.poll()) {
            if (event.type() != EventType.CLICKED) {
                ready.add(event);
            } else if (!clicks.add(event, nanos)) {
                dropped.increment();
            }
        }
        ready.addAll(clicks.due(nanos));
        return ready;
    }

    /// What is left when the service stops. For the same thread.
    public List<Feedback> rest() {
        List<Feedback> rest = new ArrayList<>(clicks.rest());
        queue.drainTo(rest);
        return rest;
    }

    /// Counts one that could not be published.
    public void lost() {
        dropped.increment();
    }
}
