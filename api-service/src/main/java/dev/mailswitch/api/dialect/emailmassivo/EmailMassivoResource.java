package dev.mailswitch.api.dialect.emailmassivo;

import dev.mailswitch.api.accept.Acceptor;
import dev.mailswitch.api.accept.Answer;
import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.api.auth.Scope;
import dev.mailswitch.api.dialect.Gate;
import dev.mailswitch.api.dialect.GivenKey;
import dev.mailswitch.api.dialect.Json;
import dev.mailswitch.api.dialect.Routes;
import dev.mailswitch.api.dialect.Step;
import dev.mailswitch.api.dialect.Stop;
import dev.mailswitch.ledger.reading.MailReader;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// `/api/v1/external-mails`: sending mails and asking what became of them.
@Path(EmailMassivoDoor.PATH)
@Singleton
@RunOnVirtualThread
public class EmailMassivoResource {

    private final RoutingContext context;
    private final Turnstile turnstile;
    private final Gate gate;
    private final Acceptor acceptor;
    private final MailReader reader;
    private final Routes routes;
    private final ForbiddenTypes forbidden;

    EmailMassivoResource(
            RoutingContext context,
            Turnstile turnstile,
            Gate gate,
            Acceptor acceptor,
            MailReader reader,
            Routes routes,
            EmailMassivoConfig config) {
        this.context = context;
        this.turnstile = turnstile;
        this.gate = gate;
        this.acceptor = acceptor;
        this.reader = reader;
        this.routes = routes;
        this.forbidden =
                ForbiddenTypes.of(
                        config.forbiddenExtensions().orElse(List.of()),
                        config.forbiddenBeginnings().orElse(List.of()));
    }

    /// Accepts a mail with its HTML.
    @POST
    @Path("send")
    public Response send() {
        return send(Translator.Source.HTML);
    }

    /// Accepts a mail made of a template.
    @POST
    @Path("send-by-template")
    public Response sendByTemplate() {
        return send(Translator.Source.TEMPLATE);
    }

    private Response send(Translator.Source source) {
        return turnstile
                .pass(context)
                .then(passed -> visited())
                .then(
                        visit ->
                                Json.read(EmailMassivoJson.MAPPER, visit.body(), SendRequest.class)
                                        .then(
                                                request ->
                                                        gate.unpaused(visit.caller())
                                                                .map(
                                                                        c ->
                                                                                sent(
                                                                                        source, c,
                                                                                        request))))
                .or(EmailMassivoResource::refused);
    }

    /// A caller whose headers got lost, as those of the document's example in PHP do, is told that
    /// the key is not valid and not that the type is another.
    private Step<Gate.Visit> visited() {
        Step<Gate.Visit> visit = gate.visit(context, Scope.EMAILS_SEND);
        boolean lost =
                visit instanceof Step.Stopped<Gate.Visit> stopped
                        && stopped.stop() instanceof Stop.NotJson
                        && context.request().getHeader("X-Api-Key") == null
                        && context.request().getHeader("Authorization") == null;
        return lost ? Step.stopped(new Stop.NoKey()) : visit;
    }

    private Response sent(Translator.Source source, Caller caller, SendRequest request) {
        GivenKey key = GivenKey.of(context.request());
        return switch (Translator.translate(source, request, key, forbidden)) {
            case Translation.Wrong wrong -> Reply.of(400, wrong.message()).shown().response();
            case Translation.Done done ->
                    switch (acceptor.accept(caller, done.submission())) {
                        case Answer.Refused refused ->
                                Refusals.reply(refused.refusal()).shown().response();
                        case Answer.Accepted accepted -> sent(accepted, done);
                    };
        };
    }

    private static Response sent(Answer.Accepted accepted, Translation.Done done) {
        Response.ResponseBuilder response =
                ok(SendView.of(accepted, done.copies(), done.warning()));
        if (accepted.replayed()) {
            response.header(GivenKey.REPLAYED, "true");
        }
        return response.build();
    }

    /// What became of a mail for one recipient.
    @GET
    @Path("{uuid}")
    public Response get(@PathParam("uuid") String uuid) throws SQLException {
        Optional<MailUuid> id = MailUuid.parse(uuid);
        if (id.isEmpty()
                && routes.missing(context.normalizedPath(), context.request().method().name())
                        instanceof Stop.MethodNotAllowed not) {
            return refused(not);
        }
        return turnstile
                .pass(context)
                .then(passed -> gate.enter(context, Scope.EMAILS_READ))
                .then(caller -> found(caller, id))
                .or(EmailMassivoResource::refused);
    }

    private Step<Response> found(Caller caller, Optional<MailUuid> id) throws SQLException {
        return gate.reach(caller, null)
                .map(
                        reach -> {
                            if (id.isEmpty()) {
                                return unknown();
                            }
                            return reader.frame(caller.organisation(), id.get().mail())
                                    .filter(found -> id.get().of(found))
                                    .filter(found -> reach.covers(found.environmentId()))
                                    .map(
                                            found ->
                                                    ok(StatusView.of(found, id.get().position()))
                                                            .build())
                                    .orElseGet(EmailMassivoResource::unknown);
                        });
    }

    private static Response unknown() {
        return Reply.mailUnknown().shown().response();
    }

    private static Response.ResponseBuilder ok(Object view) {
        return Response.ok(EmailMassivoJson.bytes(view), MediaType.APPLICATION_JSON_TYPE);
    }

    private static Response refused(Stop stop) {
        return Refusals.reply(stop).shown().response();
    }
}
