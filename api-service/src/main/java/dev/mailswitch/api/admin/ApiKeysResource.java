package dev.mailswitch.api.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.api.auth.KeyTokens;
import dev.mailswitch.api.auth.Scope;
import dev.mailswitch.api.dialect.Entrance;
import dev.mailswitch.api.dialect.FieldError;
import dev.mailswitch.api.dialect.Problem;
import dev.mailswitch.api.dialect.Refused;
import dev.mailswitch.api.dialect.Rfc3339;
import dev.mailswitch.model.id.ApiKeyId;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `/api/v1/api-keys`. A key's text is in the answer that makes it and nowhere else, ever.
@Path("/api/v1/api-keys")
@Singleton
@RunOnVirtualThread
public class ApiKeysResource {

    private static final String PATH = "/api/v1/api-keys/";

    /// What can be written.
    ///
    /// @param environment name or id; null: good for all of the organisation's
    /// @param scopes      null: all but admin and operator
    record Request(
            @Nullable String name,
            @Nullable String environment,
            @Nullable List<String> scopes,
            @Nullable Integer ratePerMinute,
            @Nullable String expiresAt,
            @Nullable Boolean active) {}

    /// @param key only in the answer that makes it
    record View(
            String id,
            String name,
            @Nullable String environment,
            @Nullable List<String> scopes,
            @Nullable Integer ratePerMinute,
            @Nullable String expiresAt,
            boolean active,
            @Nullable String lastUsedAt,
            @Nullable String lastUsedFrom,
            String createdAt,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String key) {}

    private final RoutingContext context;
    private final Entrance entrance;
    private final Rows rows;
    private final Writing writing;
    private final KeyTokens tokens;

    ApiKeysResource(
            RoutingContext context,
            Entrance entrance,
            Rows rows,
            Writing writing,
            KeyTokens tokens) {
        this.context = context;
        this.entrance = entrance;
        this.rows = rows;
        this.writing = writing;
        this.tokens = tokens;
    }

    @GET
    public Response list() {
        Caller caller = entrance.enter(context, Scope.ADMIN);
        return QuarkusTransaction.requiringNew()
                .call(
                        () ->
                                Change.ok(
                                        rows.list(
                                                ApiKeyEntity.class,
                                                caller.organisation(),
                                                context.queryParams(),
                                                row -> view(row, null))));
    }

    @GET
    @Path("{id}")
    public Response get(@PathParam("id") String id) {
        Caller caller = entrance.enter(context, Scope.ADMIN);
        return QuarkusTransaction.requiringNew()
                .call(
                        () -> {
                            ApiKeyEntity row =
                                    rows.find(ApiKeyEntity.class, caller.organisation(), id);
                            return Change.ok(row.version, view(row, null));
                        });
    }

    @POST
    public Response create() {
        Entrance.Visit visit = entrance.enter(context, Scope.ADMIN, Change.LIMIT);
        OrganisationId organisation = visit.caller().organisation();
        Request request = Change.read(visit.body(), Request.class);
        ApiKeyEntity row = rows.born(new ApiKeyEntity(), organisation);
        String token = tokens.issue(new ApiKeyId(row.id), organisation, row.createdAt);
        row.digest = KeyTokens.digest(token);
        View view =
                writing.run(
                        () -> {
                            apply(request, row, visit.caller());
                            row.persist();
                            return view(row, token);
                        });
        return Change.created(PATH + row.id, row.version, view);
    }

    @PATCH
    @Path("{id}")
    public Response change(@PathParam("id") String id) {
        Entrance.Visit visit = entrance.enter(context, Scope.ADMIN, Change.LIMIT);
        record Changed(ApiKeyEntity row, View view) {}
        Changed changed =
                writing.run(
                        () -> {
                            ApiKeyEntity row =
                                    rows.lock(
                                            ApiKeyEntity.class, visit.caller().organisation(), id);
                            Change.check(context, row.version);
                            apply(
                                    Change.patched(request(row), visit.body(), Request.class),
                                    row,
                                    visit.caller());
                            return new Changed(row, view(row, null));
                        });
        return Change.ok(changed.row().version, changed.view());
    }

    @DELETE
    @Path("{id}")
    public Response delete(@PathParam("id") String id) {
        Caller caller = entrance.enter(context, Scope.ADMIN);
        writing.run(
                () -> {
                    ApiKeyEntity row = rows.lock(ApiKeyEntity.class, caller.organisation(), id);
                    Change.check(context, row.version);
                    row.delete();
                    return row;
                });
        return Response.noContent().build();
    }

    private void apply(Request request, ApiKeyEntity row, Caller caller) {
        List<FieldError> errors = new ArrayList<>();
        String name = request.name();
        if (name == null || name.isBlank() || !name.matches("[^\\p{Cntrl}]{1,100}")) {
            errors.add(FieldError.invalid("name", "must have 1 to 100 characters"));
        }
        UUID environment = environment(request.environment(), caller.organisation(), errors);
        String[] scopes = scopes(request.scopes(), caller, errors);
        if (request.ratePerMinute() != null && request.ratePerMinute() < 1) {
            errors.add(FieldError.invalid("rate_per_minute", "must be at least 1"));
        }
        Instant expiresAt = null;
        if (request.expiresAt() != null) {
            expiresAt = Rfc3339.parse(request.expiresAt()).orElse(null);
            if (expiresAt == null) {
                errors.add(FieldError.invalid("expires_at", "must be a time with Z or an offset"));
            }
        }
        if (!errors.isEmpty() || name == null) {
            throw new Refused(Problem.invalid(errors));
        }
        row.name = name;
        row.environmentId = environment;
        row.scopes = scopes;
        row.ratePerMinute = request.ratePerMinute();
        row.expiresAt = expiresAt;
        row.active = !Boolean.FALSE.equals(request.active());
    }

    private @Nullable UUID environment(
            @Nullable String given, OrganisationId organisation, List<FieldError> errors) {
        if (given == null) {
            return null;
        }
        EnvironmentEntity row = rows.named(EnvironmentEntity.class, organisation, given);
        if (row == null) {
            errors.add(FieldError.invalid("environment", "must be one of the organisation's"));
            return null;
        }
        return row.id;
    }

    /// Nobody gives away what he has not got: an operator's key is made by an operator.
    private static String @Nullable [] scopes(
            @Nullable List<String> words, Caller caller, List<FieldError> errors) {
        if (words == null) {
            return null;
        }
        List<String> scopes = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            Scope scope = word == null ? null : Scope.ofWord(word).orElse(null);
            String field = "scopes[%d]".formatted(i);
            if (scope == null) {
                errors.add(FieldError.invalid(field, "is no scope"));
            } else if (!caller.may(scope)) {
                errors.add(FieldError.invalid(field, "is more than your own key may"));
            } else if (!scopes.contains(scope.word())) {
                scopes.add(scope.word());
            }
        }
        if (words.isEmpty()) {
            errors.add(FieldError.invalid("scopes", "must be null or name a scope"));
        }
        return scopes.toArray(String[]::new);
    }

    private static Request request(ApiKeyEntity row) {
        return new Request(
                row.name,
                row.environmentId == null ? null : row.environmentId.toString(),
                row.scopes == null ? null : List.of(row.scopes),
                row.ratePerMinute,
                Rfc3339.ofNullable(row.expiresAt),
                row.active);
    }

    private View view(ApiKeyEntity row, @Nullable String token) {
        OrganisationId organisation = new OrganisationId(row.organisationId);
        return new View(
                row.id.toString(),
                row.name,
                row.environmentId == null
                        ? null
                        : rows.find(
                                        EnvironmentEntity.class,
                                        organisation,
                                        row.environmentId.toString())
                                .name,
                row.scopes == null ? null : List.of(row.scopes),
                row.ratePerMinute,
                Rfc3339.ofNullable(row.expiresAt),
                row.active,
                Rfc3339.ofNullable(row.lastUsedAt),
                row.lastUsedFrom,
                Rfc3339.of(row.createdAt),
                token);
    }
}
