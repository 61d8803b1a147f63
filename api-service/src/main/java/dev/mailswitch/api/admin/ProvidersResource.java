package dev.mailswitch.api.admin;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.mailswitch.crypto.Sealing;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// `/api/v1/providers`: accounts at mail providers. A secret goes in and never comes out.
@Path("/api/v1/providers")
@Singleton
@RunOnVirtualThread
public class ProvidersResource {

    private static final String DRILL = "drill_until";
    private static final int DRILL_MINUTES = 10;
    private static final int LONGEST_DRILL_MINUTES = 1_440;

    /// How long a drill is to last.
    ///
    /// @param minutes from now; 0: it ends now
    record Drill(
            @JsonPropertyDescription("a whole number from 0 to " + LONGEST_DRILL_MINUTES)
                    @Nullable Integer minutes) {}

    private final Collection<ProviderEntity, Providers.Request, Providers.View> all;
    private final InstantSource clock;
    private final ProviderTests tests;

    ProvidersResource(Desk desk, Sealing sealing, InstantSource clock, ProviderTests tests) {
        this.all =
                new Collection<>(
                        "/api/v1/providers", new Providers(sealing, desk.rows(), clock), desk);
        this.clock = clock;
        this.tests = tests;
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

    /// Treats it as down for some minutes, so that its failure is rehearsed; a drill under way gets a
    /// new end.
    @POST
    @Path("{id}/drill")
    public Response drill(@PathParam("id") String id) {
        return all.steer(id, DRILL, Drill.class, this::drill);
    }

    private void drill(Drill drill, ProviderEntity row) {
        Checks checks = new Checks();
        int minutes =
                checks.number("minutes", drill.minutes(), 0, LONGEST_DRILL_MINUTES, DRILL_MINUTES);
        checks.done();
        row.drillUntil = minutes == 0 ? null : clock.instant().plus(Duration.ofMinutes(minutes));
    }

    /// Ends its drill; none is as good as ended.
    @DELETE
    @Path("{id}/drill")
    public Response endDrill(@PathParam("id") String id) {
        return all.steer(id, DRILL, row -> row.drillUntil = null);
    }

    /// Has the provider asked whether its account can be used, and the sender of each environment
    /// that has a route to it.
    @POST
    @Path("{id}/test")
    public Response test(@PathParam("id") String id) throws SQLException {
        return Change.ok(tests.run(id));
    }
}
