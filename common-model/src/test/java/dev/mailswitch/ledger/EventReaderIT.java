package dev.mailswitch.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.ledger.reading.EngagementReader;
import dev.mailswitch.ledger.reading.Engagements;
import dev.mailswitch.ledger.reading.EventReader;
import dev.mailswitch.ledger.reading.HandoverReader;
import dev.mailswitch.ledger.reading.RecordedEvent;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.lifecycle.EventType;
import dev.mailswitch.model.lifecycle.Status;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What doors read of the ledger beside single mails: events, hand-overs, rates; and the usage they
/// write.
class EventReaderIT {

    private TestLedger ledger;
    private EventReader reader;

    @BeforeEach
    void open() throws Exception {
        ledger = TestLedger.open();
        reader = new EventReader(ledger.pool);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private EmailId sent(String... to) throws Exception {
        EmailId id = ledger.accept(ledger.mail().to(to));
        ledger.settle(ledger.claimOne(id), TestLedger.accepted());
        return id;
    }

    @Test
    void anEventComesWithWhatItSpeaksOf() throws Exception {
        EmailId id = sent("Jo@x.example", "ann@y.example");
        List<RecordedEvent> events =
                reader.ofMail(ledger.organisation, id, EventReader.END, 10).events();
        assertThat(events)
                .extracting(RecordedEvent::type)
                .containsExactly(EventType.SENT, EventType.SENT, EventType.QUEUED);
        assertThat(events.stream().map(RecordedEvent::recipient))
                .containsExactlyInAnyOrder("Jo@x.example", "ann@y.example", "Jo@x.example");
        RecordedEvent queued = events.getLast();
        assertThat(queued.wholeMail()).isTrue();
        assertThat(queued.providerId()).isNull();
        assertThat(queued.attempt()).isNull();
        RecordedEvent one = events.getFirst();
        assertThat(one.wholeMail()).isFalse();
        assertThat(one.emailId()).isEqualTo(id);
        assertThat(one.environmentId()).isEqualTo(ledger.environment);
        assertThat(one.providerId()).isEqualTo(ledger.first);
        assertThat(one.attempt()).isEqualTo(1);
        assertThat(one.messageId()).startsWith("<");
    }

    @Test
    void pagesGoBackWithoutGapsAndWithoutRepeats() throws Exception {
        for (int i = 0; i < 5; i++) {
            sent("a@x.example");
        }
        List<UUID> all = ids(list(EventReader.END, 100));
        assertThat(all).hasSize(10);
        assertThat(all.stream().map(UUID::toString))
                .isSortedAccordingTo(Collections.reverseOrder());
        List<UUID> paged = new ArrayList<>();
        UUID before = EventReader.END;
        while (before != null) {
            EventReader.Page page = list(before, 3);
            paged.addAll(ids(page));
            before = page.next();
        }
        assertThat(paged).isEqualTo(all);
        assertThat(ids(reader.list(ledger.organisation, e -> true, all.get(2), all.get(6), 100)))
                .isEqualTo(all.subList(3, 6));
        assertThat(list(EventReader.END, 10).next()).isNull();
        assertThat(list(EventReader.END, 9).next()).isEqualTo(all.get(8));
    }

    private EventReader.Page list(UUID before, int limit) throws Exception {
        return reader.list(ledger.organisation, event -> true, before, EventReader.START, limit);
    }

    private static List<UUID> ids(EventReader.Page page) {
        return page.events().stream().map(RecordedEvent::id).toList();
    }

    @Test
    void aRareEventIsLookedForSoFarAndThePageSaysWhereToGoOn() throws Exception {
        EmailId id = sent("a@x.example");
        ledger.run(
                """
                INSERT INTO event (organisation_id, email_id, pos, type)
                SELECT ?, ?, 0, 10 FROM generate_series(1, 12000)\
                """,
                ledger.organisation.value(),
                id.value());
        EventReader.Page first = rare(EventReader.END);
        assertThat(first.events()).isEmpty();
        assertThat(first.next()).isNotNull();
        EventReader.Page second = rare(java.util.Objects.requireNonNull(first.next()));
        assertThat(second.events())
                .singleElement()
                .satisfies(event -> assertThat(event.type()).isEqualTo(EventType.SENT));
        assertThat(second.next()).isNull();
    }

    private EventReader.Page rare(UUID before) throws Exception {
        return reader.list(
                ledger.organisation,
                event -> event.type() == EventType.SENT,
                before,
                EventReader.START,
                5);
    }

    @Test
    void forwardIsInOrderOfTheOrganisationsAskedFor() throws Exception {
        EmailId id = sent("a@x.example");
        EmailId next = sent("b@x.example");
        List<RecordedEvent> all =
                reader.forward(
                        List.of(ledger.organisation), EventReader.START, EventReader.END, 100);
        assertThat(all).extracting(RecordedEvent::emailId).containsExactly(id, id, next, next);
        assertThat(
                        reader.forward(
                                List.of(ledger.organisation),
                                all.get(0).id(),
                                all.get(3).id(),
                                100))
                .isEqualTo(all.subList(1, 3));
        assertThat(reader.forward(ledger.organisation, all.get(0).id(), all.get(3).id(), 100))
                .isEqualTo(all.subList(1, 3));
        OrganisationId nobody = new OrganisationId(UUID.randomUUID());
        assertThat(reader.forward(nobody, EventReader.START, EventReader.END, 100)).isEmpty();
        assertThat(reader.forward(List.of(nobody), EventReader.START, EventReader.END, 100))
                .isEmpty();
        assertThat(reader.list(nobody, e -> true, EventReader.END, EventReader.START, 9).events())
                .isEmpty();
        assertThat(reader.ofMail(nobody, id, EventReader.END, 9).events()).isEmpty();
    }

    @Test
    void theStatusesOfManyMailsAreReadTogether() throws Exception {
        HandoverReader handovers = new HandoverReader(ledger.pool);
        EmailId queued = ledger.accept();
        EmailId sent = sent("a@x.example", "b@x.example");
        EmailId suppressed = ledger.accept(ledger.mail().suppressed(0));
        EmailId nobody = ledger.accepting.newId();
        assertThat(handovers.statuses(List.of(suppressed, queued, nobody, sent)))
                .containsOnlyKeys(queued, sent, suppressed)
                .containsEntry(queued, List.of(Status.QUEUED))
                .containsEntry(sent, List.of(Status.SENT, Status.SENT))
                .containsEntry(suppressed, List.of(Status.FAILED));
        assertThat(handovers.statuses(List.of())).isEmpty();
    }

    @Test
    void ratesLookAtTheNewestMailsAndNoMore() throws Exception {
        EngagementReader engagements = new EngagementReader(ledger.pool);
        for (int i = 0; i < 3; i++) {
            sent("a@x.example");
        }
        ledger.accept();
        Engagements all = engagements.read(ledger.organisation, null, Instant.EPOCH, 100);
        assertThat(all.mails()).isEqualTo(4);
        assertThat(all.sent()).isEqualTo(3);
        Engagements newest =
                engagements.read(ledger.organisation, ledger.environment, Instant.EPOCH, 2);
        assertThat(newest.mails()).isEqualTo(2);
        assertThat(newest.sent()).isEqualTo(1);
        EnvironmentId other = new EnvironmentId(UUID.randomUUID());
        assertThat(engagements.read(ledger.organisation, other, Instant.EPOCH, 100).mails())
                .isZero();
    }

    @Test
    void usageIsOnlyEverAdded() throws Exception {
        UsageDeltas usage = new UsageDeltas(ledger.pool);
        LocalDate day = LocalDate.parse("2026-01-31");
        UsageDeltas.Delta some =
                new UsageDeltas.Delta(
                        day,
                        ledger.organisation,
                        ledger.environment,
                        UsageDeltas.GLOBAL_ENDPOINT_SENDS,
                        3);
        usage.add(List.of(some));
        usage.add(List.of(some, some));
        usage.add(List.of());
        assertThat(
                        ledger.strings(
                                """
                                SELECT count(*) || ' ' || sum(amount) || ' ' || max(day)
                                  FROM usage_delta WHERE organisation_id = ?\
                                """,
                                ledger.organisation.value()))
                .containsExactly("3 9 2026-01-31");
    }
}
