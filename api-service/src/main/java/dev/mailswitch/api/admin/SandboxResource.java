package dev.mailswitch.api.admin;

import dev.mailswitch.api.admin.SandboxStore.Caught;
import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.api.auth.Scope;
import dev.mailswitch.api.dialect.Entrance;
import dev.mailswitch.api.dialect.Listing;
import dev.mailswitch.api.dialect.Parameters;
import dev.mailswitch.api.dialect.Problem;
import dev.mailswitch.api.dialect.Refused;
import dev.mailswitch.api.dialect.Rfc3339;
import dev.mailswitch.directory.Directory;
import dev.mailswitch.directory.LiveDirectory;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.provider.Provider;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// `/api/v1/sandbox/messages`: what the sandbox providers kept instead of sending. A key bound to an
/// environment sees that one's.
@Path("/api/v1/sandbox/messages")
@Singleton
@RunOnVirtualThread
public class SandboxResource {

    record View(
            String id,
            String emailId,
            String provider,
            String recipient,
            int attempt,
            long size,
            String at) {}

    private final RoutingContext context;
    private final Entrance entrance;
    private final SandboxStore store;
    private final LiveDirectory directory;

    SandboxResource(
            RoutingContext context,
            Entrance entrance,
            SandboxStore store,
            LiveDirectory directory) {
        this.context = context;
        this.entrance = entrance;
        this.store = store;
        this.directory = directory;
    }

    /// Newest first.
    @GET
    public Response list() throws SQLException {
        Caller caller = entrance.enter(context, Scope.EMAILS_READ);
        Parameters parameters =
                new Parameters(
                        context.queryParams(), Set.of("limit", "cursor", "recipient", "since"));
        int limit = parameters.limit();
        List<Caught> caught =
                store.list(
                        caller.organisation(),
                        caller.environment(),
                        parameters
                                .text("recipient")
                                .map(SandboxResource::spellings)
                                .orElse(List.of()),
                        parameters.time("since").orElse(null),
                        parameters.cursor(),
                        limit + 1);
        Directory now = directory.now();
        return Change.ok(Listing.of(caught, limit, Caught::id, c -> view(c, now)));
    }

    private static List<String> spellings(String text) {
        try {
            Address address = Address.parse(text);
            return List.of(address.email(), address.key());
        } catch (IllegalArgumentException none) {
            throw Parameters.refused("recipient", "must be an address");
        }
    }

    @GET
    @Path("{id}")
    public Response get(@PathParam("id") String id) throws SQLException {
        Caller caller = entrance.enter(context, Scope.EMAILS_READ);
        Caught caught =
                known(store.find(caller.organisation(), caller.environment(), Rows.uuid(id)));
        return Change.ok(view(caught, directory.now()));
    }

    /// The mail as it would have gone out.
    @GET
    @Path("{id}/raw")
    public Response raw(@PathParam("id") String id) throws SQLException {
        Caller caller = entrance.enter(context, Scope.EMAILS_READ);
        byte[] raw = known(store.raw(caller.organisation(), caller.environment(), Rows.uuid(id)));
        return Response.ok(raw)
                .type("message/rfc822")
                // Somebody's HTML: never shown as part of our site.
                .header("Content-Disposition", "attachment; filename=\"message.eml\"")
                .header("X-Content-Type-Options", "nosniff")
                .build();
    }

    @DELETE
    @Path("{id}")
    public Response delete(@PathParam("id") String id) throws SQLException {
        Caller caller = entrance.enter(context, Scope.ADMIN);
        if (store.delete(caller.organisation(), caller.environment(), Rows.uuid(id)) == 0) {
            throw new Refused(Problem.notFound());
        }
        return Response.noContent().build();
    }

    /// Forgets everything the organisation's sandboxes kept; with a key bound to an environment, of
    /// that one.
    @DELETE
    public Response deleteAll() throws SQLException {
        Caller caller = entrance.enter(context, Scope.ADMIN);
        store.delete(caller.organisation(), caller.environment(), null);
        return Response.noContent().build();
    }

    private static <T> T known(Optional<T> found) {
        return found.orElseThrow(() -> new Refused(Problem.notFound()));
    }

    private static View view(Caught caught, Directory directory) {
        return new View(
                caught.id().toString(),
                caught.emailId().toString(),
                directory
                        .provider(new ProviderId(caught.providerId()))
                        .map(Provider::name)
                        .orElseGet(() -> caught.providerId().toString()),
                caught.recipient(),
                caught.attempt(),
                caught.size(),
                Rfc3339.of(caught.at()));
    }
}
