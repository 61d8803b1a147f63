package dev.mailswitch.api.dialect.emails;

import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.api.auth.Scope;
import dev.mailswitch.api.dialect.Entrance;
import dev.mailswitch.api.dialect.FieldError;
import dev.mailswitch.api.dialect.Problem;
import dev.mailswitch.api.dialect.Refused;
import dev.mailswitch.api.dialect.Rfc3339;
import dev.mailswitch.api.dialect.StrictJson;
import dev.mailswitch.directory.LiveDirectory;
import dev.mailswitch.ledger.Cancelling;
import dev.mailswitch.ledger.reading.Mail;
import dev.mailswitch.ledger.reading.MailDetail;
import dev.mailswitch.ledger.reading.MailReader;
import dev.mailswitch.model.id.EmailId;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// Cancelling and moving mails that wait for their time.
@Path("/api/v1/emails")
@Singleton
@RunOnVirtualThread
public class ScheduleResource {

    private static final int LIMIT = 64 * 1024;

    private final RoutingContext context;
    private final Entrance entrance;
    private final Cancelling cancelling;
    private final MailReader mails;
    private final LiveDirectory directory;
    private final InstantSource clock;

    ScheduleResource(
            RoutingContext context,
            Entrance entrance,
            Cancelling cancelling,
            MailReader mails,
            LiveDirectory directory,
            InstantSource clock) {
        this.context = context;
        this.entrance = entrance;
        this.cancelling = cancelling;
        this.mails = mails;
        this.directory = directory;
        this.clock = clock;
    }

    /// Cancels a mail all of whose recipients are scheduled and that nobody has in hand.
    @POST
    @Path("{id}/cancel")
    public Response cancel(@PathParam("id") String id) throws SQLException {
        Caller caller = entrance.enter(context, Scope.EMAILS_SEND);
        EmailId mail = Ids.mail(id);
        return answer(caller, mail, cancelling.cancel(caller.organisation(), mail));
    }

    /// Moves such a mail to another time. What is left of its life after that stays as long.
    @PATCH
    @Path("{id}")
    public Response reschedule(@PathParam("id") String id) throws SQLException {
        Entrance.Visit visit = entrance.enter(context, Scope.EMAILS_SEND, LIMIT);
        Caller caller = visit.caller();
        EmailId mail = Ids.mail(id);
        Instant at = time(StrictJson.read(visit.body(), RescheduleRequest.class));
        Mail before = find(caller, mail).mail();
        Instant start = before.scheduledAt() == null ? mail.time() : before.scheduledAt();
        Instant expiresAt = at.plus(Duration.between(start, before.expiresAt()));
        return answer(
                caller, mail, cancelling.reschedule(caller.organisation(), mail, at, expiresAt));
    }

    private Instant time(RescheduleRequest request) {
        if (request.scheduledAt() == null) {
            throw new Refused(Problem.invalid(List.of(FieldError.required("scheduled_at"))));
        }
        Instant now = clock.instant();
        return Rfc3339.parse(request.scheduledAt())
                .filter(at -> at.isAfter(now) && !at.isAfter(now.plus(Cancelling.LATEST)))
                .orElseThrow(
                        () ->
                                new Refused(
                                        Problem.invalid(
                                                "scheduled_at",
                                                "must be a time with Z or an offset, in the future"
                                                        + " and at most 30 days ahead")));
    }

    private Response answer(Caller caller, EmailId id, Cancelling.Result result)
            throws SQLException {
        return switch (result) {
            case Cancelling.Result.Done done ->
                    EmailsJson.response(200, Views.detail(find(caller, id), directory.now()))
                            .build();
            case Cancelling.Result.NotScheduled not ->
                    throw new Refused(Problem.conflict("The mail is " + not.status().word()));
            case Cancelling.Result.TooLate late ->
                    throw new Refused(
                            Problem.invalid(
                                    "scheduled_at",
                                    "must be at most 30 days after the mail was accepted, by "
                                            + Rfc3339.of(late.latest())));
            case Cancelling.Result.NotFound none -> throw new Refused(Problem.notFound());
        };
    }

    private MailDetail find(Caller caller, EmailId id) throws SQLException {
        return mails.find(caller.organisation(), id)
                .orElseThrow(() -> new Refused(Problem.notFound()));
    }
}
