package dev.mailswitch.api.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.api.auth.Scope;
import dev.mailswitch.api.dialect.Entrance;
import dev.mailswitch.api.dialect.FieldError;
import dev.mailswitch.api.dialect.Problem;
import dev.mailswitch.api.dialect.Refused;
import dev.mailswitch.api.dialect.Rfc3339;
import dev.mailswitch.directory.LiveDirectory;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.OnUnknown;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `/api/v1/environments`: streams of mail of one kind.
@Path("/api/v1/environments")
@Singleton
@RunOnVirtualThread
public class EnvironmentsResource {

    private static final String PATH = "/api/v1/environments/";
    private static final Set<Integer> RETENTION = Set.of(0, 1, 7, 30, 90);

    /// What can be written; null fields have their defaults.
    ///
    /// @param sender `a@b` or `Name <a@b>`, of a verified domain
    record Request(
            @Nullable String name,
            @JsonProperty("default") @Nullable Boolean isDefault,
            @Nullable String sender,
            @Nullable String lane,
            @Nullable String onUnknown,
            @Nullable Integer retentionDays,
            @Nullable Boolean held) {}

    record View(
            String id,
            String name,
            @JsonProperty("default") boolean isDefault,
            String sender,
            String lane,
            String onUnknown,
            int retentionDays,
            boolean held,
            String createdAt) {}

    private final RoutingContext context;
    private final Entrance entrance;
    private final Rows rows;
    private final Writing writing;
    private final LiveDirectory directory;

    EnvironmentsResource(
            RoutingContext context,
            Entrance entrance,
            Rows rows,
            Writing writing,
            LiveDirectory directory) {
        this.context = context;
        this.entrance = entrance;
        this.rows = rows;
        this.writing = writing;
        this.directory = directory;
    }

    @GET
    public Response list() {
        Caller caller = entrance.enter(context, Scope.ADMIN);
        return QuarkusTransaction.requiringNew()
                .call(
                        () ->
                                Change.ok(
                                        rows.list(
                                                EnvironmentEntity.class,
                                                caller.organisation(),
                                                context.queryParams(),
                                                EnvironmentsResource::view)));
    }

    @GET
    @Path("{id}")
    public Response get(@PathParam("id") String id) {
        Caller caller = entrance.enter(context, Scope.ADMIN);
        return QuarkusTransaction.requiringNew()
                .call(
                        () -> {
                            EnvironmentEntity row =
                                    rows.find(EnvironmentEntity.class, caller.organisation(), id);
                            return Change.ok(row.version, view(row));
                        });
    }

    @POST
    public Response create() {
        Entrance.Visit visit = entrance.enter(context, Scope.ADMIN, Change.LIMIT);
        OrganisationId organisation = visit.caller().organisation();
        Request request = Change.read(visit.body(), Request.class);
        EnvironmentEntity row = rows.born(new EnvironmentEntity(), organisation);
        writing.run(
                () -> {
                    apply(request, row, organisation);
                    row.persist();
                    return row;
                });
        return Change.created(PATH + row.id, row.version, view(row));
    }

    @PATCH
    @Path("{id}")
    public Response change(@PathParam("id") String id) {
        Entrance.Visit visit = entrance.enter(context, Scope.ADMIN, Change.LIMIT);
        OrganisationId organisation = visit.caller().organisation();
        EnvironmentEntity changed =
                writing.run(
                        () -> {
                            EnvironmentEntity row =
                                    rows.lock(EnvironmentEntity.class, organisation, id);
                            Change.check(context, row.version);
                            apply(
                                    Change.patched(request(row), visit.body(), Request.class),
                                    row,
                                    organisation);
                            return row;
                        });
        return Change.ok(changed.version, view(changed));
    }

    /// 409 while mails of it are unfinished: they would have no routes and no rules left.
    @DELETE
    @Path("{id}")
    public Response delete(@PathParam("id") String id) {
        Caller caller = entrance.enter(context, Scope.ADMIN);
        writing.run(
                () -> {
                    EnvironmentEntity row =
                            rows.lock(EnvironmentEntity.class, caller.organisation(), id);
                    Change.check(context, row.version);
                    if (rows.anyUnfinished(new EnvironmentId(row.id))) {
                        throw new Refused(
                                Problem.conflict(
                                        "There are unfinished mails of the environment "
                                                + row.name));
                    }
                    row.delete();
                    return row;
                });
        return Response.noContent().build();
    }

    private void apply(Request request, EnvironmentEntity row, OrganisationId organisation) {
        List<FieldError> errors = new ArrayList<>();
        String name = request.name();
        if (name == null || !name.matches("[A-Za-z0-9_-]{1,64}")) {
            errors.add(FieldError.invalid("name", "must have 1 to 64 of A-Z a-z 0-9 _ -"));
        }
        Address sender = sender(request.sender(), row, organisation, errors);
        Lane lane = Words.of(Lane.values(), Lane::word, request.lane(), "lane", errors);
        OnUnknown onUnknown =
                Words.of(
                        OnUnknown.values(),
                        OnUnknown::word,
                        request.onUnknown(),
                        "on_unknown",
                        errors);
        int retention = Objects.requireNonNullElse(request.retentionDays(), 30);
        if (!RETENTION.contains(retention)) {
            errors.add(FieldError.invalid("retention_days", "must be 0, 1, 7, 30 or 90"));
        }
        if (!errors.isEmpty() || name == null || sender == null) {
            throw new Refused(Problem.invalid(errors));
        }
        boolean isDefault = Boolean.TRUE.equals(request.isDefault());
        if (isDefault && !row.isDefault) {
            // One default at a time; the one before steps back.
            EnvironmentEntity.update(
                    "update versioned EnvironmentEntity set isDefault = false"
                            + " where organisationId = ?1 and isDefault",
                    organisation.value());
        }
        row.name = name;
        row.isDefault = isDefault;
        row.senderEmail = sender.email();
        row.senderName = sender.name();
        row.lane = lane == null ? Lane.TRANSACTIONAL.code() : lane.code();
        row.onUnknown = onUnknown == null ? OnUnknown.AT_LEAST_ONCE.code() : onUnknown.code();
        row.retentionDays = (short) retention;
        row.held = Boolean.TRUE.equals(request.held());
    }

    private @Nullable Address sender(
            @Nullable String text,
            EnvironmentEntity row,
            OrganisationId organisation,
            List<FieldError> errors) {
        if (text == null) {
            errors.add(FieldError.required("sender"));
            return null;
        }
        try {
            Address sender = Address.parse(text);
            boolean kept = sender.email().equals(row.senderEmail);
            if (!kept
                    && !directory.now().verified(organisation, sender.domain())
                    && !directory.now().verified(organisation, sender.asciiDomain())) {
                errors.add(
                        FieldError.invalid(
                                "sender", "must be of a domain the organisation has verified"));
            }
            return sender;
        } catch (IllegalArgumentException wrong) {
            errors.add(FieldError.invalid("sender", String.valueOf(wrong.getMessage())));
            return null;
        }
    }

    private static Request request(EnvironmentEntity row) {
        View view = view(row);
        return new Request(
                view.name(),
                view.isDefault(),
                view.sender(),
                view.lane(),
                view.onUnknown(),
                view.retentionDays(),
                view.held());
    }

    private static View view(EnvironmentEntity row) {
        return new View(
                row.id.toString(),
                row.name,
                row.isDefault,
                row.senderName == null
                        ? row.senderEmail
                        : "%s <%s>".formatted(row.senderName, row.senderEmail),
                Lane.of(row.lane).word(),
                OnUnknown.of(row.onUnknown).word(),
                row.retentionDays,
                row.held,
                Rfc3339.of(row.createdAt));
    }
}
