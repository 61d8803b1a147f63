package dev.mailswitch.ledger;

import static java.util.Collections.emptyIterator;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.EnvironmentId;
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
import java.util.HashMap;
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
        List<Suppressions.Added> suppressed = new ArrayList<>();
        Map<EmailId, EnvironmentId> environments = environments(connection, fresh);
        List<Report.Result> results = new ArrayList<>();
        for (Report report : reports) {
            if (!known.contains(report)) {
                results.add(Report.Result.UNKNOWN);
            } else if (!fresh.remove(report)) {
                results.add(Report.Result.REPEATED);
            } else {
                LockedMail mail = java.util.Objects.requireNonNull(locked.find(report.id()));
                apply(mail, report, latest(attempts, report), corrections);
                suppression(mail, report, environments.get(mail.id), suppressed);
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
        Suppressions.add(pipeline, suppressed, locked.now(), random);
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

    private static int latest(Map<EmailId, List<Attempts.Row>> attempts, Report report) {
        return attempts.getOrDefault(report.id(), List.of()).stream()
                .filter(a -> a.position() == report.position())
                .mapToInt(Attempts.Row::no)
                .max()
                .orElse(0);
    }

    private static void apply(
            LockedMail mail, Report report, int latest, List<Attempts.Answered> corrections) {
        LockedRecipient recipient = mail.recipient(report.position()).orElseThrow();
        EventType type = report.type();
        if (type == EventType.DELIVERED) {
            Reduction.Ruling ruling =
                    Reduction.rule(
                            recipient.state(), latest, new Statement.Delivered(report.attempt()));
            if (ruling instanceof Reduction.Ruling.Move(RecipientState next)) {
                recipient.move(next);
                recipient.explain(null, null);
            }
        } else if (type == EventType.BOUNCED) {
            type = bounced(recipient, report, latest, corrections);
        }
        mail.events.add(
                new Event(
                        mail.organisationId,
                        mail.id,
                        report.position(),
                        report.attempt(),
                        type,
                        facts(report)));
    }

    /// A bounce that is the provider's fault puts the recipient back to the queue; what follows is
    /// decided at the next claim.
    private static EventType bounced(
            LockedRecipient recipient,
            Report report,
            int latest,
            List<Attempts.Answered> corrections) {
        BounceClass why = report.bounceClass() == null ? BounceClass.UNKNOWN : report.bounceClass();
        boolean elsewhere =
                switch (why.remedy()) {
                    case OTHER_PROVIDER, OTHER_PROVIDER_ONCE -> true;
                    case NONE, LATER -> false;
                };
        Statement said =
                elsewhere
                        ? new Statement.Blocked(report.attempt())
                        : new Statement.Bounced(report.attempt());
        Reduction.Ruling ruling = Reduction.rule(recipient.state(), latest, said);
        if (!(ruling instanceof Reduction.Ruling.Move(RecipientState next))) {
            return EventType.BOUNCED;
        }
        recipient.move(next);
        recipient.explain(why, report.reason());
        recipient.wait(null);
        if (!elsewhere) {
            return EventType.BOUNCED;
        }
        corrections.add(
                new Attempts.Answered(
                        report.id(),
                        report.position(),
                        report.attempt(),
                        new Outcome.Blocked(why, Scope.RECIPIENT_DOMAIN, report.reason())));
        return EventType.REROUTED;
    }

    private static void suppression(
            LockedMail mail,
            Report report,
            @Nullable EnvironmentId environment,
            List<Suppressions.Added> suppressed) {
        if (!report.suppresses()) {
            return;
        }
        LockedRecipient recipient = mail.recipient(report.position()).orElseThrow();
        boolean hard =
                report.type() == EventType.BOUNCED
                        && report.permanent()
                        && report.bounceClass() != null
                        && report.bounceClass().suppresses();
        if (hard) {
            suppressed.add(
                    new Suppressions.Added(
                            mail.organisationId, null, recipient.address, "bounced"));
        } else if (report.type() == EventType.COMPLAINED) {
            suppressed.add(
                    new Suppressions.Added(
                            mail.organisationId, environment, recipient.address, "complained"));
        } else if (report.type() == EventType.UNSUBSCRIBED) {
            suppressed.add(
                    new Suppressions.Added(
                            mail.organisationId, environment, recipient.address, "unsubscribed"));
        }
    }

    private static String facts(Report report) {
        Map<String, Object> facts = new LinkedHashMap<>();
        if (report.bounceClass() != null) {
            facts.put("class", report.bounceClass().word());
        }
        if (!report.reason().isEmpty()) {
            facts.put("reason", OutcomeFacts.masked(report.reason()));
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

    private static Map<EmailId, EnvironmentId> environments(
            Connection connection, Set<Report> reports) throws SQLException {
        Map<EmailId, EnvironmentId> environments = new HashMap<>();
        List<EmailId> left =
                reports.stream()
                        .filter(
                                r ->
                                        r.type() == EventType.COMPLAINED
                                                || r.type() == EventType.UNSUBSCRIBED)
                        .map(Report::id)
                        .toList();
        for (Map.Entry<Leaf, List<EmailId>> leaf : LockedMails.byLeaf(left).entrySet()) {
            try (PreparedStatement statement =
                    connection.prepareStatement(
                            """
                            SELECT e.id, e.environment_id
                              FROM unnest(?::uuid[]) u(id) JOIN %s e ON e.id = u.id"""
                                    .formatted(leaf.getKey().table("email")))) {
                new Columns<>(connection, statement, leaf.getValue()).add("uuid", id -> id);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        environments.put(
                                new EmailId(row.getObject(1, UUID.class)),
                                new EnvironmentId(row.getObject(2, UUID.class)));
                    }
                }
            }
        }
        return environments;
    }
}
