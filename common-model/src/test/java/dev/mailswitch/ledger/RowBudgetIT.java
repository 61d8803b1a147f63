package dev.mailswitch.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.id.EmailId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a mail with one recipient writes, as PostgreSQL counts it.
class RowBudgetIT {

    private static final int MAILS = 50;

    private TestLedger ledger;

    @BeforeEach
    void open() throws Exception {
        ledger = TestLedger.open();
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    /// Rows of a table: inserted, updated, of these in place (HOT), deleted.
    private record Rows(long inserted, long updated, long hot, long deleted) {
        Rows plus(Rows other) {
            return new Rows(
                    inserted + other.inserted,
                    updated + other.updated,
                    hot + other.hot,
                    deleted + other.deleted);
        }

        Rows minus(Rows before) {
            return new Rows(
                    inserted - before.inserted,
                    updated - before.updated,
                    hot - before.hot,
                    deleted - before.deleted);
        }
    }

    @Test
    void aMailWritesItsBudgetAndNoRowMore() throws Exception {
        TreeMap<String, Rows> before = counters();
        long transactions = transactions();
        List<EmailId> ids = new ArrayList<>();
        for (int i = 0; i < MAILS; i++) {
            ids.add(ledger.accept(ledger.mail().key("key " + i)));
        }
        List<Claimed> claimed = new ArrayList<>();
        for (EmailId id : ids) {
            claimed.add(ledger.claimOne(id));
        }
        for (Claimed mail : claimed) {
            ledger.settle(mail, TestLedger.accepted());
        }
        assertThat(transactions() - transactions).isEqualTo(3L * MAILS);

        // Sessions hand their counts in when they have been idle for ten seconds.
        Awaitility.await()
                .atMost(Duration.ofSeconds(40))
                .untilAsserted(
                        () -> {
                            TreeMap<String, Rows> written = new TreeMap<>();
                            counters()
                                    .forEach(
                                            (table, rows) ->
                                                    written.merge(
                                                            table,
                                                            rows.minus(
                                                                    before.getOrDefault(
                                                                            table,
                                                                            new Rows(0, 0, 0, 0))),
                                                            Rows::plus));
                            written.values().removeIf(new Rows(0, 0, 0, 0)::equals);
                            assertThat(written)
                                    .containsOnlyKeys(
                                            "attempt",
                                            "email",
                                            "email_content_30",
                                            "event",
                                            "idempotency",
                                            "recipient",
                                            "work");
                            assertThat(written.get("email").inserted()).isEqualTo(MAILS);
                            // Its status is in an index, so this one cannot be in place.
                            assertThat(written.get("email").updated()).isEqualTo(MAILS);
                            assertThat(written.get("recipient"))
                                    .isEqualTo(new Rows(MAILS, MAILS, MAILS, 0));
                            assertThat(written.get("attempt"))
                                    .isEqualTo(new Rows(MAILS, MAILS, MAILS, 0));
                            assertThat(written.get("work"))
                                    .isEqualTo(new Rows(MAILS, MAILS, MAILS, MAILS));
                            assertThat(written.get("email_content_30"))
                                    .isEqualTo(new Rows(MAILS, 0, 0, 0));
                            assertThat(written.get("idempotency"))
                                    .isEqualTo(new Rows(MAILS, 0, 0, 0));
                            assertThat(written.get("event"))
                                    .isEqualTo(new Rows(2 * MAILS, 0, 0, 0));
                        });
    }

    /// Transactions that have written, from the counter that gives them their ids.
    private long transactions() throws Exception {
        return ledger.number("SELECT pg_snapshot_xmax(pg_current_snapshot())::text");
    }

    private TreeMap<String, Rows> counters() throws Exception {
        TreeMap<String, Rows> counters = new TreeMap<>();
        try (Connection connection = ledger.database.connect();
                PreparedStatement statement =
                        connection.prepareStatement(
                                """
                                SELECT regexp_replace(relname, '_\\d{8}$', ''), n_tup_ins, n_tup_upd,
                                       n_tup_hot_upd, n_tup_del
                                  FROM pg_stat_user_tables
                                 WHERE relname <> 'worker'
                                   AND n_tup_ins + n_tup_upd + n_tup_del > 0""");
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                counters.merge(
                        row.getString(1),
                        new Rows(row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5)),
                        Rows::plus);
            }
        }
        return counters;
    }
}
