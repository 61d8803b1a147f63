package dev.mailswitch.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.ledger.ReportSampling.Sample;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.lifecycle.EventType;
import dev.mailswitch.model.outcome.BounceClass;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is seen of mails that were accepted, and of what was reported of them.
class ReportSamplingIT {

    private TestLedger ledger;
    private ReportSampling sampling;

    @BeforeEach
    void open() throws Exception {
        ledger = TestLedger.open();
        sampling = new ReportSampling(ledger.pool);
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

    private void report(EmailId id, EventType type, @Nullable BounceClass why) throws Exception {
        ledger.reporting.apply(
                List.of(
                        new Report(
                                id,
                                0,
                                1,
                                ledger.first,
                                type,
                                why,
                                true,
                                "",
                                type.word(),
                                false,
                                null)));
    }

    private List<Sample> look() throws SQLException {
        Instant now = ledger.clock.instant();
        return sampling.look(now.minus(Duration.ofMinutes(5)), now.plusSeconds(5));
    }

    private Sample sample(String domain, boolean reported, int mails) {
        return new Sample(ledger.first, domain, reported, mails);
    }

    @Test
    void mailsAreCountedByProviderDomainAndWhetherTheyWereReported() throws Exception {
        report(sent("a@one.test"), EventType.DELIVERED, null);
        report(sent("b@ONE.test"), EventType.DELIVERED, null);
        sent("c@one.test");
        sent("d@two.test");
        assertThat(look())
                .containsExactlyInAnyOrder(
                        sample("one.test", true, 2),
                        sample("one.test", false, 1),
                        sample("two.test", false, 1));
    }

    @ParameterizedTest
    @EnumSource(
            value = EventType.class,
            names = {"DELIVERED", "BOUNCED", "DELAYED", "COMPLAINED"})
    void whateverAProviderSaysOfAMailIsAReport(EventType type) throws Exception {
        BounceClass why = type == EventType.BOUNCED ? BounceClass.INVALID_RECIPIENT : null;
        report(sent("a@one.test"), type, why);
        assertThat(look()).containsExactly(sample("one.test", true, 1));
    }

    @Test
    void aMailThatABlockBroughtBackWasReported() throws Exception {
        report(sent("a@one.test"), EventType.BOUNCED, BounceClass.PROVIDER_BLOCK);
        assertThat(look()).containsExactly(sample("one.test", true, 1));
    }

    @Test
    void whatOurOwnLinksSawIsNoReport() throws Exception {
        report(sent("a@one.test"), EventType.OPENED, null);
        assertThat(look()).containsExactly(sample("one.test", false, 1));
    }

    @Test
    void oneRecipientStandsForItsMail() throws Exception {
        sent("a@one.test", "b@two.test", "c@three.test");
        assertThat(look()).containsExactly(sample("one.test", false, 1));
    }

    /// Reported or not, else what is left of the sample would be better than what was sent.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aMailWithTooManyEventsToReadIsLeftOutAndHidesNoOther(boolean reported) throws Exception {
        String[] many =
                IntStream.rangeClosed(0, ReportSampling.EVENTS_OF_A_MAIL)
                        .mapToObj(i -> "a" + i + "@many.test")
                        .toArray(String[]::new);
        EmailId toMany = sent(many);
        sent("b@one.test");
        if (reported) {
            report(toMany, EventType.DELIVERED, null);
        }
        assertThat(look()).containsExactly(sample("one.test", false, 1));
    }

    @Test
    void aMailToTwentyIsSeen() throws Exception {
        EmailId id =
                sent(
                        IntStream.range(0, 20)
                                .mapToObj(i -> "a" + i + "@many.test")
                                .toArray(String[]::new));
        report(id, EventType.DELAYED, null);
        assertThat(look()).containsExactly(sample("many.test", true, 1));
    }

    @Test
    void mailsThatNobodyAcceptedAreNotThere() throws Exception {
        ledger.accept(ledger.mail().to("a@one.test"));
        EmailId refused = ledger.accept(ledger.mail().to("b@one.test"));
        ledger.settle(ledger.claimOne(refused), TestLedger.unavailable());
        assertThat(look()).isEmpty();
    }

    @Test
    void whatWasAcceptedOutsideTheSliceIsNotThere() throws Exception {
        sent("a@one.test");
        Instant now = ledger.clock.instant();
        assertThat(sampling.look(now.minusSeconds(600), now.minusSeconds(60))).isEmpty();
        assertThat(sampling.look(now.plusSeconds(60), now.plusSeconds(600))).isEmpty();
    }

    /// Whatever the planner thinks of the tables: rows are found by their keys, and no leaf is read
    /// from end to end.
    @Test
    void noTableIsReadAsAWhole() throws Exception {
        for (int i = 0; i < 50; i++) {
            sent("a" + i + "@one.test");
        }
        ledger.run("ANALYZE");
        Instant now = ledger.clock.instant();
        try (Connection connection = ledger.pool.getConnection();
                var explain =
                        ReportSampling.prepare(connection, "EXPLAIN ", now.minusSeconds(60), now)) {
            connection.createStatement().execute("SET enable_seqscan = off");
            StringBuilder plan = new StringBuilder();
            try (var row = explain.executeQuery()) {
                while (row.next()) {
                    plan.append(row.getString(1)).append('\n');
                }
            }
            connection.createStatement().execute("RESET enable_seqscan");
            assertThat(plan.toString())
                    .doesNotContain("Seq Scan on attempt", "Seq Scan on recipient")
                    .doesNotContain(
                            "Seq Scan on event", "Hash Join", "Merge Join", "hashed SubPlan");
        }
    }
}
