package dev.mailswitch.ledger;

import dev.mailswitch.stack.TestStack.TestDatabase;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.sql.SQLException;
import java.time.Duration;

/// A pool as the services have it for what is hot.
final class TestPool {

    /// What every session of the hot pool is set to.
    static final String OPTIONS =
            "-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off"
                    + " -c lock_timeout=2s -c statement_timeout=5s -c transaction_timeout=5s";

    private TestPool() {}

    /// @param more further session options, as on the server's command line
    static AgroalDataSource open(TestDatabase database, int size, String more) throws SQLException {
        return AgroalDataSource.from(
                new AgroalDataSourceConfigurationSupplier()
                        .connectionPoolConfiguration(
                                pool ->
                                        pool.maxSize(size)
                                                .initialSize(0)
                                                .acquisitionTimeout(Duration.ofSeconds(5))
                                                .exceptionSorter(new PostgreSQLExceptionSorter())
                                                .connectionFactoryConfiguration(
                                                        f ->
                                                                f.connectionProviderClass(
                                                                                org.postgresql
                                                                                        .Driver
                                                                                        .class)
                                                                        .jdbcUrl(database.jdbcUrl())
                                                                        .principal(
                                                                                new NamePrincipal(
                                                                                        database
                                                                                                .user()))
                                                                        .credential(
                                                                                new SimplePassword(
                                                                                        database
                                                                                                .password()))
                                                                        .jdbcProperty(
                                                                                "ApplicationName",
                                                                                EventLog
                                                                                        .LEDGER_SESSION)
                                                                        .jdbcProperty(
                                                                                "options",
                                                                                OPTIONS + more)
                                                                        .jdbcProperty(
                                                                                "prepareThreshold",
                                                                                "1"))));
    }
}
