package dev.mailswitch.api.dialect.fluxomail;

import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.api.auth.Reach;
import dev.mailswitch.api.auth.Scope;
import dev.mailswitch.api.dialect.Gate;
import dev.mailswitch.api.dialect.Step;
import dev.mailswitch.api.dialect.Stop;
import dev.mailswitch.directory.LiveDirectory;
import dev.mailswitch.ledger.reading.EventReader;
import dev.mailswitch.ledger.reading.MailDetail;
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

/// `/api/v1/sends`: what became of a send.
@Path(FluxomailDoor.SENDS)
@Singleton
@RunOnVirtualThread
public class SendsResource {

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
                                                        EventQuery.of(context.queryParams(), reach)
                                                                .then(
                                                                        query ->
                                                                                found(
                                                                                        caller,
                                                                                        reach,
                                                                                        query,
                                                                                        id))))
                .or(FluxomailJson::refused);
    }

    private Step<Response> found(Caller caller, Reach reach, EventQuery query, String id)
            throws SQLException {
        SendId send;
        try {
            send = SendId.parse(id);
        } catch (IllegalArgumentException none) {
            return Step.stopped(new Stop.NotFound());
        }
        MailDetail detail =
                mails.find(caller.organisation(), send.mail())
                        .filter(found -> reach.covers(found.mail().environmentId()))
                        .orElse(null);
        if (detail == null) {
            return Step.stopped(new Stop.NotFound());
        }
        EventReader.Page page =
                events.ofMail(caller.organisation(), send.mail(), query.before(), query.limit());
        return Step.passed(
                FluxomailJson.ok(
                                FluxomailJson.bytes(TimelineView.of(detail, page, directory.now())))
                        .build());
    }
}
