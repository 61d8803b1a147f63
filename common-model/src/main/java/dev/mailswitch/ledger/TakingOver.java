package dev.mailswitch.ledger;

import dev.mailswitch.model.id.EmailId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes mails out of a hand that will not settle them: their work rows are freed, their open
/// attempts closed as nobody's ([LostCalls]), and what the death says about them noted ([Blame]), in
/// one transaction.
final class TakingOver {

    private static final Logger LOG = LoggerFactory.getLogger(TakingOver.class);

    /// Mails a transaction.
    private static final int BATCH = 500;

    /// Deaths from which on people should look.
    private static final int ALARM = 5;

    private final DataSource dataSource;

    TakingOver(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    private record Taken(
            EmailId id, int fence, Blame before, Trial trial, boolean died, Instant now) {

        Blame blame() {
            return died ? before.died(trial) : before;
        }

        long rest() {
            return died ? blame().rest().toSeconds() : 0;
        }

        LostCalls.Lost lost() {
            return new LostCalls.Lost(id, fence, trial != Trial.AWAITED);
        }
    }

    /// Frees mails. A batch that is too much for one transaction, or cannot be written, is halved;
    /// what cannot even be put on record alone is freed all the same, and the next claim sees to its
    /// attempts.
    ///
    /// @param died  a condition on the work row `w`: whether its holder has died
    /// @param which of these mails, a condition on `w` with one parameter
    /// @return how many were freed; those that somebody is at work on are not
    int free(Collection<EmailId> ids, String died, String which, long parameter)
            throws SQLException {
        List<EmailId> all = ids.stream().distinct().sorted().toList();
        Pick pick = new Pick(died, which, parameter);
        int freed = 0;
        for (int from = 0; from < all.size(); from += BATCH) {
            freed += freeBatch(all.subList(from, Math.min(all.size(), from + BATCH)), pick);
        }
        return freed;
    }

    private record Pick(String died, String which, long parameter) {}

    private int freeBatch(List<EmailId> ids, Pick pick) throws SQLException {
        try {
            return freeTogether(ids, pick, true);
        } catch (SQLException failed) {
            if (away(failed)) {
                throw failed;
            }
            if (ids.size() > 1) {
                int half = ids.size() / 2;
                return freeBatch(ids.subList(0, half), pick)
                        + freeBatch(ids.subList(half, ids.size()), pick);
            }
            LOG.error("attempts of {} could not be closed", ids.getFirst(), failed);
            return freeTogether(ids, pick, false);
        }
    }

    /// Not what a time-out has ended: that is about the batch.
    private static boolean away(SQLException failed) {
        String state = failed.getSQLState();
        boolean tooSlow = "57014".equals(state) || "25P04".equals(state);
        return !tooSlow && SqlFailure.of(failed) == SqlFailure.LOST;
    }

    private int freeTogether(List<EmailId> ids, Pick pick, boolean onRecord) throws SQLException {
        List<Taken> taken =
                Transactions.run(
                        dataSource,
                        connection -> {
                            List<Taken> locked = lock(connection, ids, pick);
                            if (!locked.isEmpty()) {
                                write(connection, locked, onRecord);
                            }
                            return locked;
                        });
        for (Taken mail : taken) {
            if (mail.died() && mail.blame().deaths() >= ALARM) {
                LOG.error(
                        "mail {} was in hand {} times when its worker died, {} times alone; it rests {} s",
                        mail.id(),
                        mail.blame().deaths(),
                        mail.blame().alone(),
                        mail.rest());
            }
        }
        return taken.size();
    }

    private static List<Taken> lock(Connection connection, List<EmailId> ids, Pick pick)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        SELECT w.email_id, w.fence, w.deaths, w.alone, w.trial, %s, now()
                          FROM unnest(?::uuid[]) u(id) JOIN work w ON w.email_id = u.id
                         WHERE %s
                         ORDER BY w.email_id FOR UPDATE OF w SKIP LOCKED"""
                                .formatted(pick.died(), pick.which()))) {
            new Columns<>(connection, statement, ids).add("uuid", id -> id).same(pick.parameter());
            List<Taken> locked = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    locked.add(
                            new Taken(
                                    new EmailId(row.getObject(1, UUID.class)),
                                    row.getInt(2),
                                    new Blame(row.getInt(3), row.getInt(4)),
                                    Trial.of(row.getInt(5)),
                                    row.getBoolean(6),
                                    Objects.requireNonNull(LockedMails.instant(row, 7))));
                }
            }
            return locked;
        }
    }

    private static void write(Connection connection, List<Taken> taken, boolean onRecord)
            throws SQLException {
        Pipeline pipeline = new Pipeline(connection);
        if (onRecord) {
            List<Event> events =
                    LostCalls.close(connection, taken.stream().map(Taken::lost).toList());
            Event.insert(pipeline, events, taken.getFirst().now());
        }
        release(pipeline, taken);
        pipeline.run();
    }

    private static void release(Pipeline pipeline, List<Taken> taken) {
        pipeline.write(
                """
                UPDATE work w
                   SET holder = NULL, woken = false, trial = 0, fence = w.fence + 1,
                       settings_seen = NULL,
                       due_at = now() + u.rest * interval '1 second',
                       deaths = u.deaths, alone = u.alone
                  FROM (SELECT (?::uuid[])[i] AS id, (?::int[])[i] AS rest,
                               (?::smallint[])[i] AS deaths, (?::smallint[])[i] AS alone
                          FROM unnest(?::int[]) i) u
                 WHERE w.email_id = u.id""",
                taken,
                columns ->
                        columns.add("uuid", Taken::id)
                                .add("int4", Taken::rest)
                                .add("int2", mail -> mail.blame().deaths())
                                .add("int2", mail -> mail.blame().alone())
                                .subscripts());
    }
}
