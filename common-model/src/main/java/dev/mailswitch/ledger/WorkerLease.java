package dev.mailswitch.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.LongSupplier;
import javax.sql.DataSource;

/// This process as a holder of mails. Not mails but processes have leases: one row, renewed every
/// five seconds, whose number marks everything this process has in hand.
///
/// Times are of two kinds. Whether another worker is gone is told by the database's clock alone;
/// whether this one may go on is told by this machine's monotonic clock, and sooner.
public final class WorkerLease {

    /// After this long without a renewal nothing new is started and nothing passes its point of no
    /// return; others take over after 30 seconds.
    static final Duration SAFE = Duration.ofSeconds(20);

    /// Contact with the database that was broken for longer than this starts to count anew.
    private static final Duration BREAK = Duration.ofSeconds(10);

    /// Takeovers need so long an unbroken contact: a database that was paused has not seen the
    /// other workers either.
    private static final Duration SETTLED = Duration.ofSeconds(30);

    private final DataSource dataSource;
    private final LongSupplier nanoTime;
    private final long epoch;
    private volatile long renewedNanos;
    private volatile long contactSinceNanos;
    private volatile Term term = new Term(0);

    /// The time between two lapses. What was claimed in one term may be in somebody else's hand in
    /// the next, although the lease is good again.
    ///
    /// @param lapses how often the lease had lapsed before
    public record Term(long lapses) {}

    private WorkerLease(
            DataSource dataSource, LongSupplier nanoTime, long epoch, long startedNanos) {
        this.dataSource = dataSource;
        this.nanoTime = nanoTime;
        this.epoch = epoch;
        this.renewedNanos = startedNanos;
        this.contactSinceNanos = startedNanos;
    }

    /// Signs on.
    ///
    /// @param name     for people who look at the table
    /// @param nanoTime this machine's monotonic clock
    public static WorkerLease open(DataSource dataSource, String name, LongSupplier nanoTime)
            throws SQLException {
        long before = nanoTime.getAsLong();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement(
                                "INSERT INTO worker (name) VALUES (?) RETURNING epoch")) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new WorkerLease(dataSource, nanoTime, row.getLong(1), before);
            }
        }
    }

    public long epoch() {
        return epoch;
    }

    /// Renews. Counts from before the statement was sent, so that a slow database shortens our
    /// time and not that of those who may take over.
    public void renew() throws SQLException {
        long before = nanoTime.getAsLong();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement(
                                """
                                INSERT INTO worker (epoch, name) OVERRIDING SYSTEM VALUE
                                VALUES (?, 'came back')
                                    ON CONFLICT (epoch) DO UPDATE SET seen_at = now()""")) {
            statement.setLong(1, epoch);
            statement.executeUpdate();
        }
        long after = nanoTime.getAsLong();
        if (after - renewedNanos >= SAFE.toNanos()) {
            // Before the renewal shows: nobody may see the old term as safe again.
            term = new Term(term.lapses() + 1);
        }
        if (before - renewedNanos > BREAK.toNanos() || after - before > BREAK.toNanos()) {
            contactSinceNanos = after;
        }
        renewedNanos = before;
    }

    /// The present term; to be taken before a claim, and kept with what was claimed.
    public Term term() {
        return term;
    }

    /// Whether a call that was claimed in `claimed` may start, or pass its point of no return:
    /// the lease is good and was so ever since.
    public boolean safe(Term claimed) {
        // In this order: a renewal changes the term first.
        return safe() && claimed.equals(term);
    }

    /// Whether the lease is good now, for what is not claimed yet.
    public boolean safe() {
        return nanoTime.getAsLong() - renewedNanos < SAFE.toNanos();
    }

    /// Whether this process may judge that others are gone: in contact long enough, with a server
    /// that has been up as long.
    public boolean mayTakeOver() throws SQLException {
        if (!safe() || nanoTime.getAsLong() - contactSinceNanos < SETTLED.toNanos()) {
            return false;
        }
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement(
                                """
                                SELECT pg_postmaster_start_time() < now() - interval '30 seconds'""");
                ResultSet row = statement.executeQuery()) {
            return row.next() && row.getBoolean(1);
        }
    }

    /// Workers that were not seen for 30 seconds; rows nobody will need again are removed.
    public int missing() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            try (PreparedStatement statement =
                    connection.prepareStatement(
                            """
                            DELETE FROM worker k
                             WHERE k.seen_at < now() - interval '1 day'
                               AND NOT EXISTS (SELECT 1 FROM work w WHERE w.holder = k.epoch)""")) {
                statement.executeUpdate();
            }
            try (PreparedStatement statement =
                            connection.prepareStatement(
                                    """
                                    SELECT count(*) FROM worker
                                     WHERE seen_at < now() - interval '30 seconds'""");
                    ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    /// Says that this process was told to stop. What is still in hand when it is killed for taking too
    /// long has not killed it.
    public void leave() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement(
                                "UPDATE worker SET leaving = true WHERE epoch = ?")) {
            statement.setLong(1, epoch);
            statement.executeUpdate();
        }
    }

    /// Signs off; what is still in hand is taken over at once.
    public void close() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("DELETE FROM worker WHERE epoch = ?")) {
            statement.setLong(1, epoch);
            statement.executeUpdate();
        }
    }
}
