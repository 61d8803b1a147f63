package dev.mailswitch.api.template;

import dev.mailswitch.api.template.language.Source;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.TemplateId;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;

/// The statements about templates and their versions. Inside a transaction of the container they
/// are part of it.
@Singleton
public class TemplateStore {

    /// Of a template's subject, in characters: what it makes is shorter, but conditions take room.
    public static final int MAX_SUBJECT = 4_096;

    private final DataSource dataSource;

    TemplateStore(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /// A template without its content.
    record Head(TemplateId id, int number, String name, boolean archived, int version) {}

    /// A version of a template's content.
    ///
    /// @param no from 1, one more with every change
    public record Version(int no, Source source, Instant createdAt) {}

    /// How a door names a template.
    sealed interface Key {
        OrganisationId organisation();

        record Id(OrganisationId organisation, TemplateId id) implements Key {}

        record Name(OrganisationId organisation, String name) implements Key {}

        record Number(OrganisationId organisation, int number) implements Key {}
    }

    Optional<Head> find(Key key) throws SQLException {
        String column =
                switch (key) {
                    case Key.Id id -> "id";
                    case Key.Name name -> "name";
                    case Key.Number number -> "number";
                };
        Object value =
                switch (key) {
                    case Key.Id id -> id.id().value();
                    case Key.Name name -> name.name();
                    case Key.Number number -> number.number();
                };
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement(
                                """
                                SELECT id, number, name, archived_at IS NOT NULL, current_no
                                  FROM template WHERE organisation_id = ? AND %s = ?\
                                """
                                        .formatted(column))) {
            statement.setObject(1, key.organisation().value());
            statement.setObject(2, value);
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(
                                new Head(
                                        new TemplateId(row.getObject(1, UUID.class)),
                                        row.getInt(2),
                                        row.getString(3),
                                        row.getBoolean(4),
                                        row.getInt(5)))
                        : Optional.empty();
            }
        }
    }

    /// The names of templates, archived ones too; those that are gone have none.
    public Map<TemplateId, String> names(OrganisationId organisation, Set<TemplateId> ids)
            throws SQLException {
        if (ids.isEmpty()) {
            return Map.of();
        }
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement(
                                """
                                SELECT id, name FROM template
                                 WHERE organisation_id = ? AND id = ANY (?)\
                                """)) {
            statement.setObject(1, organisation.value());
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "uuid", ids.stream().map(TemplateId::value).toArray()));
            try (ResultSet row = statement.executeQuery()) {
                Map<TemplateId, String> names = new HashMap<>();
                while (row.next()) {
                    names.put(new TemplateId(row.getObject(1, UUID.class)), row.getString(2));
                }
                return names;
            }
        }
    }

    /// The next number of an organisation. Whoever makes a template waits here for the one before
    /// to be committed, so numbers have no holes, and one that was deleted does not come again.
    public int nextNumber(OrganisationId organisation) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement(
                                """
                                INSERT INTO template_number AS n (organisation_id, last) VALUES (?, 1)
                                ON CONFLICT (organisation_id) DO UPDATE SET last = n.last + 1
                                RETURNING last\
                                """)) {
            statement.setObject(1, organisation.value());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    /// Adds a version. The caller holds the template's row.
    public void add(TemplateId template, Version version) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement(
                                """
                                INSERT INTO template_version
                                       (template_id, no, subject, html, text, created_at)
                                VALUES (?, ?, ?, ?, ?, ?)\
                                """)) {
            statement.setObject(1, template.value());
            statement.setInt(2, version.no());
            statement.setString(3, version.source().subject());
            statement.setString(4, version.source().html());
            statement.setString(5, version.source().text());
            statement.setObject(6, version.createdAt().atOffset(ZoneOffset.UTC));
            statement.executeUpdate();
        }
    }

    /// One version of a template whose owner the caller has asked for.
    public Optional<Version> version(TemplateId template, int no) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement(
                                """
                                SELECT no, subject, html, text, created_at FROM template_version
                                 WHERE template_id = ? AND no = ?\
                                """)) {
            statement.setObject(1, template.value());
            statement.setInt(2, no);
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(
                                new Version(
                                        row.getInt(1),
                                        new Source(
                                                row.getString(2),
                                                row.getString(3),
                                                row.getString(4)),
                                        row.getObject(5, OffsetDateTime.class).toInstant()))
                        : Optional.empty();
            }
        }
    }

    /// A version in a list: bodies are large, and a page of them would not fit.
    ///
    /// @param subject its beginning, if it is from before there was a limit
    public record Line(int no, String subject, Instant createdAt) {}

    /// A page of versions, newest first.
    ///
    /// @param before the number of the last version of the page before
    public List<Line> versions(TemplateId template, long before, int limit) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement(
                                """
                                SELECT no, left(subject, ?), created_at FROM template_version
                                 WHERE template_id = ? AND no < ? ORDER BY no DESC LIMIT ?\
                                """)) {
            statement.setInt(1, MAX_SUBJECT);
            statement.setObject(2, template.value());
            statement.setLong(3, before);
            statement.setInt(4, limit);
            try (ResultSet row = statement.executeQuery()) {
                List<Line> lines = new ArrayList<>();
                while (row.next()) {
                    lines.add(
                            new Line(
                                    row.getInt(1),
                                    row.getString(2),
                                    row.getObject(3, OffsetDateTime.class).toInstant()));
                }
                return lines;
            }
        }
    }
}
