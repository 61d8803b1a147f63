package dev.mailswitch.ledger;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.lifecycle.EventType;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Lane;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Which addresses a batch of reports puts on the suppression list, and how far: a hard bounce for
/// the organisation, an unsubscribe for the environment the mail came through, a complaint for that
/// one and every environment of the organisation that sends in bulk.
final class ReportedAddresses {

    private final Connection connection;
    private final List<Suppressions.Added> added = new ArrayList<>();

    ReportedAddresses(Connection connection) {
        this.connection = connection;
    }

    /// A report that was applied to its mail.
    void kept(LockedMail mail, Report report) throws SQLException {
        if (reason(report) != null) {
            Address address = mail.recipient(report.position()).orElseThrow().address;
            add(report, mail.organisationId, environment(mail.id), address);
        }
    }

    /// A report about a mail that is no longer kept: it counts if its provider is one of the
    /// organisation it names.
    void forgotten(Report report) throws SQLException {
        if (report.about() != null
                && reason(report) != null
                && owns(report.about().organisationId(), report)) {
            add(
                    report,
                    report.about().organisationId(),
                    report.about().environmentId(),
                    report.about().address());
        }
    }

    private static Suppressions.@Nullable Reason reason(Report report) {
        if (!report.suppresses()) {
            return null;
        }
        boolean hard =
                report.type() == EventType.BOUNCED
                        && report.permanent()
                        && report.bounceClass() != null
                        && report.bounceClass().suppresses();
        if (hard) {
            return Suppressions.Reason.bounced(report.bounceClass());
        }
        if (report.type() == EventType.COMPLAINED) {
            return Suppressions.Reason.of("complained");
        }
        return report.type() == EventType.UNSUBSCRIBED
                ? Suppressions.Reason.of("unsubscribed")
                : null;
    }

    private void add(
            Report report,
            OrganisationId organisation,
            @Nullable EnvironmentId environment,
            Address address)
            throws SQLException {
        Suppressions.Reason reason = Objects.requireNonNull(reason(report));
        if (report.type() == EventType.BOUNCED) {
            added.add(new Suppressions.Added(organisation, null, address, reason));
            return;
        }
        if (environment != null) {
            added.add(new Suppressions.Added(organisation, environment, address, reason));
        }
        if (report.type() == EventType.COMPLAINED) {
            for (EnvironmentId bulk : bulk(organisation)) {
                added.add(new Suppressions.Added(organisation, bulk, address, reason));
            }
        }
    }

    /// Adds them as part of a pipeline.
    void suppress(Pipeline pipeline, Instant now, RandomGenerator random) {
        Suppressions.add(pipeline, added, now, random);
    }

    /// Adds them at once.
    ///
    /// @return how many there were
    int suppress(RandomGenerator random) throws SQLException {
        if (!added.isEmpty()) {
            Pipeline pipeline = new Pipeline(connection);
            suppress(pipeline, Instant.now(), random);
            pipeline.run();
        }
        return added.size();
    }

    private @Nullable EnvironmentId environment(EmailId id) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "SELECT environment_id FROM %s WHERE id = ?"
                                .formatted(Leaf.of(id).table("email")))) {
            statement.setObject(1, id.value());
            List<EnvironmentId> found = environments(statement);
            return found.isEmpty() ? null : found.getFirst();
        }
    }

    private List<EnvironmentId> bulk(OrganisationId organisation) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "SELECT id FROM environment WHERE organisation_id = ? AND lane = ?")) {
            statement.setObject(1, organisation.value());
            statement.setShort(2, Lane.BULK.code());
            return environments(statement);
        }
    }

    private boolean owns(OrganisationId organisation, Report report) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "SELECT 1 FROM provider WHERE id = ? AND organisation_id = ?")) {
            statement.setObject(1, report.provider().value());
            statement.setObject(2, organisation.value());
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    private static List<EnvironmentId> environments(PreparedStatement statement)
            throws SQLException {
        List<EnvironmentId> environments = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                environments.add(new EnvironmentId(row.getObject(1, UUID.class)));
            }
        }
        return environments;
    }
}
