package dev.mailswitch.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.lifecycle.EventType;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Reading events forward without skipping what commits late.
class EventLogIT {

    private static final UUID START = new UUID(0, 0);

    private TestLedger ledger;
    private EventLog log;

    @BeforeEach
    void open() throws Exception {
        ledger = TestLedger.open();
        log = new EventLog(ledger.pool);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void theEventsOfASlowTransactionAreNotSkipped() throws Exception {
        EmailId slow = ledger.accept();
        ledger.accept();
        List<UUID> read = new ArrayList<>();
        // It has drawn its event's id, and does not commit for a while.
        try (Connection open = ledger.pool.getConnection()) {
            open.setAutoCommit(false);
            Pipeline pipeline = new Pipeline(open);
            Event.insert(
                    pipeline,
                    List.of(
                            new Event(
                                    ledger.organisation, slow, null, null, EventType.OPENED, null)),
                    ledger.clock.instant());
            pipeline.run();
            Instant begun = ledger.clock.instant();
            EmailId later = ledger.accept();
            // A second later a reader that went by ids alone would have passed it.
            Awaitility.await()
                    .untilAsserted(
                            () ->
                                    assertThat(ledger.clock.instant())
                                            .isAfter(begun.plus(Duration.ofMillis(1_200))));
            assertThat(log.horizon()).isBefore(begun.minus(Duration.ofMillis(900)));
            read.addAll(readOn(START));
            assertThat(emails(read)).doesNotContain(later);
            open.commit();
            open.setAutoCommit(true);
        }
        Awaitility.await()
                .untilAsserted(
                        () -> {
                            read.addAll(readOn(read.isEmpty() ? START : read.getLast()));
                            assertThat(read).hasSize(4);
                        });
        assertThat(read.stream().map(UUID::toString)).isSorted();
        assertThat(ledger.number("SELECT count(*) FROM event")).isEqualTo(4);
    }

    @Test
    void nothingOpenPutsTheHorizonASecondBehindNow() throws Exception {
        Instant horizon = log.horizon();
        assertThat(Duration.between(horizon, ledger.clock.instant()))
                .isBetween(Duration.ofMillis(900), Duration.ofMillis(1_500));
    }

    @Test
    void sessionsThatDoNotWriteToTheLedgerDoNotHoldTheHorizonBack() throws Exception {
        try (Connection reader = ledger.database.connect()) {
            reader.setAutoCommit(false);
            reader.createStatement().execute("SELECT 1");
            Instant begun = ledger.clock.instant();
            Awaitility.await().untilAsserted(() -> assertThat(log.horizon()).isAfter(begun));
        }
    }

    private List<UUID> readOn(UUID last) throws Exception {
        return log.after(last, log.horizon(), 100).stream().map(EventLog.Entry::id).toList();
    }

    private List<EmailId> emails(List<UUID> events) throws Exception {
        List<EmailId> emails = new ArrayList<>();
        for (UUID event : events) {
            emails.add(
                    EmailId.parse(
                            ledger.strings("SELECT email_id FROM event WHERE id = ?", event)
                                    .getFirst()));
        }
        return emails;
    }
}
