package dev.mailswitch.api.admin;

import dev.mailswitch.api.admin.Writing.Done;
import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.api.auth.Scope;
import dev.mailswitch.api.dialect.Entrance;
import dev.mailswitch.api.dialect.FieldError;
import dev.mailswitch.api.dialect.Listing;
import dev.mailswitch.api.dialect.Parameters;
import dev.mailswitch.api.dialect.Problem;
import dev.mailswitch.api.dialect.Refused;
import dev.mailswitch.api.dialect.Rfc3339;
import dev.mailswitch.api.template.TemplateStore.Version;
import dev.mailswitch.api.template.language.Source;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.words.ControlCharacters;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// `/api/v1/templates`: what mails are made from. A change of subject, html or text makes a new
/// version; the old ones stay. Their versions and previews are [TemplateVersionsResource]'s.
@Path(TemplatesResource.PATH)
@Singleton
@RunOnVirtualThread
public class TemplatesResource {

    static final String PATH = "/api/v1/templates";

    /// What can be written.
    ///
    /// @param html     null or empty: none; html or text must be there
    /// @param text     null or empty: derived from the HTML
    /// @param archived null: not
    record Request(
            @Nullable String name,
            @Nullable String subject,
            @Nullable String html,
            @Nullable String text,
            @Nullable Boolean archived) {}

    /// @param version   of the content
    /// @param variables it asks for, as `items[].price`
    record View(
            String id,
            int number,
            int version,
            String name,
            boolean archived,
            String subject,
            @Nullable String html,
            @Nullable String text,
            List<String> variables,
            String createdAt,
            String updatedAt) {}

    /// A line of the list.
    record Summary(
            String id, int number, int version, String name, boolean archived, String createdAt) {}

    private static final String WORD = "template";

    private final Desk desk;
    private final Rows rows;
    private final TemplateContents contents;
    private final InstantSource clock;

    TemplatesResource(Desk desk, TemplateContents contents, InstantSource clock) {
        this.desk = desk;
        this.rows = desk.rows();
        this.contents = contents;
        this.clock = clock;
    }

    @GET
    public Response list() {
        Caller caller = desk.enter(Scope.TEMPLATES);
        Parameters parameters = new Parameters(desk.query(), Set.of("limit", "cursor"));
        int limit = parameters.limit();
        UUID after = Objects.requireNonNullElse(parameters.cursor(), Rows.FIRST);
        return QuarkusTransaction.requiringNew()
                .call(
                        () ->
                                Change.ok(
                                        Listing.of(
                                                rows.list(
                                                        TemplateEntity.class,
                                                        caller.organisation(),
                                                        Map.of(),
                                                        after,
                                                        limit + 1),
                                                limit,
                                                row -> row.id,
                                                TemplatesResource::summary)));
    }

    @GET
    @Path("{id}")
    public Response get(@PathParam("id") String id) {
        Caller caller = desk.enter(Scope.TEMPLATES);
        return QuarkusTransaction.requiringNew()
                .call(
                        () -> {
                            TemplateEntity row =
                                    rows.find(TemplateEntity.class, caller.organisation(), id);
                            return Change.ok(row.version, view(row, contents.current(row)));
                        });
    }

    @POST
    public Response create() {
        Entrance.Visit visit = desk.enterWithBody(Scope.TEMPLATES);
        OrganisationId organisation = visit.caller().organisation();
        Request request = Change.read(visit.body(), Request.class);
        TemplateEntity row = rows.born(new TemplateEntity(), organisation);
        Source source = checked(request);
        View view =
                desk.writing()
                        .run(
                                visit.caller(),
                                () -> {
                                    name(request, row);
                                    row.number = contents.nextNumber(organisation);
                                    // The version refers to the row, so the row goes first.
                                    row.persistAndFlush();
                                    Version first = new Version(1, source, row.createdAt);
                                    contents.add(row, first);
                                    return new Done<>(
                                            view(row, first), audit(Audit.Action.CREATED, row));
                                });
        return Change.created(PATH + "/" + row.id, row.version, view);
    }

    /// Changes what is given.
    @PATCH
    @Path("{id}")
    public Response change(@PathParam("id") String id) {
        Entrance.Visit visit = desk.enterWithBody(Scope.TEMPLATES);
        Change.Patch patch = Change.patch(visit.body());
        return changed(
                visit.caller(), id, patch.names(), current -> patch.onto(current, Request.class));
    }

    /// Puts all of it in the place of what was there.
    @PUT
    @Path("{id}")
    public Response replace(@PathParam("id") String id) {
        Entrance.Visit visit = desk.enterWithBody(Scope.TEMPLATES);
        Request request = Change.read(visit.body(), Request.class);
        return changed(visit.caller(), id, Change.patch(visit.body()).names(), current -> request);
    }

    private Response changed(
            Caller caller, String id, Set<String> fields, Function<Request, Request> change) {
        TemplateEntity[] changed = new TemplateEntity[1];
        View view =
                desk.writing()
                        .run(
                                caller,
                                () -> {
                                    TemplateEntity row =
                                            rows.lock(
                                                    TemplateEntity.class,
                                                    caller.organisation(),
                                                    id);
                                    Change.check(desk.context(), row.version);
                                    Version current = contents.current(row);
                                    Request request = change.apply(request(row, current.source()));
                                    Source source = checked(request);
                                    name(request, row);
                                    changed[0] = row;
                                    return new Done<>(
                                            view(row, written(row, current, source)),
                                            audit(Audit.Action.CHANGED, row).with(fields));
                                });
        return Change.ok(changed[0].version, view);
    }

    /// The version with that content: the current one if it says the same.
    private Version written(TemplateEntity row, Version current, Source source) {
        if (source.equals(current.source())) {
            return current;
        }
        Version next = new Version(current.no() + 1, source, clock.instant());
        contents.add(row, next);
        row.currentNo = next.no();
        return next;
    }

    /// Makes an older content the current one, as a new version.
    @POST
    @Path("{id}/versions/{no}/restore")
    public Response restore(@PathParam("id") String id, @PathParam("no") String no) {
        Caller caller = desk.enter(Scope.TEMPLATES);
        TemplateEntity[] changed = new TemplateEntity[1];
        View view =
                desk.writing()
                        .run(
                                caller,
                                () -> {
                                    TemplateEntity row =
                                            rows.lock(
                                                    TemplateEntity.class,
                                                    caller.organisation(),
                                                    id);
                                    Change.check(desk.context(), row.version);
                                    Source old =
                                            contents.version(row, TemplateVersionsResource.no(no))
                                                    .source();
                                    changed[0] = row;
                                    return new Done<>(
                                            view(row, written(row, contents.current(row), old)),
                                            audit(Audit.Action.CHANGED, row)
                                                    .with(Set.of("subject", "html", "text")));
                                });
        return Change.ok(changed[0].version, view);
    }

    /// With all its versions. Mails keep what they were made of and refer to none.
    @DELETE
    @Path("{id}")
    public Response delete(@PathParam("id") String id) {
        Caller caller = desk.enter(Scope.TEMPLATES);
        desk.writing()
                .run(
                        caller,
                        () -> {
                            TemplateEntity row =
                                    rows.lock(TemplateEntity.class, caller.organisation(), id);
                            Change.check(desk.context(), row.version);
                            Audit audit = audit(Audit.Action.DELETED, row);
                            row.delete();
                            return new Done<>(row.id, audit);
                        });
        return Response.noContent().build();
    }

    private static Audit audit(Audit.Action action, TemplateEntity row) {
        return Audit.of(action, WORD, row, row.name);
    }

    private static Source checked(Request request) {
        List<FieldError> errors = new ArrayList<>();
        String name = request.name();
        if (name == null || name.isBlank()) {
            errors.add(FieldError.required("name"));
        } else if (name.codePointCount(0, name.length()) > 200) {
            errors.add(FieldError.invalid("name", "must have 1 to 200 characters"));
        } else if (ControlCharacters.in(name)) {
            errors.add(
                    FieldError.invalid(
                            "name", "must not contain line breaks or control characters"));
        } else {
            TemplateContents.storable("name", name, errors);
        }
        Source source =
                TemplateContents.checked(request.subject(), request.html(), request.text(), errors);
        if (source == null || !errors.isEmpty()) {
            throw new Refused(Problem.invalid(errors));
        }
        return source;
    }

    private void name(Request request, TemplateEntity row) {
        row.name = String.valueOf(request.name());
        boolean archived = Boolean.TRUE.equals(request.archived());
        if (archived != (row.archivedAt != null)) {
            row.archivedAt = archived ? clock.instant() : null;
        }
    }

    private static Request request(TemplateEntity row, Source source) {
        return new Request(
                row.name, source.subject(), source.html(), source.text(), row.archivedAt != null);
    }

    private static View view(TemplateEntity row, Version version) {
        Source source = version.source();
        return new View(
                row.id.toString(),
                row.number,
                version.no(),
                row.name,
                row.archivedAt != null,
                source.subject(),
                source.html(),
                source.text(),
                TemplateContents.variables(source),
                Rfc3339.of(row.createdAt),
                Rfc3339.of(version.createdAt()));
    }

    private static Summary summary(TemplateEntity row) {
        return new Summary(
                row.id.toString(),
                row.number,
                row.currentNo,
                row.name,
                row.archivedAt != null,
                Rfc3339.of(row.createdAt));
    }
}
