package dev.mailswitch.ledger;

import static java.util.Collections.emptyIterator;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.lifecycle.Attempted;
import dev.mailswitch.model.lifecycle.Engagement;
import dev.mailswitch.model.lifecycle.EventType;
import dev.mailswitch.model.lifecycle.RecipientState;
import dev.mailswitch.model.lifecycle.Reduction;
import dev.mailswitch.model.lifecycle.Statement;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.model.outcome.Scope;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Applies providers' reports. A report on a mail that somebody has in hand changes its recipient
/// and leaves the work row to the holder's settle.
public final class Reporting {

    private static final Logger LOG = LoggerFactory.getLogger(Reporting.class);

    private final DataSource dataSource;
    private final RandomGenerator random;

    public Reporting(DataSource dataSource, RandomGenerator random) {
        this.dataSource = dataSource;
        this.random = random;
    }

    /// Applies a batch in one transaction; answers in the order given. Repeating a batch is
    /// harmless.
    ///
    /// @throws SQLException when nothing was applied
    public List<Report.Result> apply(List<Report> reports) throws SQLException {
        try {
            return Transactions.run(dataSource, connection -> apply(connection, reports));
        } catch (SQLException failed) {
            if (Kept.leafGone(failed)) {
                return applyKept(reports, failed);
            }
            if (SqlFailure.of(failed) == SqlFailure.REFUSED) {
                return halve(reports, failed);
            }
            throw failed;
        }
    }

    /// A report about a mail no longer kept must not hold up the others.
    private List<Report.Result> applyKept(List<Report> reports, SQLException failed)
            throws SQLException {
        Set<Leaf> leaves = Kept.leaves(dataSource, reports.stream().map(Report::id).toList());
        Transactions.run(
                dataSource,
                connection -> {
                    ReportedAddresses addresses = new ReportedAddresses(connection);
                    for (Report report : reports) {
                        if (!leaves.contains(Leaf.of(report.id()))) {
                            addresses.forgotten(report);
                        }
                    }
                    return addresses.suppress(random);
                });
        List<Report> kept = reports.stream().filter(r -> leaves.contains(Leaf.of(r.id()))).toList();
        if (kept.size() == reports.size()) {
            throw failed;
        }
        Iterator<Report.Result> results = kept.isEmpty() ? emptyIterator() : apply(kept).iterator();
        return reports.stream()
                .map(r -> leaves.contains(Leaf.of(r.id())) ? results.next() : Report.Result.UNKNOWN)
                .toList();
    }

    /// Finds the report that cannot be written, and goes on without it.
    private List<Report.Result> halve(List<Report> reports, SQLException failed)
            throws SQLException {
        if (reports.size() == 1) {
            LOG.error("a report about {} cannot be written", reports.getFirst().id(), failed);
            return List.of(Report.Result.UNKNOWN);
        }
        List<Report.Result> results = new ArrayList<>();
        results.addAll(apply(reports.subList(0, reports.size() / 2)));
        results.addAll(apply(reports.subList(reports.size() / 2, reports.size())));
        return results;
    }

    private List<Report.Result> apply(Connection connection, List<Report> reports)
            throws SQLException {
        LockedMails locked =
                LockedMails.lock(connection, reports.stream().map(Report::id).toList());
        Map<EmailId, List<Attempts.Row>> attempts =
                Attempts.of(connection, locked.all().stream().map(m -> m.id).toList());
        List<Report> known =
                reports.stream()
                        .filter(r -> attempt(attempts, r) != null && locked.find(r.id()) != null)
                        .toList();
        Set<Report> fresh = notSeen(connection, known);
        List<Attempts.Answered> corrections = new ArrayList<>();
        ReportedAddresses addresses = new ReportedAddresses(connection);
        List<Report.Result> results = new ArrayList<>();
        for (Report report : reports) {
            if (!known.contains(report)) {
                results.add(Report.Result.UNKNOWN);
            } else if (!fresh.remove(report)) {
                results.add(Report.Result.REPEATED);
            } else {
                LockedMail mail = java.util.Objects.requireNonNull(locked.find(report.id()));
                apply(mail, report, attempted(attempts, report), corrections);
                addresses.kept(mail, report);
                results.add(Report.Result.APPLIED);
            }
        }
        for (LockedMail mail : locked.all()) {
            boolean changed = mail.recipients.stream().anyMatch(LockedRecipient::changed);
            if (changed && !mail.held()) {
                mail.fate = LockedMail.Fate.RELEASED;
            }
        }
        Pipeline pipeline = new Pipeline(connection);
        Attempts.correct(pipeline, corrections);
        addresses.suppress(pipeline, locked.now(), random);
        locked.save(pipeline);
        pipeline.commit();
        return results;
    }

    private static Attempts.@Nullable Row attempt(
            Map<EmailId, List<Attempts.Row>> attempts, Report report) {
        return attempts.getOrDefault(report.id(), List.of()).stream()
                .filter(
                        a ->
                                a.position() == report.position()
                                        && a.no() == report.attempt()
                                        && a.provider().equals(report.provider()))
                .findFirst()
                .orElse(null);
    }

    private static Attempted attempted(Map<EmailId, List<Attempts.Row>> attempts, Report report) {
        return Attempts.attempted(
                attempts.getOrDefault(report.id(), List.of()), report.position(), report.attempt());
    }

    private static void apply(
            LockedMail mail,
            Report report,
            Attempted attempts,
            List<Attempts.Answered> corrections) {
        LockedRecipient recipient = mail.recipient(report.position()).orElseThrow();
        EventType type = report.type();
        boolean doubled = false;
        if (type == EventType.DELIVERED) {
            doubled = good(recipient, attempts, new Statement.Delivered(report.attempt()));
        } else if (type == EventType.SENT) {
            doubled = good(recipient, attempts, new Statement.Accepted(report.attempt()));
        } else if (type == EventType.BOUNCED) {
            type = bounced(recipient, report, attempts, corrections);
        }
        mail.events.add(
                new Event(
                        mail.organisationId,
                        mail.id,
                        report.position(),
                        report.attempt(),
                        type,
                        facts(report, doubled)));
    }

    /// Says whether it may have gone out twice.
    private static boolean good(LockedRecipient recipient, Attempted attempts, Statement said) {
        return switch (Reduction.rule(recipient.state(), attempts, said)) {
            case Reduction.Ruling.Move(RecipientState next) -> {
                recipient.move(next);
                recipient.explain(null, null);
                recipient.waitNoMore();
                yield false;
            }
            case Reduction.Ruling.OnRecord r -> false;
            case Reduction.Ruling.Doubled d -> true;
        };
    }

    /// A bounce that another provider may mend puts the recipient back to the queue; what follows is
    /// decided at the next claim, from what is on record of the attempt by then: a block of that
    /// provider, or a refusal to which a second opinion is asked for, once.
    private static EventType bounced(
            LockedRecipient recipient,
            Report report,
            Attempted attempts,
            List<Attempts.Answered> corrections) {
        BounceClass why = report.bounceClass() == null ? BounceClass.UNKNOWN : report.bounceClass();
        Outcome mendable =
                switch (why.remedy()) {
                    case OTHER_PROVIDER ->
                            new Outcome.Blocked(why, Scope.RECIPIENT_DOMAIN, report.reason());
                    case OTHER_PROVIDER_ONCE ->
                            new Outcome.RecipientRefused(why, true, report.reason());
                    case NONE, LATER -> null;
                };
        Statement said =
                mendable != null
                        ? new Statement.Blocked(report.attempt())
                        : new Statement.Bounced(report.attempt());
        Reduction.Ruling ruling = Reduction.rule(recipient.state(), attempts, said);
        if (!(ruling instanceof Reduction.Ruling.Move(RecipientState next))) {
            return EventType.BOUNCED;
        }
        recipient.move(next);
        recipient.explain(why, report.reason());
        recipient.waitNoMore();
        if (mendable == null) {
            return EventType.BOUNCED;
        }
        corrections.add(
                new Attempts.Answered(
                        report.id(), report.position(), report.attempt(), mendable, null));
        return EventType.REROUTED;
    }

    private static String facts(Report report, boolean doubled) {
        Map<String, Object> facts = new LinkedHashMap<>();
        if (report.bounceClass() != null) {
            facts.put("class", report.bounceClass().word());
        }
        if (!report.reason().isEmpty()) {
            facts.put("reason", OutcomeFacts.masked(report.reason()));
        }
        if (doubled) {
            facts.put("double", true);
        }
        Engagement engagement = report.engagement();
        if (engagement != null) {
            if (engagement.url() != null) {
                facts.put("url", engagement.url());
            }
            facts.put("agent", engagement.agent());
            facts.put("bot", engagement.bot());
        }
        return Event.data(facts);
    }

    private static Set<Report> notSeen(Connection connection, List<Report> reports)
            throws SQLException {
        Set<Report> fresh = new HashSet<>();
        Map<Leaf, List<Report>> byLeaf =
                reports.stream()
                        .collect(
                                Collectors.groupingBy(
                                        r -> Leaf.of(r.id()), TreeMap::new, Collectors.toList()));
        for (Map.Entry<Leaf, List<Report>> leaf : byLeaf.entrySet()) {
            try (PreparedStatement statement =
                    connection.prepareStatement(
                            """
                            INSERT INTO %s (email_id, pos, attempt, event_key)
                            SELECT * FROM unnest(?::uuid[], ?::smallint[], ?::smallint[], ?::text[]) u
                             ORDER BY 1, 2, 3, 4
                                ON CONFLICT DO NOTHING RETURNING email_id, pos, attempt, event_key"""
                                    .formatted(leaf.getKey().table("feedback_seen")))) {
                new Columns<>(connection, statement, leaf.getValue())
                        .add("uuid", Report::id)
                        .add("int2", Report::position)
                        .add("int2", Report::attempt)
                        .add("text", Report::eventKey);
                record Seen(UUID id, int position, int attempt, String key) {}
                Set<Seen> inserted = new HashSet<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        inserted.add(
                                new Seen(
                                        row.getObject(1, UUID.class),
                                        row.getInt(2),
                                        row.getInt(3),
                                        row.getString(4)));
                    }
                }
                for (Report report : leaf.getValue()) {
                    Seen seen =
                            new Seen(
                                    report.id().value(),
                                    report.position(),
                                    report.attempt(),
                                    report.eventKey());
                    if (inserted.remove(seen)) {
                        fresh.add(report);
                    }
                }
            }
        }
        return fresh;
    }
}
