package dev.mailswitch.ledger;

import dev.mailswitch.model.id.EmailId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds out about claims whose COMMIT was not answered, before anything is sent.
final class LostClaims {

    private static final Logger LOG = LoggerFactory.getLogger(LostClaims.class);

    private final DataSource dataSource;

    LostClaims(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /// What is in our hand of a claim whose COMMIT was not answered: all of it or nothing, but for
    /// what was taken over since. Locks the rows, so that a transaction still on its way to its end
    /// is waited for.
    List<Claimed> ours(long epoch, List<Claimed> claimed, SQLException failed) throws SQLException {
        if (claimed.isEmpty()) {
            return List.of();
        }
        LOG.warn("a claim's commit was not answered; looking it up: {}", failed.getMessage());
        List<EmailId> ids = claimed.stream().map(c -> c.mail().id()).sorted().toList();
        for (int tries = 0; ; tries++) {
            try {
                Map<EmailId, Integer> fences =
                        Transactions.run(dataSource, connection -> fences(connection, epoch, ids));
                return claimed.stream()
                        .filter(c -> Objects.equals(fences.get(c.mail().id()), c.fence()))
                        .toList();
            } catch (SQLException stillAway) {
                if (tries >= 600) {
                    throw stillAway;
                }
                pause();
            }
        }
    }

    private static Map<EmailId, Integer> fences(
            Connection connection, long epoch, List<EmailId> ids) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        SELECT w.email_id, w.fence
                          FROM unnest(?::uuid[]) u(id) JOIN work w ON w.email_id = u.id
                         WHERE w.holder = ? ORDER BY w.email_id FOR UPDATE OF w""")) {
            new Columns<>(connection, statement, ids).add("uuid", id -> id).same(epoch);
            Map<EmailId, Integer> fences = new HashMap<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    fences.put(new EmailId(row.getObject(1, UUID.class)), row.getInt(2));
                }
            }
            return fences;
        }
    }

    private static void pause() throws SQLException {
        try {
            Thread.sleep(250);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new SQLException("stopped while looking up a claim", "57P01", stop);
        }
    }
}
