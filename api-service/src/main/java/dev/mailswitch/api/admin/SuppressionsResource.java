package dev.mailswitch.api.admin;

import dev.mailswitch.api.admin.Audit.Action;
import dev.mailswitch.api.admin.Writing.Done;
import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.api.auth.Scope;
import dev.mailswitch.api.dialect.Entrance;
import dev.mailswitch.api.dialect.Listing;
import dev.mailswitch.api.dialect.Parameters;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.mail.Address;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/// `/api/v1/suppressions`: addresses that get no mail, of one environment or the organisation.
@Path("/api/v1/suppressions")
@Singleton
@RunOnVirtualThread
public class SuppressionsResource {

    private static final String PATH = "/api/v1/suppressions/";
    private static final String WORD = "suppression";
    private static final int EXPORTED_AT_ONCE = 1_000;

    /// @param added   entries that were not there
    /// @param present entries that were there already, and stay as they are
    record Imported(int added, int present) {}

    private final Desk desk;
    private final Rows rows;
    private final SuppressionImport imports;
    private final InstantSource clock;

    SuppressionsResource(Desk desk, SuppressionImport imports, InstantSource clock) {
        this.desk = desk;
        this.rows = desk.rows();
        this.imports = imports;
        this.clock = clock;
    }

    /// All, or those of an address.
    @GET
    public Response list() {
        Caller caller = desk.enter(Scope.SUPPRESSIONS);
        Parameters parameters = new Parameters(desk.query(), Set.of("limit", "cursor", "email"));
        int limit = parameters.limit();
        UUID after = Objects.requireNonNullElse(parameters.cursor(), Rows.FIRST);
        Map<String, String> address =
                parameters
                        .text("email")
                        .map(SuppressionsResource::key)
                        .map(key -> Map.of("address", key))
                        .orElse(Map.of());
        return QuarkusTransaction.requiringNew()
                .call(
                        () ->
                                Change.ok(
                                        Listing.of(
                                                rows.list(
                                                        SuppressionEntity.class,
                                                        caller.organisation(),
                                                        address,
                                                        after,
                                                        limit + 1),
                                                limit,
                                                row -> row.id,
                                                this::view)));
    }

    private static String key(String text) {
        try {
            return Address.parse(text).key();
        } catch (IllegalArgumentException wrong) {
            throw Parameters.refused("email", String.valueOf(wrong.getMessage()));
        }
    }

    @GET
    @Path("{id}")
    public Response get(@PathParam("id") String id) {
        Caller caller = desk.enter(Scope.SUPPRESSIONS);
        return QuarkusTransaction.requiringNew()
                .call(
                        () ->
                                Change.ok(
                                        view(
                                                rows.find(
                                                        SuppressionEntity.class,
                                                        caller.organisation(),
                                                        id))));
    }

    /// Adds an address; 409 if it is there in that scope and its time is not over.
    @POST
    public Response add() {
        Entrance.Visit visit = desk.enterWithBody(Scope.SUPPRESSIONS);
        OrganisationId organisation = visit.caller().organisation();
        Suppression.Request request = Change.read(visit.body(), Suppression.Request.class);
        Suppression.View view =
                desk.writing()
                        .data(
                                visit.caller(),
                                () -> {
                                    SuppressionEntity row =
                                            rows.born(new SuppressionEntity(), organisation);
                                    Checks checks = new Checks();
                                    Suppression.apply(request, row, rows, clock.instant(), checks);
                                    checks.done();
                                    rows.deleteExpired(row);
                                    row.persist();
                                    return new Done<>(
                                            view(row), Audit.of(Action.CREATED, WORD, row, null));
                                });
        return Response.fromResponse(Change.ok(view))
                .status(201)
                .header("Location", PATH + view.id())
                .build();
    }

    @DELETE
    @Path("{id}")
    public Response delete(@PathParam("id") String id) {
        Caller caller = desk.enter(Scope.SUPPRESSIONS);
        desk.writing()
                .data(
                        caller,
                        () -> {
                            SuppressionEntity row =
                                    rows.find(SuppressionEntity.class, caller.organisation(), id);
                            row.delete();
                            return new Done<>(row.id, Audit.of(Action.DELETED, WORD, row, null));
                        });
        return Response.noContent().build();
    }

    /// Adds what each line holds, all or nothing: JSON objects as [#add()] takes them, one a line.
    @POST
    @Path("import")
    public Response importLines() {
        Caller caller = desk.enter(Scope.SUPPRESSIONS);
        List<SuppressionEntity> entries = imports.read(desk.context(), caller.organisation());
        int added =
                desk.writing()
                        .data(
                                caller,
                                () ->
                                        new Done<>(
                                                imports.write(entries),
                                                new Audit(
                                                        caller.organisation().value(),
                                                        Action.IMPORTED,
                                                        WORD,
                                                        caller.organisation().value(),
                                                        entries.size() + " lines",
                                                        List.of())));
        return Change.ok(new Imported(added, entries.size() - added));
    }

    /// All of them as [#importLines()] reads them, page by page: what is added meanwhile may or may
    /// not be among them.
    @GET
    @Path("export")
    public Response export() {
        Caller caller = desk.enter(Scope.SUPPRESSIONS);
        StreamingOutput lines =
                out -> {
                    UUID after = Rows.FIRST;
                    while (after != null) {
                        Page page = page(caller.organisation(), after);
                        out.write(page.lines().getBytes(StandardCharsets.UTF_8));
                        after = page.last();
                    }
                };
        return Response.ok(lines)
                .type(SuppressionImport.TYPE)
                .header("Content-Disposition", "attachment; filename=\"suppressions.ndjson\"")
                .build();
    }

    private record Page(String lines, @org.jspecify.annotations.Nullable UUID last) {}

    private Page page(OrganisationId organisation, UUID after) {
        return QuarkusTransaction.requiringNew()
                .call(
                        () -> {
                            List<SuppressionEntity> found =
                                    rows.list(
                                            SuppressionEntity.class,
                                            organisation,
                                            Map.of(),
                                            after,
                                            EXPORTED_AT_ONCE);
                            StringBuilder lines = new StringBuilder();
                            found.forEach(row -> lines.append(line(row)).append('\n'));
                            return new Page(
                                    lines.toString(),
                                    found.size() < EXPORTED_AT_ONCE ? null : found.getLast().id);
                        });
    }

    private String line(SuppressionEntity row) {
        Suppression.View view = view(row);
        return Change.json(
                new Suppression.Request(
                        view.email(), view.reason(), view.environment(), view.expiresAt()));
    }

    private Suppression.View view(SuppressionEntity row) {
        return Suppression.view(row, rows);
    }
}
