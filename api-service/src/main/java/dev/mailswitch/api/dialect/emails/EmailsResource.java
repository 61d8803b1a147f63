package dev.mailswitch.api.dialect.emails;

import dev.mailswitch.api.accept.Acceptor;
import dev.mailswitch.api.accept.Answer;
import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.api.auth.Scope;
import dev.mailswitch.api.dialect.Findings;
import dev.mailswitch.api.dialect.Gate;
import dev.mailswitch.api.dialect.GivenKey;
import dev.mailswitch.api.dialect.Json;
import dev.mailswitch.api.dialect.Listing;
import dev.mailswitch.api.dialect.Parameters;
import dev.mailswitch.api.dialect.Query;
import dev.mailswitch.api.dialect.Step;
import dev.mailswitch.api.dialect.Stop;
import dev.mailswitch.directory.Directory;
import dev.mailswitch.directory.LiveDirectory;
import dev.mailswitch.ledger.reading.Mail;
import dev.mailswitch.ledger.reading.MailPage;
import dev.mailswitch.ledger.reading.MailReader;
import dev.mailswitch.ledger.reading.TimelineEvent;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `/api/v1/emails`: posting mails and reading them.
@Path(EmailsDoor.PATH)
@Singleton
@RunOnVirtualThread
public class EmailsResource {

    private final RoutingContext context;
    private final Gate gate;
    private final Acceptor acceptor;
    private final Mails mails;
    private final Readings readings;
    private final MailReader reader;
    private final LiveDirectory directory;
    private final InstantSource clock;

    EmailsResource(
            RoutingContext context,
            Gate gate,
            Acceptor acceptor,
            Mails mails,
            Readings readings,
            MailReader reader,
            LiveDirectory directory,
            InstantSource clock) {
        this.context = context;
        this.gate = gate;
        this.acceptor = acceptor;
        this.mails = mails;
        this.readings = readings;
        this.reader = reader;
        this.directory = directory;
        this.clock = clock;
    }

    /// Accepts a mail.
    @POST
    public Response send() {
        return gate.visit(context, Scope.EMAILS_SEND)
                .then(
                        visit ->
                                Json.read(EmailsJson.MAPPER, visit.body(), EmailRequest.class)
                                        .then(
                                                request ->
                                                        gate.unpaused(visit.caller())
                                                                .map(c -> sent(c, request))))
                .or(EmailsJson::refused);
    }

    private Response sent(Caller caller, EmailRequest request) {
        return switch (Translator.translate(request, GivenKey.of(context.request()))) {
            case Translation.Wrong wrong -> EmailsJson.refused(new Stop.Invalid(wrong.errors()));
            case Translation.Done done -> answer(acceptor.accept(caller, done.submission()));
        };
    }

    static Response answer(Answer answer) {
        return switch (answer) {
            case Answer.Refused refused -> EmailsJson.refused(refused.refusal());
            case Answer.Accepted accepted -> {
                Response.ResponseBuilder response =
                        EmailsJson.response(
                                        202,
                                        Views.accepted(accepted.mail(), accepted.environment()))
                                .header("Location", EmailsDoor.PATH + "/" + accepted.mail().id());
                if (accepted.replayed()) {
                    response.header(GivenKey.REPLAYED, "true");
                }
                yield response.build();
            }
        };
    }

    /// Mails the caller may see, newest first.
    @GET
    public Response list() throws SQLException {
        var now = directory.now();
        return gate.enter(context, Scope.EMAILS_READ)
                .then(
                        caller ->
                                MailQuery.of(context.queryParams(), caller, now)
                                        .map(query -> page(caller, query)))
                .or(EmailsJson::refused);
    }

    private Response page(Caller caller, MailQuery query) throws SQLException {
        var now = directory.now();
        ReadingRoom room = readings.room(context);
        return reader.list(
                        caller.organisation(),
                        query.filter(),
                        query.page(),
                        octets -> room.hold(Readings.OF_A_PAGE * octets))
                .map(page -> shown(page, now))
                .orElseGet(Readings::full);
    }

    private static Response shown(MailPage page, Directory now) {
        @Nullable String next =
                page.more() && !page.mails().isEmpty()
                        ? Query.cursor(page.mails().getLast().mail().id().value())
                        : null;
        List<ItemView> items = page.mails().stream().map(m -> Views.item(m, now)).toList();
        return EmailsJson.response(200, new Listing<>(items, next)).build();
    }

    /// One mail, by its own id or a recipient's.
    @GET
    @Path("{id}")
    public Response get(@PathParam("id") String id) throws SQLException {
        return mails.id(context, id)
                .then(known -> gate.enter(context, Scope.EMAILS_READ))
                .then(caller -> detail(caller, id))
                .or(EmailsJson::refused);
    }

    private Step<Response> detail(Caller caller, String id) throws SQLException {
        return readings.room(context).hold(Readings.OF_A_MAIL * mails.octets(caller, id))
                ? mails.find(caller, id)
                        .map(
                                found ->
                                        EmailsJson.streamed(
                                                Views.detail(
                                                        found, directory.now(), clock.instant())))
                : Step.passed(Readings.full());
    }

    /// The timeline, oldest first.
    @GET
    @Path("{id}/events")
    public Response events(@PathParam("id") String id) throws SQLException {
        return gate.enter(context, Scope.EMAILS_READ)
                .then(caller -> timeline(caller, id))
                .or(EmailsJson::refused);
    }

    private Step<Response> timeline(Caller caller, String id) throws SQLException {
        Findings findings = new Findings();
        Query query = new Query(context.queryParams(), Set.of("limit", "cursor"), findings);
        int limit = query.number("limit", 1, Parameters.MAX_LIMIT, Parameters.DEFAULT_LIMIT);
        @Nullable UUID after = query.cursor();
        if (!findings.errors().isEmpty()) {
            return Step.stopped(new Stop.Invalid(findings.errors()));
        }
        return mails.frame(caller, id).map(found -> timeline(caller, found, after, limit));
    }

    private Response timeline(Caller caller, Mail found, @Nullable UUID after, int limit)
            throws SQLException {
        var now = directory.now();
        List<TimelineEvent> events =
                reader.timeline(caller.organisation(), found.id(), after, limit + 1);
        return EmailsJson.response(200, Timeline.page(events, limit, now)).build();
    }
}
