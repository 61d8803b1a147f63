package dev.mailswitch.ledger;

import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import javax.sql.DataSource;

/// What was used, as each process adds it up: rows are only ever inserted, one a counter and ten
/// seconds, so no two mails and no two processes wait for each other. [UsageFolding] makes totals of them.
public final class UsageDeltas {

    /// Mails accepted by the path that is counted apart.
    public static final String GLOBAL_ENDPOINT_SENDS = "global_endpoint_sends";

    /// So much more of something.
    ///
    /// @param day     in UTC
    /// @param counter what is counted, as [#GLOBAL_ENDPOINT_SENDS]
    public record Delta(
            LocalDate day,
            OrganisationId organisation,
            EnvironmentId environment,
            String counter,
            long amount) {}

    private final DataSource dataSource;

    public UsageDeltas(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /// Writes all of them or none.
    public void add(Collection<Delta> deltas) throws SQLException {
        if (deltas.isEmpty()) {
            return;
        }
        List<Delta> rows = List.copyOf(deltas);
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement(
                                """
                                INSERT INTO usage_delta
                                       (day, organisation_id, environment_id, counter, amount)
                                SELECT u.day::date, u.organisation, u.environment, u.counter, u.amount
                                  FROM unnest(?::text[], ?::uuid[], ?::uuid[], ?::text[], ?::int[])
                                       u(day, organisation, environment, counter, amount)\
                                """)) {
            new Columns<>(connection, statement, rows)
                    .add("text", delta -> delta.day().toString())
                    .add("uuid", Delta::organisation)
                    .add("uuid", Delta::environment)
                    .add("text", Delta::counter)
                    .add("int4", Delta::amount);
            statement.executeUpdate();
        }
    }
}
