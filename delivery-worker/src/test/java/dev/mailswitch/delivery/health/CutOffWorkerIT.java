package dev.mailswitch.delivery.health;

import dev.mailswitch.ledger.ReachQuestionStore;
import dev.mailswitch.ledger.ReachQuestions;
import dev.mailswitch.ledger.WorkerLease;
import dev.mailswitch.stack.TestStack;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.postgresql.ds.PGSimpleDataSource;

/// With leases and a real database.
class CutOffWorkerIT extends CutOffWorkerContract {

    private static final PGSimpleDataSource DATABASE = new PGSimpleDataSource();
    private final List<WorkerLease> leases = new ArrayList<>();

    @BeforeAll
    static void startDatabase() {
        var database = TestStack.freshDatabase();
        DATABASE.setUrl(database.jdbcUrl());
        DATABASE.setUser(database.user());
        DATABASE.setPassword(database.password());
        Flyway.configure().dataSource(DATABASE).load().migrate();
    }

    @Override
    BreakerTable breakers() {
        return new BreakerStore(DATABASE);
    }

    @Override
    SilenceTable silences() {
        return new SilenceStore(DATABASE);
    }

    @Override
    ReachQuestions newWorker() throws SQLException {
        WorkerLease lease = WorkerLease.open(DATABASE, "test", System::nanoTime);
        leases.add(lease);
        return new ReachQuestionStore(DATABASE, lease.epoch());
    }

    @AfterEach
    void signOff() throws SQLException {
        for (WorkerLease lease : leases) {
            lease.close();
        }
    }
}
