package dev.mailswitch.delivery.transport.sandbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

/// Keeps what the sandboxes caught within bounds: an organisation that has more than it may loses
/// its oldest contents with the messages they belong to, and contents that no message refers to go.
/// Several workers may do so at a time.
public final class SandboxRoom {

    /// Contents may have tens of megabytes.
    private static final int BATCH = 100;

    private static final String EXCESS =
            """
            WITH excess AS (
              SELECT organisation_id, sha256, kept_at
                FROM (SELECT organisation_id, sha256, kept_at, size,
                             sum(size) OVER (PARTITION BY organisation_id
                                                 ORDER BY id DESC) AS up_to_here
                        FROM sandbox_content) c
               WHERE up_to_here > ? AND up_to_here > size
               LIMIT ?),
            messages AS (
              DELETE FROM sandbox_message m USING excess e
               WHERE m.organisation_id = e.organisation_id AND m.sha256 = e.sha256)
            DELETE FROM sandbox_content c USING excess e
             WHERE c.organisation_id = e.organisation_id AND c.sha256 = e.sha256
               AND c.kept_at = e.kept_at\
            """;

    /// One that is new may have its first message in a transaction that has not ended.
    private static final String UNUSED =
            """
            DELETE FROM sandbox_content c USING (
              SELECT organisation_id, sha256, kept_at FROM sandbox_content k
               WHERE kept_at < now() - interval '1 hour'
                 AND NOT EXISTS (SELECT FROM sandbox_message m
                                  WHERE m.organisation_id = k.organisation_id
                                    AND m.sha256 = k.sha256)
               LIMIT ?) u
             WHERE c.organisation_id = u.organisation_id AND c.sha256 = u.sha256
               AND c.kept_at = u.kept_at\
            """;

    private final DataSource dataSource;
    private final long most;

    /// @param most bytes that are kept of an organisation; its newest mail is kept, however large
    public SandboxRoom(DataSource dataSource, long most) {
        this.dataSource = dataSource;
        this.most = most;
    }

    /// One turn, every few minutes.
    public void turn() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement excess = connection.prepareStatement(EXCESS);
                PreparedStatement unused = connection.prepareStatement(UNUSED)) {
            excess.setLong(1, most);
            excess.setInt(2, BATCH);
            unused.setInt(1, BATCH);
            repeat(excess);
            repeat(unused);
        }
    }

    private static void repeat(PreparedStatement delete) throws SQLException {
        while (delete.executeUpdate() == BATCH) {
            // As long as there are more.
        }
    }
}
