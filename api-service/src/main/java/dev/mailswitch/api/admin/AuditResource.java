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
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `/api/v1/audit`: who changed what in the organisation, newest first.
@Path("/api/v1/audit")
@Singleton
@RunOnVirtualThread
public class AuditResource {

    /// @param action created, changed, deleted or imported
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

    @GET
    public Response list() {
        Caller caller = desk.enter(Scope.ADMIN);
        Parameters parameters = new Parameters(desk.query(), Set.of("limit", "cursor"));
        int limit = parameters.limit();
        return QuarkusTransaction.requiringNew()
                .call(
                        () ->
                                Change.ok(
                                        Listing.of(
                                                desk.rows()
                                                        .audit(
                                                                caller.organisation(),
                                                                parameters.cursor(),
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
