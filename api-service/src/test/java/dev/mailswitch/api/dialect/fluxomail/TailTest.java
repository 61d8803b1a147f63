package dev.mailswitch.api.dialect.fluxomail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.ledger.reading.RecordedEvent;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.Uuids;
import dev.mailswitch.model.lifecycle.EventType;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TailTest {

    private static final Instant START = Instant.parse("2026-01-31T12:00:00Z");
    private static final OrganisationId ONE = new OrganisationId(new UUID(0, 1));
    private static final OrganisationId OTHER = new OrganisationId(new UUID(0, 2));
    private static final Duration SOON = Duration.ofSeconds(30);

    private final Random random = new Random(1);
    private final InMemoryLog log = new InMemoryLog();
    private final Tail tail = new Tail(log, Duration.ofMillis(5));

    /// A log of which everything is visible that lies behind the horizon.
    private static final class InMemoryLog implements Tail.Log {
        final List<RecordedEvent> events = new ArrayList<>();
        final AtomicInteger reads = new AtomicInteger();
        volatile Instant horizon = START;
        volatile boolean away;

        @Override
        public UUID horizon() throws SQLException {
            if (away) {
                throw new SQLException("away");
            }
            return Uuids.floor(horizon);
        }

        @Override
        public synchronized List<RecordedEvent> forward(
                Collection<OrganisationId> organisations, UUID after, UUID before, int limit) {
            reads.incrementAndGet();
            return events.stream()
                    .filter(event -> organisations.contains(event.organisationId()))
                    .filter(event -> Uuids.compare(event.id(), after) > 0)
                    .filter(event -> Uuids.compare(event.id(), before) < 0)
                    .sorted((a, b) -> Uuids.compare(a.id(), b.id()))
                    .limit(limit)
                    .toList();
        }

        synchronized void add(RecordedEvent event) {
            events.add(event);
        }
    }

    @AfterEach
    void end() {
        tail.close();
    }

    @Test
    void everyoneIsHandedHisOrganisationsEventsInOrder() throws Exception {
        Subscription one = new Subscription(ONE, event -> true);
        Subscription other = new Subscription(OTHER, event -> true);
        tail.join(one);
        tail.join(other);
        RecordedEvent first = happens(ONE, 1);
        RecordedEvent second = happens(OTHER, 2);
        RecordedEvent third = happens(ONE, 3);
        log.horizon = START.plusSeconds(10);
        assertThat(one.next(SOON)).isEqualTo(first);
        assertThat(one.next(SOON)).isEqualTo(third);
        assertThat(other.next(SOON)).isEqualTo(second);
        assertThat(other.next(Duration.ofMillis(50))).isNull();
    }

    @Test
    void whatBecomesVisibleLateIsNotPassedOver() throws Exception {
        Subscription one = new Subscription(ONE, event -> true);
        UUID joined = tail.join(one);
        RecordedEvent later = happens(ONE, 5);
        int reads = log.reads.get();
        Awaitility.await().until(() -> log.reads.get() > reads + 3);
        // It began before and committed after, and nobody read beyond the horizon meanwhile.
        RecordedEvent earlier = happens(ONE, 4);
        log.horizon = START.plusSeconds(10);
        assertThat(one.next(SOON)).isEqualTo(earlier);
        assertThat(one.next(SOON)).isEqualTo(later);
        assertThat(Since.beyond(joined)).isEqualTo(Uuids.floor(START));
    }

    @Test
    void whoJoinsLaterIsToldFromWhereOnHeIsHandedAll() throws Exception {
        tail.join(new Subscription(OTHER, event -> true));
        happens(ONE, 1);
        log.horizon = START.plusSeconds(2);
        int reads = log.reads.get();
        Awaitility.await().until(() -> log.reads.get() > reads + 3);
        Subscription one = new Subscription(ONE, event -> true);
        UUID joined = tail.join(one);
        assertThat(joined).isEqualTo(Since.before(Uuids.floor(START.plusSeconds(2))));
        RecordedEvent next = happens(ONE, 3);
        log.horizon = START.plusSeconds(4);
        assertThat(one.next(SOON)).isEqualTo(next);
    }

    @Test
    void nobodyReadsWhileNobodyListens() throws Exception {
        Subscription one = new Subscription(ONE, event -> true);
        tail.join(one);
        Awaitility.await().until(() -> log.reads.get() > 0);
        tail.leave(one);
        int reads = log.reads.get();
        Awaitility.await()
                .during(Duration.ofMillis(100))
                .atMost(Duration.ofSeconds(5))
                .until(() -> log.reads.get() <= reads + 1);
        Subscription again = new Subscription(ONE, event -> true);
        tail.join(again);
        RecordedEvent event = happens(ONE, 1);
        log.horizon = START.plusSeconds(2);
        assertThat(again.next(SOON)).isEqualTo(event);
    }

    @Test
    void aDatabaseThatIsAwayCostsTimeAndNoEvent() throws Exception {
        Subscription one = new Subscription(ONE, event -> true);
        tail.join(one);
        log.away = true;
        RecordedEvent event = happens(ONE, 1);
        log.horizon = START.plusSeconds(2);
        assertThat(one.next(Duration.ofMillis(50))).isNull();
        log.away = false;
        assertThat(one.next(SOON)).isEqualTo(event);
    }

    @Test
    void whoDoesNotKeepUpFallsBehindAndJoinsAgainAndTheOthersNoticeNothing() throws Exception {
        Subscription slow = new Subscription(ONE, event -> true, 2);
        Subscription fast = new Subscription(ONE, event -> true, 10);
        tail.join(slow);
        tail.join(fast);
        List<RecordedEvent> burst = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            burst.add(happens(ONE, i));
        }
        log.horizon = START.plusSeconds(10);
        for (RecordedEvent event : burst) {
            assertThat(fast.next(SOON)).isEqualTo(event);
        }
        // One after the other is handed the event, in no order.
        Awaitility.await().until(slow::behind);
        assertThat(slow.ended()).isFalse();
        assertThat(fast.behind()).isFalse();
        assertThat(slow.next(SOON)).isEqualTo(burst.getFirst());
        tail.leave(slow);
        UUID joined = tail.join(slow);
        assertThat(slow.behind()).isFalse();
        // The rest of the burst lies before, in the log.
        assertThat(Uuids.compare(burst.getLast().id(), joined)).isNegative();
        RecordedEvent next = happens(ONE, 11);
        log.horizon = START.plusSeconds(20);
        assertThat(slow.next(SOON)).isEqualTo(next);
    }

    @Test
    void onlyWhatIsWantedTakesRoom() throws Exception {
        Subscription one = new Subscription(ONE, event -> event.type() == EventType.BOUNCED, 1);
        tail.join(one);
        happens(ONE, 1);
        happens(ONE, 2);
        RecordedEvent wanted = happens(ONE, 3, EventType.BOUNCED);
        log.horizon = START.plusSeconds(10);
        assertThat(one.next(SOON)).isEqualTo(wanted);
        assertThat(one.behind()).isFalse();
    }

    private RecordedEvent happens(OrganisationId organisation, int second) {
        return happens(organisation, second, EventType.SENT);
    }

    private RecordedEvent happens(OrganisationId organisation, int second, EventType type) {
        Instant at = START.plusSeconds(second);
        @Nullable String none = null;
        RecordedEvent event =
                new RecordedEvent(
                        Uuids.mint(at, random),
                        organisation,
                        EmailId.mint(at, random),
                        null,
                        type,
                        "a@x.example",
                        false,
                        1,
                        null,
                        "<m@x.example>",
                        none);
        log.add(event);
        return event;
    }
}
