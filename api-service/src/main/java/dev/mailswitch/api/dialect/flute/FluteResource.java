package dev.mailswitch.api.dialect.flute;

import dev.mailswitch.api.accept.Acceptor;
import dev.mailswitch.api.accept.Answer;
import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.api.auth.Scope;
import dev.mailswitch.api.dialect.AddressBuckets;
import dev.mailswitch.api.dialect.BodyReader;
import dev.mailswitch.api.dialect.FieldError;
import dev.mailswitch.api.dialect.Gate;
import dev.mailswitch.api.dialect.GivenKey;
import dev.mailswitch.api.dialect.Json;
import dev.mailswitch.api.dialect.Stop;
import dev.mailswitch.directory.LiveDirectory;
import dev.mailswitch.ledger.reading.MailReader;
import dev.mailswitch.ledger.reading.OwnedMail;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.FluteIds;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// `/v1/email`: posting a mail with a key, reading it by its id alone.
@Path(FluteDoor.PATH)
@Singleton
@RunOnVirtualThread
public class FluteResource {

    private static final Gate.KeyFields KEY_FIELDS =
            new Gate.KeyFields("access_token", "environment");

    private static final int MOST_EVENTS = 1_000;
    private static final long SECONDS = 1;

    private final RoutingContext context;
    private final Gate gate;
    private final BodyReader bodies;
    private final Acceptor acceptor;
    private final MailReader reader;
    private final LiveDirectory directory;
    private final FluteIds ids;
    private final AddressBuckets buckets;

    FluteResource(
            RoutingContext context,
            Gate gate,
            BodyReader bodies,
            Acceptor acceptor,
            MailReader reader,
            LiveDirectory directory,
            FluteIds ids,
            FluteConfig config) {
        this.context = context;
        this.gate = gate;
        this.bodies = bodies;
        this.acceptor = acceptor;
        this.reader = reader;
        this.directory = directory;
        this.ids = ids;
        this.buckets = new AddressBuckets(config.requestsPerSecond(), config.burst());
    }

    /// Accepts a mail.
    @POST
    public Response send() {
        return gate.visit(context, Scope.EMAILS_SEND, KEY_FIELDS)
                .then(
                        visit ->
                                // Here the environment is half of the credentials.
                                gate.reach(visit.caller(), null)
                                        .then(
                                                reach ->
                                                        Json.read(
                                                                FluteJson.MAPPER,
                                                                visit.body(),
                                                                FluteRequest.class))
                                        .then(
                                                request ->
                                                        gate.unpaused(visit.caller())
                                                                .map(c -> sent(c, request))))
                .or(stop -> Refusals.shown(stop).response());
    }

    private Response sent(Caller caller, FluteRequest request) {
        return switch (Translator.translate(request, GivenKey.of(context.request()))) {
            case Translation.Wrong wrong ->
                    Refusals.shown(new Stop.Invalid(wrong.errors())).response();
            case Translation.Done done -> answer(acceptor.accept(caller, done.submission()));
        };
    }

    private Response answer(Answer answer) {
        return switch (answer) {
            case Answer.Refused refused -> Refusals.shown(refused.refusal()).response();
            case Answer.Accepted accepted -> {
                Response.ResponseBuilder response =
                        FluteJson.success(new SentView(ids.of(accepted.mail().id()).toString()));
                if (accepted.replayed()) {
                    response.header(GivenKey.REPLAYED, "true");
                }
                yield response.build();
            }
        };
    }

    /// One mail, its id in the query.
    @GET
    public Response get() throws SQLException {
        List<String> given = context.queryParam("id");
        if (given.size() != 1 || given.getFirst().isBlank()) {
            bodies.ignore(context);
            return Refusals.shown(new Stop.Invalid(List.of(FieldError.required("id")))).response();
        }
        return get(given.getFirst());
    }

    /// One mail, its id in the path.
    @GET
    @Path("{id}")
    public Response get(@PathParam("id") String id) throws SQLException {
        bodies.ignore(context);
        if (!buckets.take(gate.address(context.request()), System.nanoTime())) {
            return Refusals.shown(new Stop.RateLimited(SECONDS)).response();
        }
        for (EmailId mail : ids.mails(id)) {
            Optional<OwnedMail> found = reader.find(mail);
            if (found.isPresent()) {
                return shown(id.toLowerCase(Locale.ROOT), found.get());
            }
        }
        return Refusals.shown(new Stop.NotFound()).response();
    }

    private Response shown(String id, OwnedMail found) throws SQLException {
        EmailId mail = found.mail().id();
        return FluteJson.success(
                        Views.email(
                                id,
                                found.mail(),
                                reader.timeline(found.organisation(), mail, null, MOST_EVENTS),
                                directory.now()))
                .build();
    }
}
