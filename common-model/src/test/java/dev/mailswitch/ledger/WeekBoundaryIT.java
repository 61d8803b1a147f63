package dev.mailswitch.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.lifecycle.EventType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Mails around Monday midnight, when a leaf ends and the next begins.
class WeekBoundaryIT {

    private TestLedger ledger;
    private Instant monday;

    @BeforeEach
    void open() throws Exception {
        ledger = TestLedger.open();
        monday = Leaf.of(ledger.clock.instant()).plusWeeks(1).start();
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void aMailOfSundayIsSentAndReportedOnMonday() throws Exception {
        EmailId id;
        try (TestLedger sunday = at(Duration.ofSeconds(-30))) {
            id = sunday.accept();
            assertThat(Leaf.of(id).end()).isEqualTo(monday);
        }
        try (TestLedger later = at(Duration.ofSeconds(30))) {
            EmailId next = later.accept();
            assertThat(Leaf.of(next).start()).isEqualTo(monday);
            List<Claimed> claimed = later.claim(id, next);
            assertThat(claimed).hasSize(2);
            for (Claimed mail : claimed) {
                later.settle(mail, TestLedger.accepted());
            }
            later.reporting.apply(List.of(delivered(later, id), delivered(later, next)));
        }
        assertThat(ledger.mailState(id)).isEqualTo("delivered");
        assertThat(ledger.timeline(id)).containsExactly("queued", "sent", "delivered");
        assertThat(ledger.number("SELECT count(*) FROM work")).isZero();
        assertThat(
                        ledger.number(
                                "SELECT count(*) FROM "
                                        + Leaf.of(monday).table("event")
                                        + " WHERE email_id = ?",
                                id.value()))
                .as("events lie in the week they happened in")
                .isEqualTo(2);
    }

    @Test
    void eventsWrittenWhileTheWeekTurnsFindTheirLeaf() throws Exception {
        // A transaction that starts in the last moments of the week and inserts in the next.
        try (TestLedger turning = at(Duration.ofMillis(-700))) {
            List<EmailId> ids = new ArrayList<>();
            while (turning.clock.instant().isBefore(monday.plusMillis(300))) {
                ids.add(turning.accept(turning.mail().subject("s")));
            }
            assertThat(ids).hasSizeGreaterThan(5);
            assertThat(ids.stream().map(Leaf::of).distinct()).hasSize(2);
        }
        // Held up over midnight by somebody's lock.
        ledger.run("TRUNCATE work");
        try (TestLedger turning = at(Duration.ofMillis(-400));
                java.sql.Connection blocker = ledger.database.connect();
                java.sql.Statement statement = blocker.createStatement();
                var caller = java.util.concurrent.Executors.newSingleThreadExecutor()) {
            blocker.setAutoCommit(false);
            statement.execute("LOCK TABLE work IN EXCLUSIVE MODE");
            NewMail mail = turning.mail().build();
            var accepted = caller.submit(() -> turning.accepting.accept(mail));
            org.awaitility.Awaitility.await()
                    .untilAsserted(
                            () ->
                                    assertThat(turning.clock.instant())
                                            .isAfter(monday.plusMillis(100)));
            blocker.rollback();
            assertThat(accepted.get()).isInstanceOf(Acceptance.Accepted.class);
            assertThat(ledger.timeline(mail.id())).containsExactly("queued");
        }
    }

    private TestLedger at(Duration sinceMonday) throws Exception {
        // What opening a replica takes passes before the first statement.
        return ledger.replica(Duration.between(Instant.now(), monday.plus(sinceMonday)));
    }

    private static Report delivered(TestLedger ledger, EmailId id) {
        return new Report(
                id, 0, 1, ledger.first, EventType.DELIVERED, null, false, "", "e" + id, true, null);
    }
}
