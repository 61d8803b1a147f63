package dev.mailswitch.bench;

import dev.mailswitch.ledger.EventLog;
import dev.mailswitch.stack.PostgresServer;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import java.sql.SQLException;
import java.time.Duration;

/// Pools as the services have them.
final class Pools {

    private static final String HOT =
            "-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off"
                    + " -c lock_timeout=2s -c statement_timeout=5s -c transaction_timeout=5s";

    private Pools() {}

    /// For what is not measured.
    static AgroalDataSource plain(PostgresServer server) throws SQLException {
        return open(server, "");
    }

    /// The ledger's own.
    ///
    /// @param more further session options
    static AgroalDataSource hot(PostgresServer server, String more) throws SQLException {
        return open(server, HOT + " " + more);
    }

    private static AgroalDataSource open(PostgresServer server, String options)
            throws SQLException {
        var supplier = new AgroalDataSourceConfigurationSupplier();
        supplier.connectionPoolConfiguration()
                .maxSize(12)
                .acquisitionTimeout(Duration.ofSeconds(5));
        supplier.connectionPoolConfiguration()
                .connectionFactoryConfiguration()
                .connectionProviderClass(org.postgresql.Driver.class)
                .jdbcUrl(server.jdbcUrlWithCredentials("bench"))
                .jdbcProperty("ApplicationName", EventLog.LEDGER_SESSION)
                .jdbcProperty("options", options)
                .jdbcProperty("prepareThreshold", "1");
        return AgroalDataSource.from(supplier);
    }
}
