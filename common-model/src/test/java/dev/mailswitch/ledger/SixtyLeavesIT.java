package dev.mailswitch.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.Uuids;
import dev.mailswitch.model.lifecycle.EventType;
import io.agroal.api.AgroalDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A year of leaves: hot statements must not notice.
class SixtyLeavesIT {

    /// Plans that read a table as a whole, or look through more than one leaf.
    private static final Pattern WIDE = Pattern.compile("Seq Scan|Append|Hash Join|Merge Join");

    private TestLedger ledger;

    @BeforeEach
    void open() throws Exception {
        ledger = TestLedger.open();
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private void makeSixty() throws Exception {
        Leaves leaves = new Leaves(ledger.pool);
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        for (int week = 1; week <= 55; week++) {
            leaves.ensure(Leaf.of(Instant.now()).plusWeeks(-week), 1, today);
        }
        assertThat(
                        ledger.number(
                                """
                                SELECT count(*) FROM pg_inherits
                                 WHERE inhparent = 'email'::regclass"""))
                .isEqualTo(60);
    }

    @Test
    void noHotStatementLooksThroughLeavesOrReadsATableAsAWhole() throws Exception {
        makeSixty();
        RecordingDataSource recording = new RecordingDataSource(ledger.pool);
        try (Accepting accepting =
                        ledger.accepting(recording.dataSource(), Batcher.Limits.STANDARD);
                Settling settling =
                        new Settling(
                                recording.dataSource(),
                                TestLedger.RANDOM,
                                Batcher.Limits.STANDARD)) {
            EmailId id =
                    accepting
                            .accept(ledger.mail().key("k").to("a@x.test", "b@x.test").build())
                            .id();
            Claiming claiming = new Claiming(recording.dataSource());
            Claimed claimed =
                    claiming.claim(ledger.epoch, List.of(id), new SendAll(ledger.first)).getFirst();
            settling.settle(ledger.settlement(claimed, TestLedger.unavailable()));
            Claimed again =
                    claiming.claim(ledger.epoch, List.of(id), new SendAll(ledger.first)).getFirst();
            settling.settle(ledger.settlement(again, TestLedger.accepted()));
            new Reporting(recording.dataSource(), TestLedger.RANDOM)
                    .apply(
                            List.of(
                                    new Report(
                                            id,
                                            0,
                                            2,
                                            ledger.first,
                                            EventType.DELIVERED,
                                            null,
                                            false,
                                            "",
                                            "e",
                                            true,
                                            null)));
            new Contents(recording.dataSource()).find(id, 30, "Hello");
        }
        Set<String> hot = hot(recording.statements);
        assertThat(hot).hasSizeGreaterThan(15);
        for (String sql : hot) {
            assertThat(plan(sql)).as(sql).doesNotContainPattern(WIDE);
        }
    }

    private static Set<String> hot(List<String> prepared) {
        Set<String> statements = new LinkedHashSet<>();
        for (String batch : prepared) {
            for (String sql : batch.split(";\n")) {
                if (!sql.equals("COMMIT")) {
                    statements.add(sql);
                }
            }
        }
        return statements;
    }

    /// The generic plan, which is the one that is cached.
    private String plan(String sql) throws Exception {
        StringBuilder plan = new StringBuilder();
        // A statement with open parameters can only be explained by the simple protocol.
        try (AgroalDataSource simple =
                        TestPool.open(ledger.database, 1, "", "preferQueryMode", "simple");
                Connection connection = simple.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("EXPLAIN (GENERIC_PLAN) " + numbered(sql))) {
            while (row.next()) {
                plan.append(row.getString(1)).append('\n');
            }
        }
        return plan.toString();
    }

    /// With its parameters as `$1`, `$2` and so on.
    private static String numbered(String sql) {
        StringBuilder numbered = new StringBuilder();
        int parameter = 0;
        for (String part : sql.split("\\?", -1)) {
            numbered.append(parameter == 0 ? "" : "$" + parameter).append(part);
            parameter++;
        }
        return numbered.toString();
    }

    /// A scan of a leaf that was run, as `EXPLAIN ANALYZE` tells it; the others are never executed.
    private static final Pattern SCANNED = Pattern.compile(" on ([a-z]+_\\d{8,}) .*\\(actual ");

    @Test
    void whatBecameOfMailsIsCountedFromOneLeafOfEachTable() throws Exception {
        makeSixty();
        Instant now = ledger.clock.instant();
        Instant soon = now.plusSeconds(3_600);
        EmailId moved = ledger.accept(ledger.mail().scheduled(soon));
        new Cancelling(ledger.pool)
                .reschedule(ledger.organisation, moved, soon.plusSeconds(1), soon.plusSeconds(2));
        EmailId sent = ledger.accept();
        ledger.settle(ledger.claimOne(sent), TestLedger.accepted());
        List<String> plan = new ArrayList<>();
        try (Connection connection = ledger.database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET plan_cache_mode = force_generic_plan");
            statement.execute("PREPARE reading AS " + numbered(Counting.READ));
            try (ResultSet row =
                    statement.executeQuery(
                            "EXPLAIN (ANALYZE, TIMING OFF) EXECUTE reading ('%s', '%s', 1000)"
                                    .formatted(
                                            Uuids.floor(now.minusSeconds(60)),
                                            Uuids.floor(now.plusSeconds(60))))) {
                while (row.next()) {
                    plan.add(row.getString(1));
                }
            }
        }
        assertThat(scanned(plan))
                .as(String.join("\n", plan))
                .containsExactlyInAnyOrderElementsOf(
                        // At the turn of a week what is written here may lie on both sides.
                        Stream.concat(
                                        leaves("event", now.minusSeconds(60), now.plusSeconds(60)),
                                        Stream.of("email", "recipient", "attempt")
                                                .flatMap(
                                                        table ->
                                                                leaves(
                                                                        table,
                                                                        moved.time(),
                                                                        sent.time())))
                                .toList());
    }

    private static Set<String> scanned(List<String> plan) {
        return plan.stream()
                .map(SCANNED::matcher)
                .filter(Matcher::find)
                .map(found -> found.group(1))
                .collect(Collectors.toSet());
    }

    private static Stream<String> leaves(String table, Instant from, Instant to) {
        return Stream.of(from, to).map(at -> Leaf.of(at).table(table)).distinct();
    }

    @Test
    void leavesAreMadeAheadAndCountedAndMadeOnce() throws Exception {
        Leaves leaves = new Leaves(ledger.pool);
        Instant now = ledger.clock.instant();
        assertThat(leaves.ahead(now)).isEqualTo(Leaves.AHEAD);
        Instant later = now.plus(java.time.Duration.ofDays(7L * (Leaves.AHEAD + 1)));
        assertThat(leaves.ahead(later)).isNegative();
        leaves.ensure(later);
        leaves.ensure(later);
        assertThat(leaves.ahead(later)).isEqualTo(Leaves.AHEAD);
    }

    @Test
    void aMailOutsideAllLeavesIsRefusedNotMisplaced() {
        EmailId future = EmailId.mint(Instant.parse("2099-01-01T00:00:00Z"), TestLedger.RANDOM);
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> ledger.accept(ledger.mail().id(future)))
                .isInstanceOf(IllegalStateException.class);
    }
}
