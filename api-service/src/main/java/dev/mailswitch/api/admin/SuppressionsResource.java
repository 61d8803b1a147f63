package dev.mailswitch.api.admin;

import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.api.auth.Scope;
import dev.mailswitch.api.dialect.Entrance;
import dev.mailswitch.api.dialect.FieldError;
import dev.mailswitch.api.dialect.Listing;
import dev.mailswitch.api.dialect.Parameters;
import dev.mailswitch.api.dialect.Problem;
import dev.mailswitch.api.dialect.Refused;
import dev.mailswitch.api.dialect.Rfc3339;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.mail.Address;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `/api/v1/suppressions`: addresses that get no mail, of one environment or the organisation.
@Path("/api/v1/suppressions")
@Singleton
@RunOnVirtualThread
public class SuppressionsResource {

    private static final String PATH = "/api/v1/suppressions/";
    private static final Set<String> REASONS =
            Set.of("unsubscribed", "complained", "bounced", "manual");

    /// What can be written.
    ///
    /// @param environment null: the whole organisation
    record Request(
            @Nullable String email,
            @Nullable String reason,
            @Nullable String environment,
            @Nullable String expiresAt) {}

    record View(
            String id,
            String email,
            String reason,
            @Nullable String environment,
            @Nullable String expiresAt,
            String createdAt) {}

    private final RoutingContext context;
    private final Entrance entrance;
    private final Rows rows;
    private final Writing writing;
    private final InstantSource clock;

    SuppressionsResource(
            RoutingContext context,
            Entrance entrance,
            Rows rows,
            Writing writing,
            InstantSource clock) {
        this.context = context;
        this.entrance = entrance;
        this.rows = rows;
        this.writing = writing;
        this.clock = clock;
    }

    /// All, or those of an address.
    @GET
    public Response list() {
        Caller caller = entrance.enter(context, Scope.SUPPRESSIONS);
        return QuarkusTransaction.requiringNew().call(() -> Change.ok(page(caller)));
    }

    private Listing<View> page(Caller caller) {
        Parameters parameters =
                new Parameters(context.queryParams(), Set.of("limit", "cursor", "email"));
        int limit = parameters.limit();
        UUID after = Objects.requireNonNullElse(parameters.cursor(), new UUID(0, 0));
        UUID organisation = caller.organisation().value();
        String key = parameters.text("email").map(text -> address(text).key()).orElse(null);
        List<SuppressionEntity> found =
                key == null
                        ? SuppressionEntity.<SuppressionEntity>find(
                                        "organisationId = ?1 and id > ?2 order by id",
                                        organisation,
                                        after)
                                .page(0, limit + 1)
                                .list()
                        : SuppressionEntity.<SuppressionEntity>find(
                                        "organisationId = ?1 and id > ?2 and address = ?3"
                                                + " order by id",
                                        organisation,
                                        after,
                                        key)
                                .page(0, limit + 1)
                                .list();
        return Listing.of(found, limit, row -> row.id, this::view);
    }

    @GET
    @Path("{id}")
    public Response get(@PathParam("id") String id) {
        Caller caller = entrance.enter(context, Scope.SUPPRESSIONS);
        return QuarkusTransaction.requiringNew()
                .call(() -> Change.ok(view(find(id, caller.organisation()))));
    }

    /// Adds an address; 409 if it is there in that scope and its time is not over.
    @POST
    public Response add() {
        Entrance.Visit visit = entrance.enter(context, Scope.SUPPRESSIONS, Change.LIMIT);
        OrganisationId organisation = visit.caller().organisation();
        Request request = Change.read(visit.body(), Request.class);
        View view =
                writing.data(
                        () -> {
                            SuppressionEntity row = new SuppressionEntity();
                            row.id = rows.newId();
                            row.organisationId = organisation.value();
                            row.createdAt = clock.instant();
                            apply(request, row, organisation);
                            deleteExpired(row);
                            row.persist();
                            return view(row);
                        });
        return Response.fromResponse(Change.ok(view))
                .status(201)
                .header("Location", PATH + view.id())
                .build();
    }

    /// One whose time is over suppresses nobody and stands in nobody's way.
    private static void deleteExpired(SuppressionEntity row) {
        SuppressionEntity.delete(
                "organisationId = ?1 and address = ?2 and expiresAt <= ?3 and "
                        + (row.environmentId == null
                                ? "environmentId is null"
                                : "environmentId = ?4"),
                row.environmentId == null
                        ? new Object[] {row.organisationId, row.address, row.createdAt}
                        : new Object[] {
                            row.organisationId, row.address, row.createdAt, row.environmentId
                        });
    }

    @DELETE
    @Path("{id}")
    public Response delete(@PathParam("id") String id) {
        Caller caller = entrance.enter(context, Scope.SUPPRESSIONS);
        writing.data(
                () -> {
                    SuppressionEntity row = find(id, caller.organisation());
                    row.delete();
                    return row;
                });
        return Response.noContent().build();
    }

    private static SuppressionEntity find(String id, OrganisationId organisation) {
        SuppressionEntity row = SuppressionEntity.findById(Rows.uuid(id));
        if (row == null || !row.organisationId.equals(organisation.value())) {
            throw new Refused(Problem.notFound());
        }
        return row;
    }

    private void apply(Request request, SuppressionEntity row, OrganisationId organisation) {
        List<FieldError> errors = new ArrayList<>();
        if (request.email() == null) {
            errors.add(FieldError.required("email"));
        } else {
            row.address = address(request.email()).key();
        }
        row.reason = Objects.requireNonNullElse(request.reason(), "manual");
        if (!REASONS.contains(row.reason)) {
            errors.add(
                    FieldError.invalid(
                            "reason", "must be unsubscribed, complained, bounced or manual"));
        }
        if (request.environment() != null) {
            EnvironmentEntity environment =
                    rows.named(EnvironmentEntity.class, organisation, request.environment());
            if (environment == null) {
                errors.add(FieldError.invalid("environment", "must be one of the organisation's"));
            } else {
                row.environmentId = environment.id;
            }
        }
        if (request.expiresAt() != null) {
            Instant expiresAt = Rfc3339.parse(request.expiresAt()).orElse(null);
            if (expiresAt == null) {
                errors.add(FieldError.invalid("expires_at", "must be a time with Z or an offset"));
            }
            row.expiresAt = expiresAt;
        }
        if (!errors.isEmpty()) {
            throw new Refused(Problem.invalid(errors));
        }
    }

    private static Address address(String text) {
        try {
            return Address.parse(text);
        } catch (IllegalArgumentException wrong) {
            throw Parameters.refused("email", String.valueOf(wrong.getMessage()));
        }
    }

    private View view(SuppressionEntity row) {
        UUID environment = row.environmentId;
        return new View(
                row.id.toString(),
                row.address,
                row.reason,
                environment == null
                        ? null
                        : rows.find(
                                        EnvironmentEntity.class,
                                        new OrganisationId(row.organisationId),
                                        environment.toString())
                                .name,
                Rfc3339.ofNullable(row.expiresAt),
                Rfc3339.of(row.createdAt));
    }
}
