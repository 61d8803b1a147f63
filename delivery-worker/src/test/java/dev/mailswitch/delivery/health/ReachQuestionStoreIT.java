package dev.mailswitch.delivery.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.ledger.ReachQuestionStore;
import dev.mailswitch.ledger.ReachQuestions;
import dev.mailswitch.ledger.ReachQuestions.Question;
import dev.mailswitch.ledger.WorkerLease;
import dev.mailswitch.stack.TestStack;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class ReachQuestionStoreIT extends ReachQuestionsContract {

    private static final PGSimpleDataSource DATABASE = new PGSimpleDataSource();
    private final Map<Long, WorkerLease> leases = new HashMap<>();

    @BeforeAll
    static void startDatabase() {
        var database = TestStack.freshDatabase();
        DATABASE.setUrl(database.jdbcUrl());
        DATABASE.setUser(database.user());
        DATABASE.setPassword(database.password());
        Flyway.configure().dataSource(DATABASE).load().migrate();
    }

    @Override
    ReachQuestions worker() throws SQLException {
        WorkerLease lease = WorkerLease.open(DATABASE, "test", System::nanoTime);
        leases.put(lease.epoch(), lease);
        return new ReachQuestionStore(DATABASE, lease.epoch());
    }

    /// It is killed: its row stays, and grows old.
    @Override
    void die(ReachQuestions worker) throws SQLException {
        try (var connection = DATABASE.getConnection();
                var update =
                        connection.prepareStatement(
                                "UPDATE worker SET seen_at = now() - interval '16 seconds'"
                                        + " WHERE epoch = ?")) {
            update.setLong(1, worker.worker());
            assertThat(update.executeUpdate()).isEqualTo(1);
        }
    }

    @Test
    void whoSignsOffTakesItsQuestionsAlong() throws SQLException {
        ReachQuestions asker = worker();
        asker.write(
                List.of(new Question(asker.worker(), "smtp a:587", Instant.EPOCH, null)),
                List.of(),
                List.of());
        leases.get(asker.worker()).close();
        assertThat(asker.read().questions()).isEmpty();
        // And one whose row is gone asks nothing until its lease is renewed.
        asker.write(
                List.of(new Question(asker.worker(), "smtp a:587", Instant.EPOCH, null)),
                List.of(),
                List.of());
        assertThat(asker.read().questions()).isEmpty();
    }

    @Test
    void whoIsLeavingIsNotWaitedFor() throws SQLException {
        ReachQuestions one = worker();
        ReachQuestions other = worker();
        int all = one.read().others();
        leases.get(other.worker()).leave();
        assertThat(one.read().others()).isEqualTo(all - 1);
    }
}
