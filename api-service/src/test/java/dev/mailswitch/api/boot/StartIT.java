package dev.mailswitch.api.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.stack.TestStack;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;

class StartIT {

    /// Every change of the schema notes under which time-outs it is made.
    private static final String WATCH =
            """
            CREATE SCHEMA watch;
            CREATE TABLE watch.seen (timeouts text);
            CREATE FUNCTION watch.note() RETURNS event_trigger LANGUAGE plpgsql AS $$
            BEGIN
              INSERT INTO watch.seen SELECT current_setting('statement_timeout') || ' '
                  || current_setting('lock_timeout') || ' ' || current_setting('transaction_timeout');
            END $$;
            CREATE EVENT TRIGGER watch ON ddl_command_end EXECUTE FUNCTION watch.note();\
            """;

    /// Only for a lock it waits as long as [dev.mailswitch.ledger.Schema] has it, not as readers do.
    @Test
    void aMigrationAtStartMayTakeLongerThanARequest() throws Exception {
        TestStack.TestDatabase database = TestStack.freshDatabase();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(WATCH);
            Config settings =
                    new SmallRyeConfigBuilder()
                            .withDefaultValues(
                                    Map.of(
                                            "quarkus.datasource.jdbc.url", database.jdbcUrl(),
                                            "quarkus.datasource.username", database.user(),
                                            "quarkus.datasource.password", database.password()))
                            .build();
            Start.migrate(settings);
            try (ResultSet row =
                    statement.executeQuery(
                            "SELECT array_agg(DISTINCT timeouts), count(*) FROM watch.seen")) {
                row.next();
                assertThat((String[]) row.getArray(1).getArray()).containsExactly("0 1500ms 0");
                assertThat(row.getInt(2)).isGreaterThan(20);
            }
        }
    }
}
