package dev.mailswitch.ledger;

import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.id.Uuids;
import dev.mailswitch.model.lifecycle.EventType;
import dev.mailswitch.model.lifecycle.Status;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/// Looks back at some of the mails that providers accepted in a slice of time: has anything been
/// reported of them since? All times are the database's, in which events are numbered: a vendor's
/// clock is asked for nothing.
///
/// What it costs is bounded, whatever comes: so many events read in their order, so many mails
/// looked up by key, so many events read of each. Its first recipient stands for a mail, else a mail
/// to a thousand would be most of the sample. A mail of which more is on record, as of one to a
/// thousand or one whose link was followed a thousand times, is left out, whether it was reported or
/// not: nobody makes the look dear, and so blind for everybody, by what he sends.
public final class ReportSampling {

    /// Events read in a slice; that leaves out its end where thousands come in a second.
    private static final int EVENTS = 20_000;

    /// Acceptances looked up in a slice.
    private static final int MAILS = 1_000;

    /// Events of a mail, in the week's leaf: a mail to twenty has about three a recipient by the time
    /// it is delivered to all.
    static final int EVENTS_OF_A_MAIL = 64;

    /// Mails of one provider to one domain that are alike.
    ///
    /// @param recipientDomain in lower case, else as it was written: not brought to its ASCII form
    /// @param reported        whether its provider has said anything of them after it accepted
    public record Sample(
            ProviderId provider, String recipientDomain, boolean reported, int mails) {}

    /// Whoever is no longer `sent` by that attempt was reported on; who is may have been put off,
    /// which leaves an event alone. A join, or EXISTS, would let the planner hash whole leaves: LIMIT
    /// makes it look up each row by key, in one leaf.
    ///
    /// A mail's events are read from where a leaf begins: the bound then names the leaf and passes
    /// over no row of it, so LIMIT bounds what is read and not only what is found.
    private static final String READ =
            """
            WITH taken AS MATERIALIZED (
              SELECT DISTINCT s.email_id, s.pos, s.attempt
                FROM (SELECT e.email_id, e.pos, e.attempt
                        FROM (SELECT email_id, pos, attempt, type FROM event
                               WHERE id >= ? AND id < ? ORDER BY id LIMIT %1$d) e
                       WHERE e.type = %4$d AND e.pos = 0 AND e.attempt IS NOT NULL
                       LIMIT %2$d) s)
            SELECT a.provider_id, r.domain,
                   r.status <> %5$d OR r.attempt <> t.attempt OR h.told,
                   count(*)
              FROM taken t
             CROSS JOIN LATERAL (SELECT count(*) AS events,
                                        coalesce(bool_or(e.id >= ? AND e.pos = t.pos
                                                         AND e.attempt = t.attempt
                                                         AND e.type IN (%6$d, %7$d)), false) AS told
                                   FROM (SELECT id, pos, attempt, type FROM event
                                          WHERE email_id = t.email_id AND id >= ?
                                          LIMIT %3$d + 1) e) h
             CROSS JOIN LATERAL (SELECT provider_id FROM attempt
                                  WHERE email_id = t.email_id AND pos = t.pos AND no = t.attempt
                                  LIMIT 1) a
             CROSS JOIN LATERAL (SELECT status, attempt, lower(split_part(address, '@', -1)) AS domain
                                   FROM recipient
                                  WHERE email_id = t.email_id AND pos = t.pos LIMIT 1) r
             WHERE h.events <= %3$d
             GROUP BY 1, 2, 3\
            """
                    .formatted(
                            EVENTS,
                            MAILS,
                            EVENTS_OF_A_MAIL,
                            EventType.SENT.code(),
                            Status.SENT.code(),
                            EventType.DELAYED.code(),
                            EventType.COMPLAINED.code());

    private final DataSource dataSource;

    public ReportSampling(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /// What is known now of mails accepted from `from` until just before `to`, by the database's
    /// clock; both lie further back than a transaction may last.
    public List<Sample> look(Instant from, Instant to) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = prepare(connection, "", from, to)) {
            List<Sample> samples = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    samples.add(
                            new Sample(
                                    new ProviderId(row.getObject(1, UUID.class)),
                                    row.getString(2),
                                    row.getBoolean(3),
                                    row.getInt(4)));
                }
            }
            return samples;
        }
    }

    /// @param before what stands before the statement, as `EXPLAIN `
    static PreparedStatement prepare(Connection connection, String before, Instant from, Instant to)
            throws SQLException {
        PreparedStatement select = connection.prepareStatement(before + READ);
        select.setObject(1, Uuids.floor(from));
        select.setObject(2, Uuids.floor(to));
        select.setObject(3, Uuids.floor(from));
        select.setObject(4, Uuids.floor(Leaf.of(from).start()));
        return select;
    }
}
