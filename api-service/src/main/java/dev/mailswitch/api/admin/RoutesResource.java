package dev.mailswitch.api.admin;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.api.dialect.FieldError;
import dev.mailswitch.api.dialect.Parameters;
import dev.mailswitch.api.dialect.Problem;
import dev.mailswitch.api.dialect.Refused;
import dev.mailswitch.api.dialect.Rfc3339;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.readiness.Known;
import dev.mailswitch.readiness.Subject;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// `/api/v1/routes`: which providers an environment may use, in which order and shares.
@Path("/api/v1/routes")
@Singleton
@RunOnVirtualThread
public class RoutesResource {

    private static final int MOST_TIER = 9;
    private static final int MOST_WEIGHT = 1_000;

    /// What can be written. Environment and provider are given by name or id and stay as they were
    /// made; `…_id` says the same as the name does.
    record Request(
            @Nullable String environment,
            @Nullable String environmentId,
            @Nullable String provider,
            @Nullable String providerId,
            @JsonPropertyDescription("a whole number from 0 to " + MOST_TIER)
                    @Nullable Integer tier,
            @JsonPropertyDescription("a whole number from 0 to " + MOST_WEIGHT)
                    @Nullable Integer weight) {}

    record View(
            String id,
            String environment,
            String environmentId,
            String provider,
            String providerId,
            int tier,
            int weight,
            ReadinessView.OfSender sender,
            String createdAt) {}

    private final Rows rows;
    private final Collection<RouteEntity, Request, View> all;

    RoutesResource(Desk desk) {
        this.rows = desk.rows();
        this.all = new Collection<>("/api/v1/routes", new Routes(rows), desk);
    }

    /// All routes, or those of an environment.
    @GET
    public Response list() {
        return all.list(Set.of("environment"), this::ofEnvironment);
    }

    private Map<String, UUID> ofEnvironment(Parameters parameters, Caller caller) {
        String name = parameters.text("environment").orElse(null);
        if (name == null) {
            return Map.of();
        }
        EnvironmentEntity row = rows.named(EnvironmentEntity.class, caller.organisation(), name);
        if (row == null) {
            throw Parameters.refused("environment", "is not known");
        }
        return Map.of("environmentId", row.id);
    }

    @GET
    @Path("{id}")
    public Response get(@PathParam("id") String id) {
        return all.get(id);
    }

    @POST
    public Response create() {
        return all.create();
    }

    @PATCH
    @Path("{id}")
    public Response change(@PathParam("id") String id) {
        return all.change(id);
    }

    @DELETE
    @Path("{id}")
    public Response delete(@PathParam("id") String id) {
        return all.delete(id);
    }

    private record Routes(Rows rows) implements Kind<RouteEntity, Request, View> {

        @Override
        public String word() {
            return "route";
        }

        @Override
        public Class<RouteEntity> rowType() {
            return RouteEntity.class;
        }

        @Override
        public Class<Request> requestType() {
            return Request.class;
        }

        @Override
        public RouteEntity blank() {
            return new RouteEntity();
        }

        @Override
        public @Nullable String nameOf(RouteEntity row) {
            return null;
        }

        @Override
        public Request request(RouteEntity row) {
            return new Request(
                    null,
                    row.environmentId.toString(),
                    null,
                    row.providerId.toString(),
                    (int) row.tier,
                    row.weight);
        }

        @Override
        public void apply(Request request, RouteEntity row, Edit edit) {
            OrganisationId organisation = edit.caller().organisation();
            Checks checks = new Checks();
            UUID environment =
                    one(
                            "environment",
                            EnvironmentEntity.class,
                            request.environment(),
                            request.environmentId(),
                            organisation,
                            checks);
            UUID provider =
                    one(
                            "provider",
                            ProviderEntity.class,
                            request.provider(),
                            request.providerId(),
                            organisation,
                            checks);
            if (!edit.creating()) {
                same("environment", environment, row.environmentId, checks);
                same("provider", provider, row.providerId, checks);
            }
            int tier = checks.number("tier", request.tier(), 0, MOST_TIER, 0);
            int weight = checks.number("weight", request.weight(), 0, MOST_WEIGHT, 1);
            checks.done();
            if (edit.creating()) {
                refuseSecond(
                        organisation,
                        Objects.requireNonNull(environment),
                        Objects.requireNonNull(provider));
            }
            row.environmentId = Objects.requireNonNull(environment);
            row.providerId = Objects.requireNonNull(provider);
            row.tier = (short) tier;
            row.weight = weight;
        }

        /// One that is made at the same moment is told by the database.
        private void refuseSecond(OrganisationId organisation, UUID environment, UUID provider) {
            rows
                    .list(
                            RouteEntity.class,
                            organisation,
                            Map.of("environmentId", environment, "providerId", provider),
                            Rows.FIRST,
                            1)
                    .stream()
                    .map(this::view)
                    .forEach(
                            there -> {
                                throw new Refused(
                                        Problem.conflict(
                                                        "Environment '%s' has a route to provider '%s' already: %s"
                                                                .formatted(
                                                                        there.environment(),
                                                                        there.provider(),
                                                                        there.id()))
                                                .with(
                                                        new FieldError(
                                                                "provider",
                                                                "taken",
                                                                "has a route from this environment")));
                            });
        }

        private <T extends Row> @Nullable UUID one(
                String field,
                Class<T> type,
                @Nullable String name,
                @Nullable String id,
                OrganisationId organisation,
                Checks checks) {
            if (name == null && id == null) {
                checks.missing(field);
                return null;
            }
            UUID byName = checks.own(field, type, name, organisation, rows);
            UUID byId = checks.own(field + "_id", type, id, organisation, rows);
            if (byName != null && byId != null && !byName.equals(byId)) {
                checks.wrong(
                        field + "_id",
                        "names another one than %s; give one of the two".formatted(field));
            }
            return byName == null ? byId : byName;
        }

        private static void same(String field, @Nullable UUID now, UUID before, Checks checks) {
            if (now != null && !now.equals(before)) {
                checks.wrong(field, "cannot be changed; make another route");
            }
        }

        @Override
        public View view(RouteEntity row) {
            return views(List.of(row)).apply(row);
        }

        @Override
        public Function<RouteEntity, View> views(List<RouteEntity> page) {
            Map<Subject, Known> known = rows.known(page.stream().map(this::sender).toList());
            return row -> view(row, known.get(sender(row)));
        }

        private Subject sender(RouteEntity row) {
            return new Subject(new ProviderId(row.providerId), environment(row).senderEmail);
        }

        private EnvironmentEntity environment(RouteEntity row) {
            return rows.find(
                    EnvironmentEntity.class,
                    new OrganisationId(row.organisationId),
                    row.environmentId.toString());
        }

        private View view(RouteEntity row, @Nullable Known sender) {
            OrganisationId organisation = new OrganisationId(row.organisationId);
            EnvironmentEntity environment = environment(row);
            String provider = row.providerId.toString();
            return new View(
                    row.id.toString(),
                    environment.name,
                    row.environmentId.toString(),
                    rows.find(ProviderEntity.class, organisation, provider).name,
                    provider,
                    row.tier,
                    row.weight,
                    ReadinessView.OfSender.of(environment.senderEmail, sender),
                    Rfc3339.of(row.createdAt));
        }
    }
}
