package dev.mailswitch.api.admin;

import dev.mailswitch.api.dialect.FieldError;
import dev.mailswitch.api.dialect.Problem;
import dev.mailswitch.api.dialect.Refused;
import dev.mailswitch.model.id.OrganisationId;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/// Reads a list of suppressions line by line and writes it with a statement a thousand lines.
/// Memory is bounded by the number of lines, not by what a line holds.
@Singleton
class SuppressionImport {

    static final String TYPE = "application/x-ndjson";

    private static final int MOST_BYTES = 20 << 20;
    private static final int MOST_LINES = 50_000;
    private static final int LONGEST_LINE = 2_000;
    private static final int WRITTEN_AT_ONCE = 1_000;
    private static final int MOST_ERRORS = 20;

    private final EntityManager entities;
    private final Rows rows;
    private final InstantSource clock;

    SuppressionImport(EntityManager entities, Rows rows, InstantSource clock) {
        this.entities = entities;
        this.rows = rows;
        this.clock = clock;
    }

    /// The entries of a request's body; 400 with the first wrong lines, 413, 415.
    List<SuppressionEntity> read(RoutingContext context, OrganisationId organisation) {
        String type = String.valueOf(context.request().getHeader("Content-Type"));
        if (!type.toLowerCase(Locale.ROOT).strip().split(";", 2)[0].strip().equals(TYPE)) {
            throw new Refused(
                    Problem.of(
                            415,
                            "unsupported_media_type",
                            "Not lines of JSON",
                            "The body must be " + TYPE + ", not compressed"));
        }
        List<SuppressionEntity> entries = new ArrayList<>();
        Checks wrong = new Checks();
        Map<String, UUID> environments = new HashMap<>();
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(
                                new RequestStream(context, MOST_BYTES), StandardCharsets.UTF_8))) {
            int number = 0;
            for (String line = next(lines); line != null; line = next(lines)) {
                number++;
                if (!line.isBlank()) {
                    entries.add(entry(line, number, organisation, environments, wrong));
                }
                if (entries.size() > MOST_LINES) {
                    throw tooMany();
                }
                if (wrong.errors().size() >= MOST_ERRORS) {
                    break;
                }
            }
        } catch (IOException brokenOff) {
            throw new Refused(
                    Problem.of(400, "bad_request", "Broken off", "The body is not complete"));
        }
        wrong.done();
        return entries;
    }

    /// A line, or null at the end; refuses one that is too long before all of it is read.
    private static @Nullable String next(BufferedReader lines) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = lines.read(); c != '\n'; c = lines.read()) {
            if (c < 0) {
                return line.isEmpty() ? null : line.toString();
            }
            line.append((char) c);
            if (line.length() > LONGEST_LINE) {
                throw new Refused(
                        Problem.of(
                                413,
                                "payload_too_large",
                                "Too large",
                                "A line exceeds %d characters".formatted(LONGEST_LINE)));
            }
        }
        return line.toString();
    }

    private SuppressionEntity entry(
            String line,
            int number,
            OrganisationId organisation,
            Map<String, UUID> environments,
            Checks wrong) {
        SuppressionEntity row = rows.born(new SuppressionEntity(), organisation);
        Checks checks = new Checks();
        try {
            Suppression.Request request =
                    Change.read(line.getBytes(StandardCharsets.UTF_8), Suppression.Request.class);
            Suppression.apply(
                    new Suppression.Request(
                            request.email(), request.reason(), null, request.expiresAt()),
                    row,
                    rows,
                    // An entry that has run out is part of a list exported long ago.
                    Instant.MIN,
                    checks);
            row.environmentId =
                    environment(request.environment(), organisation, environments, checks);
        } catch (Refused unreadable) {
            Problem problem = unreadable.problem();
            if (problem.errors().isEmpty()) {
                checks.wrong("", problem.detail());
            }
            checks.errors().addAll(problem.errors());
        }
        for (FieldError error : checks.errors()) {
            String field = "line %d".formatted(number);
            wrong.errors()
                    .add(
                            new FieldError(
                                    error.field().isEmpty() ? field : field + ": " + error.field(),
                                    error.code(),
                                    error.message()));
        }
        return row;
    }

    private @Nullable UUID environment(
            @Nullable String name,
            OrganisationId organisation,
            Map<String, UUID> known,
            Checks checks) {
        if (name == null) {
            return null;
        }
        UUID id = known.get(name);
        if (id == null) {
            id =
                    QuarkusTransaction.requiringNew()
                            .call(
                                    () ->
                                            checks.own(
                                                    "environment",
                                                    EnvironmentEntity.class,
                                                    name,
                                                    organisation,
                                                    rows));
            if (id != null) {
                known.put(name, id);
            }
        }
        return id;
    }

    /// Writes them in the current transaction.
    ///
    /// @return how many were not there
    int write(List<SuppressionEntity> entries) {
        return entities.unwrap(Session.class)
                .doReturningWork(
                        connection -> {
                            int added = 0;
                            for (int from = 0; from < entries.size(); from += WRITTEN_AT_ONCE) {
                                int to = Math.min(entries.size(), from + WRITTEN_AT_ONCE);
                                added += write(connection, entries.subList(from, to));
                            }
                            return added;
                        });
    }

    private static int write(Connection connection, List<SuppressionEntity> some)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        INSERT INTO suppression (id, organisation_id, environment_id, address,
                                                 reason, expires_at, created_at)
                        SELECT * FROM unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::text[], ?::text[],
                                             ?::timestamptz[], ?::timestamptz[])
                            ON CONFLICT DO NOTHING\
                        """)) {
            array(statement, 1, "uuid", some, row -> row.id);
            array(statement, 2, "uuid", some, row -> row.organisationId);
            array(statement, 3, "uuid", some, row -> row.environmentId);
            array(statement, 4, "text", some, row -> row.address);
            array(statement, 5, "text", some, row -> row.reason);
            array(
                    statement,
                    6,
                    "text",
                    some,
                    row -> row.expiresAt == null ? null : row.expiresAt.toString());
            array(statement, 7, "text", some, row -> row.createdAt.toString());
            return statement.executeUpdate();
        }
    }

    private static void array(
            PreparedStatement statement,
            int index,
            String type,
            List<SuppressionEntity> some,
            Function<SuppressionEntity, @Nullable Object> cell)
            throws SQLException {
        statement.setArray(
                index,
                statement.getConnection().createArrayOf(type, some.stream().map(cell).toArray()));
    }

    private static Refused tooMany() {
        return new Refused(
                Problem.of(
                        413,
                        "payload_too_large",
                        "Too large",
                        "The body has more than %d lines".formatted(MOST_LINES)));
    }
}
