package dev.mailswitch.api.admin;

import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.api.auth.Scope;
import dev.mailswitch.api.dialect.Listing;
import dev.mailswitch.api.dialect.Parameters;
import dev.mailswitch.api.dialect.Rfc3339;
import dev.mailswitch.model.id.Uuids;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `/api/v1/audit`: who changed what in the organisation, newest first.
@Path("/api/v1/audit")
@Singleton
@RunOnVirtualThread
public class AuditResource {

    static final Set<String> KNOWN =
            Set.of("limit", "cursor", "key", "action", "kind", "subject", "from", "to");

    private static final List<String> ACTIONS =
            Arrays.stream(Audit.Action.values())
                    .map(action -> action.name().toLowerCase(Locale.ROOT))
                    .toList();

    /// @param action created, changed, deleted, imported or tested
    /// @param kind   of the subject, as `provider`
    /// @param fields of a change: the names of what was given; values are kept nowhere
    record View(
            String id,
            String at,
            String keyId,
            @Nullable String key,
            String action,
            String kind,
            String subjectId,
            @Nullable String subject,
            @Nullable List<String> fields) {}

    private final Desk desk;

    AuditResource(Desk desk) {
        this.desk = desk;
    }

    /// @param key     name it had then, or id
    /// @param subject name it had then, or id
    /// @param from    first moment, included
    /// @param to      first moment no longer included
    record Filter(
            @Nullable String key,
            @Nullable String action,
            @Nullable String kind,
            @Nullable String subject,
            @Nullable Instant from,
            @Nullable Instant to) {

        static Filter of(Parameters parameters) {
            String action = parameters.text("action").orElse(null);
            if (action != null && !ACTIONS.contains(action)) {
                throw Parameters.refused("action", "must be one of " + String.join(", ", ACTIONS));
            }
            return new Filter(
                    parameters.text("key").orElse(null),
                    action,
                    parameters.text("kind").orElse(null),
                    parameters.text("subject").orElse(null),
                    parameters.time("from").orElse(null),
                    parameters.time("to").orElse(null));
        }
    }

    @GET
    public Response list() {
        Caller caller = desk.enter(Scope.ADMIN);
        Parameters parameters = new Parameters(desk.query(), KNOWN);
        int limit = parameters.limit();
        UUID before = parameters.cursor();
        Filter filter = Filter.of(parameters);
        return QuarkusTransaction.requiringNew()
                .call(
                        () ->
                                Change.ok(
                                        Listing.of(
                                                desk.rows()
                                                        .audit(
                                                                caller.organisation(),
                                                                filter,
                                                                before,
                                                                limit + 1),
                                                limit,
                                                row -> row.id,
                                                AuditResource::view)));
    }

    private static View view(AuditEntity row) {
        return new View(
                row.id.toString(),
                Rfc3339.of(Uuids.time(row.id)),
                row.keyId.toString(),
                row.keyName,
                row.action,
                row.kind,
                row.subjectId.toString(),
                row.subjectName,
                row.fields == null ? null : List.of(row.fields));
    }
}
