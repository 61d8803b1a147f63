package dev.mailswitch.ledger;

import dev.mailswitch.stack.TestStack.TestDatabase;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalConnectionFactoryConfigurationSupplier;
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

    /// @param options    further session options, as on the server's command line
    /// @param properties further settings of the driver, names and values in turn
    static AgroalDataSource open(
            TestDatabase database, int size, String options, String... properties)
            throws SQLException {
        AgroalDataSourceConfigurationSupplier supplier =
                new AgroalDataSourceConfigurationSupplier();
        supplier.connectionPoolConfiguration()
                .maxSize(size)
                .acquisitionTimeout(Duration.ofSeconds(5))
                .exceptionSorter(new PostgreSQLExceptionSorter());
        AgroalConnectionFactoryConfigurationSupplier factory =
                supplier.connectionPoolConfiguration().connectionFactoryConfiguration();
        factory.connectionProviderClass(org.postgresql.Driver.class)
                .jdbcUrl(database.jdbcUrl())
                .principal(new NamePrincipal(database.user()))
                .credential(new SimplePassword(database.password()))
                .jdbcProperty("ApplicationName", EventLog.LEDGER_SESSION)
                .jdbcProperty("options", OPTIONS + options)
                .jdbcProperty("prepareThreshold", "1");
        for (int i = 0; i + 1 < properties.length; i += 2) {
            factory.jdbcProperty(properties[i], properties[i + 1]);
        }
        return AgroalDataSource.from(supplier);
    }
}
