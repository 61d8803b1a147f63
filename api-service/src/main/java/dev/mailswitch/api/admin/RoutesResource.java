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
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `/api/v1/routes`: which providers an environment may use, in which order and shares.
@Path("/api/v1/routes")
@Singleton
@RunOnVirtualThread
public class RoutesResource {

    private static final String PATH = "/api/v1/routes/";
    private static final int MOST_TIER = 9;
    private static final int MOST_WEIGHT = 1_000;

    /// What can be written. Environment and provider are given by name or id and stay as they were
    /// made; `…_id` says the same as the name does.
    record Request(
            @Nullable String environment,
            @Nullable String environmentId,
            @Nullable String provider,
            @Nullable String providerId,
            @Nullable Integer tier,
            @Nullable Integer weight) {}

    /// What a change may carry.
    record Share(@Nullable Integer tier, @Nullable Integer weight) {}

    record View(
            String id,
            String environment,
            String environmentId,
            String provider,
            String providerId,
            int tier,
            int weight,
            String createdAt) {}

    private final RoutingContext context;
    private final Entrance entrance;
    private final Rows rows;
    private final Writing writing;

    RoutesResource(RoutingContext context, Entrance entrance, Rows rows, Writing writing) {
        this.context = context;
        this.entrance = entrance;
        this.rows = rows;
        this.writing = writing;
    }

    /// All routes, or those of an environment.
    @GET
    public Response list() {
        Caller caller = entrance.enter(context, Scope.ADMIN);
        return QuarkusTransaction.requiringNew().call(() -> Change.ok(page(caller)));
    }

    private Listing<View> page(Caller caller) {
        Parameters parameters =
                new Parameters(context.queryParams(), Set.of("limit", "cursor", "environment"));
        UUID after = Objects.requireNonNullElse(parameters.cursor(), new UUID(0, 0));
        int limit = parameters.limit();
        UUID organisation = caller.organisation().value();
        String environment = parameters.text("environment").orElse(null);
        List<RouteEntity> found;
        if (environment == null) {
            found =
                    RouteEntity.<RouteEntity>find(
                                    "organisationId = ?1 and id > ?2 order by id",
                                    organisation,
                                    after)
                            .page(0, limit + 1)
                            .list();
        } else {
            EnvironmentEntity row =
                    rows.named(EnvironmentEntity.class, caller.organisation(), environment);
            if (row == null) {
                throw Parameters.refused("environment", "is not known");
            }
            found =
                    RouteEntity.<RouteEntity>find(
                                    "organisationId = ?1 and id > ?2 and environmentId = ?3"
                                            + " order by id",
                                    organisation,
                                    after,
                                    row.id)
                            .page(0, limit + 1)
                            .list();
        }
        return Listing.of(found, limit, row -> row.id, this::view);
    }

    @GET
    @Path("{id}")
    public Response get(@PathParam("id") String id) {
        Caller caller = entrance.enter(context, Scope.ADMIN);
        return QuarkusTransaction.requiringNew()
                .call(
                        () -> {
                            RouteEntity row =
                                    rows.find(RouteEntity.class, caller.organisation(), id);
                            return Change.ok(row.version, view(row));
                        });
    }

    @POST
    public Response create() {
        Entrance.Visit visit = entrance.enter(context, Scope.ADMIN, Change.LIMIT);
        OrganisationId organisation = visit.caller().organisation();
        Request request = Change.read(visit.body(), Request.class);
        RouteEntity row = rows.born(new RouteEntity(), organisation);
        View view =
                writing.run(
                        () -> {
                            refer(request, row, organisation);
                            share(new Share(request.tier(), request.weight()), row);
                            row.persist();
                            return view(row);
                        });
        return Change.created(PATH + row.id, row.version, view);
    }

    @PATCH
    @Path("{id}")
    public Response change(@PathParam("id") String id) {
        Entrance.Visit visit = entrance.enter(context, Scope.ADMIN, Change.LIMIT);
        record Changed(RouteEntity row, View view) {}
        Changed changed =
                writing.run(
                        () -> {
                            RouteEntity row =
                                    rows.lock(RouteEntity.class, visit.caller().organisation(), id);
                            Change.check(context, row.version);
                            Share now = new Share((int) row.tier, row.weight);
                            share(Change.patched(now, visit.body(), Share.class), row);
                            return new Changed(row, view(row));
                        });
        return Change.ok(changed.row().version, changed.view());
    }

    @DELETE
    @Path("{id}")
    public Response delete(@PathParam("id") String id) {
        Caller caller = entrance.enter(context, Scope.ADMIN);
        writing.run(
                () -> {
                    RouteEntity row = rows.lock(RouteEntity.class, caller.organisation(), id);
                    Change.check(context, row.version);
                    row.delete();
                    return row;
                });
        return Response.noContent().build();
    }

    private void refer(Request request, RouteEntity row, OrganisationId organisation) {
        String environment =
                Objects.requireNonNullElse(
                        request.environment(),
                        Objects.requireNonNullElse(request.environmentId(), ""));
        String provider =
                Objects.requireNonNullElse(
                        request.provider(), Objects.requireNonNullElse(request.providerId(), ""));
        EnvironmentEntity ownEnvironment =
                rows.named(EnvironmentEntity.class, organisation, environment);
        ProviderEntity ownProvider = rows.named(ProviderEntity.class, organisation, provider);
        List<FieldError> errors = new ArrayList<>();
        if (ownEnvironment == null) {
            errors.add(FieldError.invalid("environment", "must be one of the organisation's"));
        }
        if (ownProvider == null) {
            errors.add(FieldError.invalid("provider", "must be one of the organisation's"));
        }
        if (ownEnvironment == null || ownProvider == null) {
            throw new Refused(Problem.invalid(errors));
        }
        row.environmentId = ownEnvironment.id;
        row.providerId = ownProvider.id;
    }

    private static void share(Share share, RouteEntity row) {
        int tier = Objects.requireNonNullElse(share.tier(), 0);
        int weight = Objects.requireNonNullElse(share.weight(), 1);
        List<FieldError> errors = new ArrayList<>();
        if (tier < 0 || tier > MOST_TIER) {
            errors.add(FieldError.invalid("tier", "must be a number from 0 to 9"));
        }
        if (weight < 0 || weight > MOST_WEIGHT) {
            errors.add(FieldError.invalid("weight", "must be a number from 0 to 1000"));
        }
        if (!errors.isEmpty()) {
            throw new Refused(Problem.invalid(errors));
        }
        row.tier = (short) tier;
        row.weight = weight;
    }

    private View view(RouteEntity row) {
        OrganisationId organisation = new OrganisationId(row.organisationId);
        String environment = row.environmentId.toString();
        String provider = row.providerId.toString();
        return new View(
                row.id.toString(),
                rows.find(EnvironmentEntity.class, organisation, environment).name,
                environment,
                rows.find(ProviderEntity.class, organisation, provider).name,
                provider,
                row.tier,
                row.weight,
                Rfc3339.of(row.createdAt));
    }
}
