package dev.mailswitch.api.dialect.fluxomail;

import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.api.auth.Reach;
import dev.mailswitch.api.auth.Scope;
import dev.mailswitch.api.dialect.Findings;
import dev.mailswitch.api.dialect.Gate;
import dev.mailswitch.api.dialect.Query;
import dev.mailswitch.api.dialect.Step;
import dev.mailswitch.api.dialect.Stop;
import dev.mailswitch.directory.LiveDirectory;
import dev.mailswitch.ledger.reading.EventReader;
import dev.mailswitch.ledger.reading.MailCourse;
import dev.mailswitch.ledger.reading.MailReader;
import dev.mailswitch.model.id.SendId;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `/api/v1/sends`: what became of a send.
@Path(FluxomailDoor.SENDS)
@Singleton
@RunOnVirtualThread
public class SendsResource {

    private static final Set<String> PAGING = Set.of("limit", "cursor");

    private final RoutingContext context;
    private final Gate gate;
    private final MailReader mails;
    private final EventReader events;
    private final LiveDirectory directory;

    SendsResource(
            RoutingContext context,
            Gate gate,
            MailReader mails,
            EventReader events,
            LiveDirectory directory) {
        this.context = context;
        this.gate = gate;
        this.mails = mails;
        this.events = events;
        this.directory = directory;
    }

    /// A send with its messages and events.
    @GET
    @Path("{sendId}")
    public Response get(@PathParam("sendId") String id) throws SQLException {
        return gate.enter(context, Scope.EMAILS_READ)
                .then(
                        caller ->
                                gate.reach(caller, null)
                                        .then(
                                                reach ->
                                                        paged().then(
                                                                        paging ->
                                                                                found(
                                                                                        caller,
                                                                                        reach,
                                                                                        paging,
                                                                                        id))))
                .or(FluxomailJson::refused);
    }

    /// @param before where its events go on, or the end
    private record Paging(int limit, UUID before) {}

    /// Of a list of events it has no filters: what is given of them is not looked at.
    private Step<Paging> paged() {
        Findings findings = new Findings();
        Query query = EventQuery.query(context.queryParams(), PAGING, findings);
        int limit = query.number("limit", 1, EventQuery.MOST, EventQuery.STANDARD);
        @Nullable UUID cursor = query.cursor();
        return findings.errors().isEmpty()
                ? Step.passed(new Paging(limit, cursor == null ? EventReader.END : cursor))
                : Step.stopped(new Stop.Invalid(findings.errors()));
    }

    private Step<Response> found(Caller caller, Reach reach, Paging paging, String id)
            throws SQLException {
        SendId send;
        try {
            send = SendId.parse(id);
        } catch (IllegalArgumentException none) {
            return Step.stopped(new Stop.NotFound());
        }
        MailCourse course =
                mails.course(caller.organisation(), send.mail())
                        .filter(found -> reach.covers(found.mail().environmentId()))
                        .orElse(null);
        if (course == null) {
            return Step.stopped(new Stop.NotFound());
        }
        EventReader.Page page =
                events.ofMail(caller.organisation(), send.mail(), paging.before(), paging.limit());
        return Step.passed(
                FluxomailJson.ok(
                                FluxomailJson.bytes(TimelineView.of(course, page, directory.now())))
                        .build());
    }
}
