package dev.mailswitch.api.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.api.auth.KeyTokens;
import dev.mailswitch.api.auth.Scope;
import dev.mailswitch.api.dialect.Problem;
import dev.mailswitch.api.dialect.Refused;
import dev.mailswitch.api.dialect.Rfc3339;
import dev.mailswitch.api.dialect.Stop;
import dev.mailswitch.model.id.ApiKeyId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `/api/v1/api-keys`. A key's text is in the answer that makes it and nowhere else, ever.
@Path("/api/v1/api-keys")
@Singleton
@RunOnVirtualThread
public class ApiKeysResource {

    /// What can be written.
    ///
    /// @param environment      name or id; null: good for all of the organisation's. A caller whose
    ///     own key is bound makes keys of its environment only, and need not name it. Nothing else
    ///     of management is limited by that: the scope admin is good for the whole organisation
    /// @param scopes           null: all but admin and operator
    /// @param allowedAddresses addresses or networks it may be used from; null: anywhere
    record Request(
            @Nullable String name,
            @Nullable String environment,
            @Nullable List<String> scopes,
            @JsonPropertyDescription(Checks.LIMIT) @Nullable Integer ratePerMinute,
            @Nullable List<String> allowedAddresses,
            @Nullable String expiresAt,
            @Nullable Boolean active) {}

    /// @param key only in the answer that makes it
    record View(
            String id,
            String name,
            @Nullable String environment,
            @Nullable List<String> scopes,
            @Nullable Integer ratePerMinute,
            @Nullable List<String> allowedAddresses,
            @Nullable String expiresAt,
            boolean active,
            @Nullable String lastUsedAt,
            @Nullable String lastUsedFrom,
            String createdAt,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String key) {}

    private final Collection<ApiKeyEntity, Request, View> all;

    ApiKeysResource(Desk desk, KeyTokens tokens, InstantSource clock) {
        this.all = new Collection<>("/api/v1/api-keys", new Keys(desk.rows(), tokens, clock), desk);
    }

    @GET
    public Response list() {
        return all.list();
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

    private record Keys(Rows rows, KeyTokens tokens, InstantSource clock)
            implements Kind<ApiKeyEntity, Request, View> {

        @Override
        public String word() {
            return "key";
        }

        @Override
        public Class<ApiKeyEntity> rowType() {
            return ApiKeyEntity.class;
        }

        @Override
        public Class<Request> requestType() {
            return Request.class;
        }

        @Override
        public ApiKeyEntity blank() {
            return new ApiKeyEntity();
        }

        @Override
        public String nameOf(ApiKeyEntity row) {
            return row.name;
        }

        @Override
        public Request request(ApiKeyEntity row) {
            return new Request(
                    row.name,
                    row.environmentId == null ? null : row.environmentId.toString(),
                    list(row.scopes),
                    row.ratePerMinute,
                    list(row.allowedAddresses),
                    Rfc3339.ofNullable(row.expiresAt),
                    row.active);
        }

        @Override
        public void apply(Request request, ApiKeyEntity row, Edit edit) {
            Checks checks = new Checks();
            row.name = checks.name(request.name(), 100);
            UUID bound = bound(edit.caller());
            boolean others = !edit.creating() && bound != null && !bound.equals(row.environmentId);
            row.environmentId =
                    checks.own(
                            "environment",
                            EnvironmentEntity.class,
                            request.environment(),
                            edit.caller().organisation(),
                            rows);
            if (edit.creating() && request.environment() == null) {
                row.environmentId = bound;
            }
            if (others || (bound != null && !bound.equals(row.environmentId))) {
                checks.wrong("environment", "must be the one your own key is bound to");
            }
            row.scopes = array(scopes(request.scopes(), edit.caller(), checks));
            row.ratePerMinute = checks.limit("rate_per_minute", request.ratePerMinute());
            row.allowedAddresses = array(AddressRanges.checked(request.allowedAddresses(), checks));
            row.expiresAt = checks.expiry(request.expiresAt(), row.expiresAt, clock.instant());
            row.active = !Boolean.FALSE.equals(request.active());
            checks.done();
        }

        @Override
        public View view(ApiKeyEntity row) {
            return view(row, null);
        }

        @Override
        public View born(ApiKeyEntity row) {
            OrganisationId organisation = new OrganisationId(row.organisationId);
            String token = tokens.issue(new ApiKeyId(row.id), organisation, row.createdAt);
            row.digest = KeyTokens.digest(token);
            return view(row, token);
        }

        private View view(ApiKeyEntity row, @Nullable String token) {
            return new View(
                    row.id.toString(),
                    row.name,
                    rows.environment(new OrganisationId(row.organisationId), row.environmentId),
                    list(row.scopes),
                    row.ratePerMinute,
                    list(row.allowedAddresses),
                    Rfc3339.ofNullable(row.expiresAt),
                    row.active,
                    Rfc3339.ofNullable(row.lastUsedAt),
                    row.lastUsedFrom,
                    Rfc3339.of(row.createdAt),
                    token);
        }

        /// Where the caller's own key is good; null: everywhere.
        @Override
        public void deletable(ApiKeyEntity row, Caller caller) {
            UUID bound = bound(caller);
            if (bound != null && !bound.equals(row.environmentId)) {
                throw new Refused(Problem.of(new Stop.EnvironmentForbidden()));
            }
        }

        private static @Nullable UUID bound(Caller caller) {
            EnvironmentId environment = caller.environment();
            return environment == null ? null : environment.value();
        }

        /// Nobody gives away what he has not got: an operator's key is made by an operator.
        private static @Nullable List<String> scopes(
                @Nullable List<@Nullable String> words, Caller caller, Checks checks) {
            if (words == null) {
                return null;
            }
            List<String> scopes = new ArrayList<>();
            for (int i = 0; i < words.size(); i++) {
                String word = words.get(i);
                Scope scope = word == null ? null : Scope.ofWord(word).orElse(null);
                String field = "scopes[%d]".formatted(i);
                if (scope == null) {
                    checks.wrong(field, Scope.ONE_OF);
                } else if (!caller.may(scope)) {
                    checks.wrong(field, "is more than your own key may");
                } else if (!scopes.contains(scope.word())) {
                    scopes.add(scope.word());
                }
            }
            if (words.isEmpty()) {
                checks.wrong("scopes", "must be null or name a scope");
            }
            return scopes;
        }

        private static String @Nullable [] array(@Nullable List<String> texts) {
            return texts == null ? null : texts.toArray(String[]::new);
        }

        private static @Nullable List<String> list(String @Nullable [] texts) {
            return texts == null ? null : List.of(texts);
        }
    }
}
