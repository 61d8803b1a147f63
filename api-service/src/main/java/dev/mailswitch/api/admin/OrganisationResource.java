package dev.mailswitch.api.admin;

import dev.mailswitch.api.admin.Writing.Done;
import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.api.auth.Scope;
import dev.mailswitch.api.dialect.Entrance;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import jakarta.persistence.LockModeType;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.List;

/// `/api/v1/organisation`: the caller's own.
@Path("/api/v1/organisation")
@Singleton
@RunOnVirtualThread
public class OrganisationResource {

    private static final String WORD = "organisation";

    private final Desk desk;

    OrganisationResource(Desk desk) {
        this.desk = desk;
    }

    private record Changed(OrganisationEntity row, OrganisationSettings.View view) {

        static Changed of(OrganisationEntity row) {
            return new Changed(row, OrganisationSettings.view(row));
        }

        Response response() {
            return Change.ok(row.version, view);
        }
    }

    @GET
    public Response get() {
        Caller caller = desk.enter(Scope.ADMIN);
        return QuarkusTransaction.requiringNew()
                .call(() -> Changed.of(row(caller, LockModeType.NONE)).response());
    }

    @PATCH
    public Response change() {
        Entrance.Visit visit = desk.enterWithBody(Scope.ADMIN);
        Change.Patch patch = Change.patch(visit.body());
        return desk.writing()
                .run(
                        visit.caller(),
                        () -> {
                            OrganisationEntity row =
                                    row(visit.caller(), LockModeType.PESSIMISTIC_WRITE);
                            Change.check(desk.context(), row.version);
                            OrganisationSettings.apply(
                                    patch.onto(
                                            OrganisationSettings.request(row),
                                            OrganisationSettings.Request.class),
                                    row,
                                    new Checks());
                            return new Done<>(
                                    Changed.of(row), Audit.changed(WORD, row, patch.names()));
                        })
                .response();
    }

    /// Nothing is accepted and nothing sent until it is resumed.
    @POST
    @Path("pause")
    public Response pause() {
        return paused(true);
    }

    @POST
    @Path("resume")
    public Response resume() {
        return paused(false);
    }

    private Response paused(boolean paused) {
        Caller caller = desk.enter(Scope.ADMIN);
        return desk.writing()
                .run(
                        caller,
                        () -> {
                            OrganisationEntity row = row(caller, LockModeType.PESSIMISTIC_WRITE);
                            row.paused = paused;
                            return new Done<>(
                                    Changed.of(row), Audit.changed(WORD, row, List.of("paused")));
                        })
                .response();
    }

    private OrganisationEntity row(Caller caller, LockModeType mode) {
        return desk.rows().organisation(caller.organisation(), mode);
    }
}
