package dev.mailswitch.api.dialect.emails;

import dev.mailswitch.api.accept.Acceptor;
import dev.mailswitch.api.accept.Answer;
import dev.mailswitch.api.accept.Refusal;
import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.api.auth.Scope;
import dev.mailswitch.api.dialect.Entrance;
import dev.mailswitch.api.dialect.Listing;
import dev.mailswitch.api.dialect.Parameters;
import dev.mailswitch.api.dialect.Problem;
import dev.mailswitch.api.dialect.Refused;
import dev.mailswitch.api.dialect.StrictJson;
import dev.mailswitch.directory.LiveDirectory;
import dev.mailswitch.ledger.reading.MailDetail;
import dev.mailswitch.ledger.reading.MailPage;
import dev.mailswitch.ledger.reading.MailReader;
import dev.mailswitch.ledger.reading.TimelineEvent;
import dev.mailswitch.model.id.EmailId;
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
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `/api/v1/emails`: posting mails and reading them.
@Path("/api/v1/emails")
@Singleton
@RunOnVirtualThread
public class EmailsResource {

    /// Of a whole body.
    static final int LIMIT = 10 * 1024 * 1024;

    private final RoutingContext context;
    private final Entrance entrance;
    private final Acceptor acceptor;
    private final MailReader mails;
    private final LiveDirectory directory;
    private final DomainNames domains;

    EmailsResource(
            RoutingContext context,
            Entrance entrance,
            Acceptor acceptor,
            MailReader mails,
            LiveDirectory directory,
            DomainNames domains) {
        this.context = context;
        this.entrance = entrance;
        this.acceptor = acceptor;
        this.mails = mails;
        this.directory = directory;
        this.domains = domains;
    }

    /// Accepts a mail.
    @POST
    public Response send() throws SQLException {
        Entrance.Visit visit = entrance.enter(context, Scope.EMAILS_SEND, LIMIT);
        EmailRequest request = StrictJson.read(EmailsJson.MAPPER, visit.body(), EmailRequest.class);
        unpaused(visit.caller());
        Translation translation =
                Translator.translate(
                        request,
                        domains.name(visit.caller().organisation(), request.domainId()),
                        IdempotencyHeader.of(context));
        return switch (translation) {
            case Translation.Wrong wrong -> throw new Refused(Problem.invalid(wrong.errors()));
            case Translation.Done done ->
                    answer(acceptor.accept(visit.caller(), done.submission()));
        };
    }

    /// Before anything is said about fields.
    private void unpaused(Caller caller) {
        if (directory
                .now()
                .organisation(caller.organisation())
                .map(o -> o.paused())
                .orElse(false)) {
            throw new Refused(Refusals.problem(new Refusal.Paused()));
        }
    }

    private Response answer(Answer answer) {
        return switch (answer) {
            case Answer.Refused refused -> throw new Refused(Refusals.problem(refused.refusal()));
            case Answer.Accepted accepted -> {
                Response.ResponseBuilder response =
                        EmailsJson.response(
                                        202,
                                        Views.accepted(accepted.mail(), accepted.environment()))
                                .header("Location", "/api/v1/emails/" + accepted.mail().id());
                if (accepted.replayed()) {
                    response.header(IdempotencyHeader.REPLAYED, "true");
                }
                yield response.build();
            }
        };
    }

    /// Mails of the organisation, newest first.
    @GET
    public Response list() throws SQLException {
        Caller caller = entrance.enter(context, Scope.EMAILS_READ);
        var now = directory.now();
        MailQuery query = MailQuery.of(context.queryParams(), caller.organisation(), now);
        MailPage page = mails.list(caller.organisation(), query.filter(), query.page());
        @Nullable String next =
                page.more() ? Parameters.cursor(page.mails().getLast().id().value()) : null;
        List<ItemView> items = page.mails().stream().map(m -> Views.item(m, now)).toList();
        return EmailsJson.response(200, new Listing<>(items, next)).build();
    }

    /// One mail, by its own id or a recipient's.
    @GET
    @Path("{id}")
    public Response get(@PathParam("id") String id) throws SQLException {
        Caller caller = entrance.enter(context, Scope.EMAILS_READ);
        return EmailsJson.response(200, Views.detail(find(caller, id), directory.now())).build();
    }

    /// The timeline, oldest first.
    @GET
    @Path("{id}/events")
    public Response events(@PathParam("id") String id) throws SQLException {
        Caller caller = entrance.enter(context, Scope.EMAILS_READ);
        Parameters parameters = new Parameters(context.queryParams(), Set.of("limit", "cursor"));
        int limit = parameters.limit();
        @Nullable UUID after = parameters.cursor();
        EmailId mail = find(caller, id).mail().id();
        var now = directory.now();
        List<TimelineEvent> events = mails.timeline(caller.organisation(), mail, after, limit + 1);
        return EmailsJson.response(
                        200, Listing.of(events, limit, TimelineEvent::id, e -> Views.event(e, now)))
                .build();
    }

    private MailDetail find(Caller caller, String id) throws SQLException {
        return mails.find(caller.organisation(), Ids.mail(id))
                .orElseThrow(() -> new Refused(Problem.notFound()));
    }
}
