package dev.mailswitch.api.boot;

import java.util.Map;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/// The database by plain JDBC, without a pool.
final class Database {

    static final String URL = "MAILSWITCH_DATABASE_URL";
    static final String USER = "MAILSWITCH_DATABASE_USER";
    static final String PASSWORD = "MAILSWITCH_DATABASE_PASSWORD";

    private Database() {}

    /// @throws IllegalArgumentException in words for the operator
    static DataSource of(Map<String, String> environment) {
        String url = environment.get(URL);
        if (url == null || url.isBlank()) {
            throw new IllegalArgumentException(URL + " must be set");
        }
        return of(url, environment.get(USER), environment.get(PASSWORD));
    }

    /// The database the service itself is configured with, but without the time-outs of its pools:
    /// a migration may take longer than any request may.
    static DataSource of(Config config) {
        return of(
                config.getValue("quarkus.datasource.jdbc.url", String.class),
                config.getOptionalValue("quarkus.datasource.username", String.class).orElse(null),
                config.getOptionalValue("quarkus.datasource.password", String.class).orElse(null));
    }

    private static DataSource of(String url, @Nullable String user, @Nullable String password) {
        PGSimpleDataSource database = new PGSimpleDataSource();
        // Options in the URL stand, user and password of their own go before.
        database.setUrl(url);
        if (user != null && !user.isBlank()) {
            database.setUser(user);
        }
        if (password != null && !password.isBlank()) {
            database.setPassword(password);
        }
        database.setConnectTimeout(5);
        database.setTcpKeepAlive(true);
        return database;
    }
}
