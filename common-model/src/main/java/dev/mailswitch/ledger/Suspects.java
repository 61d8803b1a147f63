package dev.mailswitch.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/// Mails that one more death of their worker would condemn. Whoever was in hand together with the
/// mail that kills is as suspect as that one, so a worker has one of them in hand at a time: the
/// third death tells them apart.
final class Suspects {

    private Suspects() {}

    /// The suspects among `free` that have to wait for another one that this worker has in hand.
    static List<LockedMail> waiting(Connection connection, long epoch, List<LockedMail> free)
            throws SQLException {
        List<LockedMail> suspects = free.stream().filter(Suspects::suspect).toList();
        if (suspects.isEmpty() || anyInHand(connection, epoch)) {
            return suspects;
        }
        return suspects.subList(1, suspects.size());
    }

    private static boolean suspect(LockedMail mail) {
        return mail.heldWork().deaths() == Claiming.POISON - 1;
    }

    private static boolean anyInHand(Connection connection, long epoch) throws SQLException {
        // The lanes of a worker claim at the same time.
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT pg_advisory_xact_lock(?, ?)")) {
            statement.setInt(1, LOCK_CLASS);
            statement.setInt(2, (int) epoch);
            statement.execute();
        }
        // A statement of its own: its snapshot sees what the other lane has committed.
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "SELECT EXISTS (SELECT FROM work WHERE deaths > 0 AND deaths = ? AND holder = ?)")) {
            statement.setInt(1, Claiming.POISON - 1);
            statement.setLong(2, epoch);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private static final int LOCK_CLASS = 0x7375_7370;

    /// Brings them again in a second.
    static void putOff(Pipeline pipeline, List<LockedMail> waiting) {
        pipeline.write(
                """
                UPDATE work w SET woken = false, wakes = 0, due_at = now() + interval '1 second'
                  FROM unnest(?::uuid[]) u(id) WHERE w.email_id = u.id""",
                waiting,
                columns -> columns.add("uuid", mail -> mail.id));
    }
}
