package dev.mailswitch.api.admin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.api.auth.Scope;
import dev.mailswitch.api.dialect.Entrance;
import dev.mailswitch.api.dialect.FieldError;
import dev.mailswitch.api.dialect.Listing;
import dev.mailswitch.api.dialect.Parameters;
import dev.mailswitch.api.dialect.Problem;
import dev.mailswitch.api.dialect.Refused;
import dev.mailswitch.api.dialect.Rfc3339;
import dev.mailswitch.api.template.TemplateStore;
import dev.mailswitch.api.template.TemplateStore.Version;
import dev.mailswitch.api.template.language.Compilation;
import dev.mailswitch.api.template.language.Compiled;
import dev.mailswitch.api.template.language.Limits;
import dev.mailswitch.api.template.language.Renderer;
import dev.mailswitch.api.template.language.Rendering;
import dev.mailswitch.compose.PlainText;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// `/api/v1/templates/{id}/versions` and `…/preview`: what a template said, and what it would say.
@Path(TemplatesResource.PATH)
@Singleton
@RunOnVirtualThread
public class TemplateVersionsResource {

    /// @param version null: the current one
    record PreviewRequest(@Nullable Map<String, JsonNode> vars, @Nullable Integer version) {}

    /// @param text made of the HTML if the template has none; null if that has no words in it either
    record Preview(String subject, @Nullable String html, @Nullable String text) {}

    record View(
            int version,
            boolean current,
            String subject,
            @Nullable String html,
            @Nullable String text,
            List<String> variables,
            String createdAt) {}

    /// A line of the list.
    record Summary(int version, boolean current, String subject, String createdAt) {}

    /// How long a preview may wait until the HTML of another is read.
    private static final Duration TURN = Duration.ofSeconds(2);

    private final Desk desk;
    private final Rows rows;
    private final TemplateContents contents;

    /// One at a time: HTML that is taken apart needs memory many times its size.
    private final Semaphore reading = new Semaphore(1);

    TemplateVersionsResource(Desk desk, TemplateContents contents) {
        this.desk = desk;
        this.rows = desk.rows();
        this.contents = contents;
    }

    /// Newest first.
    @GET
    @Path("{id}/versions")
    public Response list(@PathParam("id") String id) {
        Caller caller = desk.enter(Scope.TEMPLATES);
        Parameters parameters = new Parameters(desk.query(), Set.of("limit", "cursor"));
        int limit = parameters.limit();
        UUID cursor = parameters.cursor();
        long before = cursor == null ? Long.MAX_VALUE : cursor.getLeastSignificantBits();
        return QuarkusTransaction.requiringNew()
                .call(
                        () -> {
                            TemplateEntity row = find(caller, id);
                            return Change.ok(
                                    Listing.of(
                                            contents.versions(row, before, limit + 1),
                                            limit,
                                            version -> new UUID(0, version.no()),
                                            version -> summary(row, version)));
                        });
    }

    @GET
    @Path("{id}/versions/{no}")
    public Response get(@PathParam("id") String id, @PathParam("no") String no) {
        Caller caller = desk.enter(Scope.TEMPLATES);
        return QuarkusTransaction.requiringNew()
                .call(
                        () -> {
                            TemplateEntity row = find(caller, id);
                            return Change.ok(view(row, contents.version(row, no(no))));
                        });
    }

    /// Renders without sending.
    @POST
    @Path("{id}/preview")
    public Response preview(@PathParam("id") String id) {
        Entrance.Visit visit = desk.enterWithBody(Scope.TEMPLATES);
        PreviewRequest request = Change.read(visit.body(), PreviewRequest.class);
        Version version =
                QuarkusTransaction.requiringNew()
                        .call(
                                () -> {
                                    TemplateEntity row = find(visit.caller(), id);
                                    return contents.version(
                                            row,
                                            Objects.requireNonNullElse(
                                                    request.version(), row.currentNo));
                                });
        Map<String, JsonNode> vars = Objects.requireNonNullElse(request.vars(), Map.of());
        return switch (Compilation.of(version.source(), Limits.STANDARD)) {
            case Compiled compiled -> Change.ok(preview(Renderer.render(compiled, vars)));
            case Compilation.Flawed flawed ->
                    throw new Refused(
                            Problem.invalid(
                                    flawed.flaws().stream().map(TemplateContents::error).toList()));
        };
    }

    private Preview preview(Rendering rendering) {
        return switch (rendering) {
            case Rendering.Rendered done -> new Preview(done.subject(), done.html(), text(done));
            case Rendering.Missing missing ->
                    throw new Refused(
                            Problem.invalid(
                                    missing.names().stream()
                                            .map(name -> FieldError.required("vars." + name))
                                            .toList()));
            case Rendering.Invalid invalid ->
                    throw new Refused(
                            Problem.invalid(List.of(TemplateContents.error(invalid.flaw()))));
            case Rendering.TooLarge large ->
                    throw new Refused(Problem.invalid("vars", "do not fit: " + large.words()));
        };
    }

    private @Nullable String text(Rendering.Rendered done) {
        try {
            if (!reading.tryAcquire(TURN.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new Refused(Problem.unavailable("Too many previews are being made"));
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new Refused(Problem.unavailable("The service is stopping"));
        }
        try {
            return PlainText.of(done.html(), done.text());
        } finally {
            reading.release();
        }
    }

    private TemplateEntity find(Caller caller, String id) {
        return rows.find(TemplateEntity.class, caller.organisation(), id);
    }

    /// The number of a version, or 404.
    static int no(String text) {
        if (!text.matches("[1-9][0-9]{0,8}")) {
            throw new Refused(Problem.notFound());
        }
        return Integer.parseInt(text);
    }

    private static View view(TemplateEntity row, Version version) {
        return new View(
                version.no(),
                version.no() == row.currentNo,
                version.source().subject(),
                version.source().html(),
                version.source().text(),
                TemplateContents.variables(version.source()),
                Rfc3339.of(version.createdAt()));
    }

    private static Summary summary(TemplateEntity row, TemplateStore.Line version) {
        return new Summary(
                version.no(),
                version.no() == row.currentNo,
                version.subject(),
                Rfc3339.of(version.createdAt()));
    }
}
