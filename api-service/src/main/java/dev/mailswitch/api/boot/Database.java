package dev.mailswitch.api.boot;

import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
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
        PGSimpleDataSource database = new PGSimpleDataSource();
        // Options in the URL stand, user and password of their own go before.
        database.setUrl(url);
        Optional.ofNullable(environment.get(USER))
                .filter(user -> !user.isBlank())
                .ifPresent(database::setUser);
        Optional.ofNullable(environment.get(PASSWORD))
                .filter(password -> !password.isBlank())
                .ifPresent(database::setPassword);
        database.setConnectTimeout(5);
        return database;
    }
}
