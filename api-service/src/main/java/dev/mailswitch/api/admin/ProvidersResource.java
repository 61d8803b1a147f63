package dev.mailswitch.api.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.api.auth.Scope;
import dev.mailswitch.api.dialect.Entrance;
import dev.mailswitch.api.dialect.FieldError;
import dev.mailswitch.api.dialect.Problem;
import dev.mailswitch.api.dialect.Refused;
import dev.mailswitch.api.dialect.Rfc3339;
import dev.mailswitch.crypto.Sealing;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.provider.Provider.SealedSecret;
import dev.mailswitch.provider.ProviderKind;
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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `/api/v1/providers`: accounts at mail providers. A secret goes in and never comes out.
@Path("/api/v1/providers")
@Singleton
@RunOnVirtualThread
public class ProvidersResource {

    private static final String PATH = "/api/v1/providers/";
    private static final int CONNECTIONS = 20;
    private static final int MOST_CONNECTIONS = 1_000;

    /// What can be written.
    ///
    /// @param secret of smtp the password; in a change, absent keeps it and null takes it away
    record Request(
            @Nullable String name,
            @Nullable String kind,
            @Nullable Map<String, JsonNode> settings,
            @Nullable String secret,
            @Nullable Integer maxConnections,
            @Nullable Integer ratePerSecond,
            @Nullable Boolean held) {}

    record View(
            String id,
            String name,
            String kind,
            Map<String, Object> settings,
            boolean hasSecret,
            int maxConnections,
            @Nullable Integer ratePerSecond,
            boolean held,
            String createdAt) {}

    /// Stands for a secret that is there while a change is merged; no text can be it.
    private static final String KEPT = "\u0000kept";

    private final RoutingContext context;
    private final Entrance entrance;
    private final Rows rows;
    private final Writing writing;
    private final Sealing sealing;

    ProvidersResource(
            RoutingContext context,
            Entrance entrance,
            Rows rows,
            Writing writing,
            Sealing sealing) {
        this.context = context;
        this.entrance = entrance;
        this.rows = rows;
        this.writing = writing;
        this.sealing = sealing;
    }

    @GET
    public Response list() {
        Caller caller = entrance.enter(context, Scope.ADMIN);
        return QuarkusTransaction.requiringNew()
                .call(
                        () ->
                                Change.ok(
                                        rows.list(
                                                ProviderEntity.class,
                                                caller.organisation(),
                                                context.queryParams(),
                                                ProvidersResource::view)));
    }

    @GET
    @Path("{id}")
    public Response get(@PathParam("id") String id) {
        Caller caller = entrance.enter(context, Scope.ADMIN);
        return QuarkusTransaction.requiringNew()
                .call(
                        () -> {
                            ProviderEntity row =
                                    rows.find(ProviderEntity.class, caller.organisation(), id);
                            return Change.ok(row.version, view(row));
                        });
    }

    @POST
    public Response create() {
        Entrance.Visit visit = entrance.enter(context, Scope.ADMIN, Change.LIMIT);
        OrganisationId organisation = visit.caller().organisation();
        Request request = Change.read(visit.body(), Request.class);
        ProviderEntity row = rows.born(new ProviderEntity(), organisation);
        apply(request, row);
        writing.run(
                () -> {
                    row.persist();
                    return row;
                });
        return Change.created(PATH + row.id, row.version, view(row));
    }

    @PATCH
    @Path("{id}")
    public Response change(@PathParam("id") String id) {
        Entrance.Visit visit = entrance.enter(context, Scope.ADMIN, Change.LIMIT);
        ProviderEntity changed =
                writing.run(
                        () -> {
                            ProviderEntity row =
                                    rows.lock(
                                            ProviderEntity.class,
                                            visit.caller().organisation(),
                                            id);
                            Change.check(context, row.version);
                            apply(Change.patched(request(row), visit.body(), Request.class), row);
                            return row;
                        });
        return Change.ok(changed.version, view(changed));
    }

    @DELETE
    @Path("{id}")
    public Response delete(@PathParam("id") String id) {
        Caller caller = entrance.enter(context, Scope.ADMIN);
        writing.run(
                () -> {
                    ProviderEntity row = rows.lock(ProviderEntity.class, caller.organisation(), id);
                    Change.check(context, row.version);
                    row.delete();
                    return row;
                });
        return Response.noContent().build();
    }

    private void apply(Request request, ProviderEntity row) {
        List<FieldError> errors = new ArrayList<>();
        String name = request.name();
        if (name == null || !name.matches("[^\\p{Cntrl}]{1,100}") || name.isBlank()) {
            errors.add(FieldError.invalid("name", "must have 1 to 100 characters"));
        }
        ProviderKind kind =
                Words.of(ProviderKind.values(), ProviderKind::word, request.kind(), "kind", errors);
        if (request.kind() == null) {
            errors.add(FieldError.required("kind"));
        } else if (kind != null && !row.kind.isEmpty() && !row.kind.equals(kind.word())) {
            errors.add(FieldError.invalid("kind", "cannot be changed"));
        }
        Map<String, String> settings =
                kind == null
                        ? Map.of()
                        : ProviderSettings.checked(kind, request.settings(), errors);
        int connections = request.maxConnections() == null ? CONNECTIONS : request.maxConnections();
        if (connections < 1 || connections > MOST_CONNECTIONS) {
            errors.add(FieldError.invalid("max_connections", "must be a number from 1 to 1000"));
        }
        if (request.ratePerSecond() != null && request.ratePerSecond() < 1) {
            errors.add(FieldError.invalid("rate_per_second", "must be at least 1"));
        }
        if (!errors.isEmpty() || name == null || kind == null) {
            throw new Refused(Problem.invalid(errors));
        }
        row.name = name;
        row.kind = kind.word();
        row.settings = new HashMap<>(settings);
        row.maxConnections = connections;
        row.ratePerSecond = request.ratePerSecond();
        row.held = Boolean.TRUE.equals(request.held());
        seal(request.secret(), row);
    }

    private void seal(@Nullable String secret, ProviderEntity row) {
        if (KEPT.equals(secret)) {
            return;
        }
        if (secret == null || secret.isEmpty()) {
            row.secret = null;
            row.secretKeyId = null;
            return;
        }
        SealedSecret sealed =
                sealing.seal(new ProviderId(row.id), secret.getBytes(StandardCharsets.UTF_8));
        row.secret = sealed.bytes();
        row.secretKeyId = sealed.keyId();
    }

    private static Request request(ProviderEntity row) {
        Map<String, JsonNode> settings = new HashMap<>();
        row.settings.forEach(
                (name, text) -> settings.put(name, JsonNodeFactory.instance.textNode(text)));
        return new Request(
                row.name,
                row.kind,
                settings,
                row.secret == null ? null : KEPT,
                row.maxConnections,
                row.ratePerSecond,
                row.held);
    }

    private static View view(ProviderEntity row) {
        return new View(
                row.id.toString(),
                row.name,
                row.kind,
                ProviderSettings.view(row.settings),
                row.secret != null,
                row.maxConnections,
                row.ratePerSecond,
                row.held,
                Rfc3339.of(row.createdAt));
    }
}
