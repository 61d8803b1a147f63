package dev.mailswitch.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/// Folds what [UsageDeltas] wrote into one row a day, environment and counter: a year is then read
/// as hundreds of rows and not as millions.
///
/// A batch is one statement, and so one transaction: it takes deltas away and adds to totals what
/// it took, or does neither, wherever it is killed and whether or not its answer is heard. Whoever
/// sums up sees a batch as a whole or not at all. Several may fold at once: each takes deltas that
/// no other has in hand, and adds in the order of the totals' key, so that none waits in a ring.
/// A delta that is committed late has no place it could be too late for: the next turn finds it.
public final class UsageFolding {

    private static final int BATCH = 1_000;

    /// A turn ends now and then; after an upgrade there may be millions to fold.
    private static final int MOST_BATCHES = 100;

    /// The ids stand in an array, so that they are picked once and found by key.
    private static final String FOLD =
            """
            WITH taken AS (
              DELETE FROM usage_delta
               WHERE id = ANY (ARRAY(SELECT id FROM usage_delta WHERE NOT folded
                                      ORDER BY id LIMIT ? FOR UPDATE SKIP LOCKED))
              RETURNING organisation_id, day, environment_id, counter, amount),
            added AS (
              INSERT INTO usage_delta AS total
                     (organisation_id, day, environment_id, counter, amount, folded)
              SELECT organisation_id, day, environment_id, counter, sum(amount), true
                FROM taken GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
                  ON CONFLICT (organisation_id, day, environment_id, counter) WHERE folded
                  DO UPDATE SET amount = total.amount + excluded.amount)
            SELECT count(*) FROM taken\
            """;

    private final DataSource dataSource;

    public UsageFolding(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /// Folds what there is, at most 100,000 deltas; for a call every few minutes.
    ///
    /// @return how many deltas were folded
    /// @throws SQLException while the database is away; batches before stay folded
    public long turn() throws SQLException {
        long folded = 0;
        for (int batches = 0; batches < MOST_BATCHES; batches++) {
            int more = fold(BATCH);
            folded += more;
            if (more < BATCH) {
                break;
            }
        }
        return folded;
    }

    /// Folds the oldest deltas.
    ///
    /// @param limit deltas at most
    /// @return how many were folded; fewer than the limit: the others, if any, are in other hands
    int fold(int limit) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(FOLD)) {
            statement.setInt(1, limit);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }
}
