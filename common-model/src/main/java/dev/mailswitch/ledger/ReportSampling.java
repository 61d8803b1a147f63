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
/// looked up by key. One recipient stands for its mail, else a mail to a thousand would be most of
/// the sample.
public final class ReportSampling {

    /// Events read in a slice; that leaves out its end where thousands come in a second.
    private static final int EVENTS = 20_000;

    /// Acceptances looked up in a slice.
    private static final int MAILS = 1_000;

    /// Mails of one provider to one domain that are alike.
    ///
    /// @param recipientDomain in lower case, as it was written
    /// @param reported        whether its provider has said anything of them after it accepted
    public record Sample(
            ProviderId provider, String recipientDomain, boolean reported, int mails) {}

    /// Whoever is no longer `sent` by that attempt was reported on; who is may have been put off,
    /// which leaves an event alone. A join, or EXISTS, would let the planner hash whole leaves: LIMIT
    /// makes it look up each row by key, in one leaf.
    static final String READ =
            """
            WITH taken AS MATERIALIZED (
              SELECT DISTINCT ON (s.email_id) s.email_id, s.pos, s.attempt
                FROM (SELECT e.email_id, e.pos, e.attempt
                        FROM (SELECT email_id, pos, attempt, type FROM event
                               WHERE id >= ? AND id < ? ORDER BY id LIMIT %1$d) e
                       WHERE e.type = %3$d AND e.pos IS NOT NULL AND e.attempt IS NOT NULL
                       LIMIT %2$d) s
               ORDER BY s.email_id, s.pos)
            SELECT a.provider_id, r.domain,
                   r.status <> %4$d OR r.attempt <> t.attempt
                   OR coalesce((SELECT true FROM event e
                                 WHERE e.email_id = t.email_id AND e.id >= ? AND e.pos = t.pos
                                   AND e.attempt = t.attempt AND e.type IN (%5$d, %6$d)
                                 LIMIT 1), false),
                   count(*)
              FROM taken t
             CROSS JOIN LATERAL (SELECT provider_id FROM attempt
                                  WHERE email_id = t.email_id AND pos = t.pos AND no = t.attempt
                                  LIMIT 1) a
             CROSS JOIN LATERAL (SELECT status, attempt, lower(split_part(address, '@', -1)) AS domain
                                   FROM recipient
                                  WHERE email_id = t.email_id AND pos = t.pos LIMIT 1) r
             GROUP BY 1, 2, 3\
            """
                    .formatted(
                            EVENTS,
                            MAILS,
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
                PreparedStatement select = connection.prepareStatement(READ)) {
            select.setObject(1, Uuids.floor(from));
            select.setObject(2, Uuids.floor(to));
            select.setObject(3, Uuids.floor(from));
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
}
