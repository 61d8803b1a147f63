package dev.mailswitch.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.ledger.reading.UsageReader;
import dev.mailswitch.ledger.reading.UsageReader.Interval;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.TemplateId;
import dev.mailswitch.model.lifecycle.Engagement;
import dev.mailswitch.model.lifecycle.EventType;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Usage and statistics, from the events that were written to what is read.
class CountingIT {

    private TestLedger ledger;
    private Counting counting;
    private UsageReader reader;

    @BeforeEach
    void open() throws Exception {
        ledger = TestLedger.open();
        counting = new Counting(ledger.pool);
        reader = new UsageReader(ledger.pool);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void everyEventCountsOnceWhereItBelongs() throws Exception {
        EmailId id = ledger.accept(ledger.mail().to("a@one.test", "b@two.test").tags("x", "y"));
        ledger.settle(ledger.claimOne(id), TestLedger.accepted());
        report(id, EventType.DELIVERED, null);
        report(id, EventType.OPENED, new Engagement(null, "browser", false));
        report(id, EventType.CLICKED, new Engagement("https://x.test/", "scanner", true));
        assertThat(count(3)).isGreaterThan(5);
        assertThat(count(100)).isZero();

        Sums all = new Sums(2, 2, 1, 0, 0, 1, 0, 0, 0);
        assertThat(groups(Dimension.ENVIRONMENT))
                .containsExactly(new UsageReader.Group(null, ledger.environment.toString(), all));
        assertThat(groups(Dimension.TAG))
                .containsExactly(
                        new UsageReader.Group(null, "x", all),
                        new UsageReader.Group(null, "y", all));
        assertThat(groups(Dimension.DOMAIN))
                .containsExactly(
                        new UsageReader.Group(
                                null, "one.test", new Sums(1, 1, 1, 0, 0, 1, 0, 0, 0)),
                        new UsageReader.Group(
                                null, "two.test", new Sums(1, 1, 0, 0, 0, 0, 0, 0, 0)));
        assertThat(groups(Dimension.PROVIDER))
                .containsExactly(
                        new UsageReader.Group(
                                null,
                                ledger.first.toString(),
                                new Sums(0, 2, 1, 0, 0, 1, 0, 0, 0)));
        LocalDate today = LocalDate.ofInstant(ledger.clock.instant(), ZoneOffset.UTC);
        assertThat(
                        reader.days(
                                ledger.organisation,
                                ledger.environment,
                                today.minusDays(1),
                                today,
                                10))
                .singleElement()
                .satisfies(day -> assertThat(day.sums()).isEqualTo(all));
    }

    @Test
    void whatBecameOfATemplatesMailsIsCountedAndMailsWithoutOneAreInNoGroup() throws Exception {
        TemplateId template = new TemplateId(new UUID(1, 2));
        EmailId id = ledger.accept(ledger.mail().to("a@one.test", "b@two.test").template(template));
        ledger.settle(ledger.claimOne(id), TestLedger.accepted());
        report(id, EventType.DELIVERED, null);
        ledger.accept(ledger.mail().to("c@one.test"));
        count(100);
        assertThat(groups(Dimension.TEMPLATE))
                .containsExactly(
                        new UsageReader.Group(
                                null, template.toString(), new Sums(2, 2, 1, 0, 0, 0, 0, 0, 0)));
        assertThat(groups(Dimension.ENVIRONMENT).getFirst().sums().accepted()).isEqualTo(3);
    }

    @Test
    void aScheduledMailIsAcceptedOnceHoweverOftenItIsMoved() throws Exception {
        Instant soon = ledger.clock.instant().plus(Duration.ofHours(1));
        // Its first event has facts too.
        EmailId id =
                ledger.accept(ledger.mail().to("a@one.test").scheduled(soon).warning("dropped"));
        new Cancelling(ledger.pool)
                .reschedule(
                        ledger.organisation,
                        id,
                        soon.plusSeconds(60),
                        soon.plus(Duration.ofHours(24)));
        count(100);
        assertThat(groups(Dimension.ENVIRONMENT))
                .singleElement()
                .satisfies(group -> assertThat(group.sums().accepted()).isOne());
    }

    @Test
    void whatIsSuppressedAtOnceHasFailed() throws Exception {
        ledger.accept(ledger.mail().to("a@one.test", "b@two.test").suppressed(1));
        count(100);
        assertThat(groups(Dimension.ENVIRONMENT))
                .singleElement()
                .satisfies(
                        group ->
                                assertThat(group.sums())
                                        .isEqualTo(new Sums(2, 0, 0, 0, 1, 0, 0, 0, 0)));
    }

    @Test
    void manyThatCountCountAsOneWould() throws Exception {
        for (int i = 0; i < 60; i++) {
            ledger.accept();
        }
        Instant horizon = ledger.clock.instant().plusSeconds(5);
        List<Future<Integer>> turns = new ArrayList<>();
        try (ExecutorService counters = Executors.newFixedThreadPool(6)) {
            for (int i = 0; i < 60; i++) {
                turns.add(counters.submit(() -> counting.turn(horizon, 7)));
            }
        }
        int counted = 0;
        for (Future<Integer> turn : turns) {
            counted += turn.get();
        }
        assertThat(counted + count(100)).isEqualTo(60);
        assertThat(groups(Dimension.ENVIRONMENT).getFirst().sums().accepted()).isEqualTo(60);
    }

    @Test
    void aSeriesHasItsStepsAndTheLargestGroupsOfEach() throws Exception {
        ledger.accept(ledger.mail().to("a@one.test").tags("small"));
        ledger.accept(ledger.mail().to("a@one.test", "b@two.test").tags("large"));
        count(100);
        Instant now = ledger.clock.instant();
        assertThat(
                        reader.groups(
                                ledger.organisation,
                                Dimension.TAG,
                                null,
                                Interval.HOUR,
                                now.minus(Duration.ofHours(2)),
                                now.plus(Duration.ofHours(2)),
                                1))
                .extracting(UsageReader.Group::value)
                .containsOnly("large");
    }

    /// Counts to the end.
    private int count(int batch) throws Exception {
        Instant horizon = ledger.clock.instant().plusSeconds(5);
        int counted = 0;
        int turn;
        do {
            turn = counting.turn(horizon, batch);
            counted += turn;
        } while (turn == batch);
        return counted;
    }

    private List<UsageReader.Group> groups(Dimension dimension) throws Exception {
        Instant now = ledger.clock.instant();
        return reader.groups(
                ledger.organisation,
                dimension,
                null,
                Interval.ALL,
                now.minus(Duration.ofDays(1)),
                now.plus(Duration.ofDays(1)),
                10);
    }

    private void report(EmailId id, EventType type, Engagement how) throws Exception {
        ledger.reporting.apply(
                List.of(
                        new Report(
                                id,
                                0,
                                1,
                                ledger.first,
                                type,
                                null,
                                false,
                                "",
                                type.word(),
                                false,
                                null,
                                how)));
    }
}
