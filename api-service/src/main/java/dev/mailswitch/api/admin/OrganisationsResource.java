package dev.mailswitch.api.admin;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.mailswitch.api.admin.Writing.Done;
import dev.mailswitch.api.auth.KeyTokens;
import dev.mailswitch.api.auth.Scope;
import dev.mailswitch.api.dialect.Entrance;
import dev.mailswitch.api.dialect.Listing;
import dev.mailswitch.api.dialect.Parameters;
import dev.mailswitch.model.id.ApiKeyId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.mail.Address;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import jakarta.persistence.LockModeType;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `/api/v1/organisations`: all of the installation's, for the operator.
@Path("/api/v1/organisations")
@Singleton
@RunOnVirtualThread
public class OrganisationsResource {

    private static final String PATH = "/api/v1/organisations/";
    private static final String WORD = "organisation";

    /// What a new one is told.
    ///
    /// @param verifiedDomains it may send from; whose they are is the operator's word
    record Request(
            @Nullable String name,
            @Nullable Quota quota,
            @Nullable List<String> allowedOrigins,
            @Nullable List<String> verifiedDomains) {}

    /// @param adminKey a key with the scope admin, to set up the rest; shown this once
    record Made(@JsonUnwrapped OrganisationSettings.View organisation, String adminKey) {}

    private record Result<V>(OrganisationEntity row, V view) {}

    private final Desk desk;
    private final Tenants tenants;
    private final KeyTokens tokens;
    private final InstantSource clock;

    OrganisationsResource(Desk desk, Tenants tenants, KeyTokens tokens, InstantSource clock) {
        this.desk = desk;
        this.tenants = tenants;
        this.tokens = tokens;
        this.clock = clock;
    }

    @GET
    public Response list() {
        desk.enter(Scope.OPERATOR);
        Parameters parameters = new Parameters(desk.query(), Set.of("limit", "cursor"));
        int limit = parameters.limit();
        UUID after = Objects.requireNonNullElse(parameters.cursor(), Rows.FIRST);
        return QuarkusTransaction.requiringNew()
                .call(
                        () ->
                                Change.ok(
                                        Listing.of(
                                                tenants.list(after, limit + 1),
                                                limit,
                                                row -> row.id,
                                                OrganisationSettings::view)));
    }

    @GET
    @Path("{id}")
    public Response get(@PathParam("id") String id) {
        desk.enter(Scope.OPERATOR);
        return QuarkusTransaction.requiringNew()
                .call(
                        () -> {
                            OrganisationEntity row = row(id, LockModeType.NONE);
                            return Change.ok(row.version, OrganisationSettings.view(row));
                        });
    }

    @POST
    public Response create() {
        Entrance.Visit visit = desk.enterWithBody(Scope.OPERATOR);
        Request request = Change.read(visit.body(), Request.class);
        OrganisationEntity row = new OrganisationEntity();
        row.id = desk.rows().newId();
        row.createdAt = clock.instant();
        Made made =
                desk.writing()
                        .run(
                                visit.caller(),
                                () -> {
                                    Checks checks = new Checks();
                                    List<String> domains =
                                            domains(request.verifiedDomains(), checks);
                                    OrganisationSettings.apply(
                                            new OrganisationSettings.Request(
                                                    request.name(),
                                                    false,
                                                    request.quota(),
                                                    request.allowedOrigins(),
                                                    null),
                                            row,
                                            checks);
                                    row.persist();
                                    desk.rows().flush();
                                    domains.forEach(
                                            domain ->
                                                    tenants.verify(
                                                            row.id, desk.rows().newId(), domain));
                                    return new Done<>(
                                            new Made(OrganisationSettings.view(row), key(row)),
                                            audit(visit, Audit.Action.CREATED, row, Set.of()));
                                });
        return Change.created(PATH + row.id, row.version, made);
    }

    private String key(OrganisationEntity organisation) {
        OrganisationId id = new OrganisationId(organisation.id);
        ApiKeyEntity key = desk.rows().born(new ApiKeyEntity(), id);
        String token = tokens.issue(new ApiKeyId(key.id), id, key.createdAt);
        key.name = "first";
        key.scopes = new String[] {Scope.ADMIN.word()};
        key.digest = KeyTokens.digest(token);
        key.persist();
        return token;
    }

    @PATCH
    @Path("{id}")
    public Response change(@PathParam("id") String id) {
        Entrance.Visit visit = desk.enterWithBody(Scope.OPERATOR);
        Change.Patch patch = Change.patch(visit.body());
        Result<OrganisationSettings.View> changed =
                desk.writing()
                        .run(
                                visit.caller(),
                                () -> {
                                    OrganisationEntity row =
                                            row(id, LockModeType.PESSIMISTIC_WRITE);
                                    Change.check(desk.context(), row.version);
                                    OrganisationSettings.apply(
                                            patch.onto(
                                                    OrganisationSettings.request(row),
                                                    OrganisationSettings.Request.class),
                                            row,
                                            new Checks());
                                    return new Done<>(
                                            new Result<>(row, OrganisationSettings.view(row)),
                                            audit(visit, Audit.Action.CHANGED, row, patch.names()));
                                });
        return Change.ok(changed.row().version, changed.view());
    }

    /// In the operator's own record: the tenant's is about what the tenant did.
    private static Audit audit(
            Entrance.Visit visit, Audit.Action action, OrganisationEntity row, Set<String> fields) {
        return new Audit(
                        visit.caller().organisation().value(),
                        action,
                        WORD,
                        row.id,
                        row.name,
                        List.of())
                .with(fields);
    }

    private OrganisationEntity row(String id, LockModeType lock) {
        return desk.rows().organisation(new OrganisationId(Rows.uuid(id)), lock);
    }

    private static List<String> domains(@Nullable List<@Nullable String> given, Checks checks) {
        List<String> domains = new ArrayList<>();
        for (int i = 0; given != null && i < given.size(); i++) {
            try {
                String domain = String.valueOf(given.get(i)).toLowerCase(Locale.ROOT);
                domains.add(Address.of("postmaster@" + domain).domain());
            } catch (IllegalArgumentException wrong) {
                checks.wrong(
                        "verified_domains[%d]".formatted(i), String.valueOf(wrong.getMessage()));
            }
        }
        return domains.stream().distinct().toList();
    }
}
