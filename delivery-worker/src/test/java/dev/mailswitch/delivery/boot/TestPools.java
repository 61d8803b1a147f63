package dev.mailswitch.delivery.boot;

import dev.mailswitch.stack.TestStack.TestDatabase;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.sql.SQLException;
import java.time.Duration;

/// Pools as `application.yaml` sets them up for the service.
final class TestPools {

    private static final String HOT =
            "-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off"
                    + " -c lock_timeout=2s -c statement_timeout=5s -c transaction_timeout=5s";
    private static final String READERS = "-c statement_timeout=10s -c lock_timeout=2s";

    private TestPools() {}

    static AgroalDataSource hot(TestDatabase database) throws SQLException {
        return open(database, 12, "mailswitch-ledger", HOT);
    }

    static AgroalDataSource readers(TestDatabase database) throws SQLException {
        return open(database, 16, "mailswitch-worker", READERS);
    }

    static AgroalDataSource lease(TestDatabase database) throws SQLException {
        return open(database, 2, "mailswitch-lease", READERS);
    }

    private static AgroalDataSource open(
            TestDatabase database, int size, String name, String options) throws SQLException {
        var supplier = new AgroalDataSourceConfigurationSupplier();
        supplier.connectionPoolConfiguration()
                .maxSize(size)
                .initialSize(0)
                .acquisitionTimeout(Duration.ofSeconds(3))
                .exceptionSorter(new PostgreSQLExceptionSorter())
                .connectionFactoryConfiguration()
                .connectionProviderClass(org.postgresql.Driver.class)
                .jdbcUrl(database.jdbcUrl())
                .principal(new NamePrincipal(database.user()))
                .credential(new SimplePassword(database.password()))
                .jdbcProperty("ApplicationName", name)
                .jdbcProperty("options", options)
                .jdbcProperty("prepareThreshold", "1");
        return AgroalDataSource.from(supplier);
    }
}
