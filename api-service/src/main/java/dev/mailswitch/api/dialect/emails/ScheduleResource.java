package dev.mailswitch.api.dialect.emails;

import dev.mailswitch.api.accept.Times;
import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.api.auth.Scope;
import dev.mailswitch.api.dialect.Away;
import dev.mailswitch.api.dialect.FieldError;
import dev.mailswitch.api.dialect.Gate;
import dev.mailswitch.api.dialect.Json;
import dev.mailswitch.api.dialect.Problem;
import dev.mailswitch.api.dialect.Problems;
import dev.mailswitch.api.dialect.Rfc3339;
import dev.mailswitch.api.dialect.Step;
import dev.mailswitch.api.dialect.Stop;
import dev.mailswitch.directory.LiveDirectory;
import dev.mailswitch.ledger.Cancelling;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.OrganisationId;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// Cancelling and moving mails that wait for their time.
@Path(EmailsDoor.PATH)
@Singleton
@RunOnVirtualThread
public class ScheduleResource {

    private static final int LIMIT = 64 * 1024;

    private final RoutingContext context;
    private final Gate gate;
    private final Cancelling cancelling;
    private final Mails mails;
    private final Readings readings;
    private final LiveDirectory directory;
    private final InstantSource clock;

    ScheduleResource(
            RoutingContext context,
            Gate gate,
            Cancelling cancelling,
            Mails mails,
            Readings readings,
            LiveDirectory directory,
            InstantSource clock) {
        this.context = context;
        this.gate = gate;
        this.cancelling = cancelling;
        this.mails = mails;
        this.readings = readings;
        this.directory = directory;
        this.clock = clock;
    }

    /// Cancels a mail all of whose recipients are scheduled and that nobody has in hand.
    @POST
    @Path("{id}/cancel")
    public Response cancel(@PathParam("id") String id) throws SQLException {
        return gate.enter(context, Scope.EMAILS_SEND)
                .then(
                        caller ->
                                withRoom(
                                        caller,
                                        id,
                                        () ->
                                                mails.ownFrame(caller, id)
                                                        .then(
                                                                found ->
                                                                        changed(
                                                                                caller,
                                                                                found.id(),
                                                                                cancelling
                                                                                        ::cancel))))
                .or(EmailsJson::refused);
    }

    private interface Reading {
        Step<Response> read() throws SQLException;
    }

    /// The answer shows the whole mail. Whether there is room for that is known before anything is
    /// changed.
    private Step<Response> withRoom(Caller caller, String id, Reading reading) throws SQLException {
        long octets = mails.octets(caller, id);
        return readings.room(context).hold(Readings.OF_A_MAIL * octets)
                ? reading.read()
                : Step.passed(Readings.full());
    }

    /// Moves such a mail to another time. How long it is worth sending after that stays as it was,
    /// unless its sender has said until when.
    @PATCH
    @Path("{id}")
    public Response reschedule(@PathParam("id") String id) throws SQLException {
        return mails.id(context, id)
                .then(known -> gate.visit(context, Scope.EMAILS_SEND, LIMIT))
                .then(
                        visit ->
                                Json.read(EmailsJson.MAPPER, visit.body(), RescheduleRequest.class)
                                        .then(this::time)
                                        .then(
                                                at ->
                                                        withRoom(
                                                                visit.caller(),
                                                                id,
                                                                () ->
                                                                        moved(
                                                                                visit.caller(),
                                                                                id,
                                                                                at))))
                .or(EmailsJson::refused);
    }

    private Step<Response> moved(Caller caller, String id, Instant at) throws SQLException {
        return mails.own(caller, id)
                .then(
                        before -> {
                            Instant expiresAt = Times.moved(before, at);
                            if (!expiresAt.isAfter(at)) {
                                return Step.stopped(wrong("must be before the mail's expires_at"));
                            }
                            return changed(
                                    caller,
                                    before.mail().id(),
                                    (organisation, mail) ->
                                            cancelling.reschedule(
                                                    organisation, mail, at, expiresAt));
                        });
    }

    private Step<Instant> time(RescheduleRequest request) {
        if (request.scheduledAt() == null) {
            return Step.stopped(new Stop.Invalid(List.of(FieldError.required("scheduled_at"))));
        }
        Instant now = clock.instant();
        return Rfc3339.parse(request.scheduledAt())
                .filter(at -> at.isAfter(now) && !at.isAfter(now.plus(Cancelling.LATEST)))
                .map(Step::passed)
                .orElseGet(
                        () ->
                                Step.stopped(
                                        wrong(
                                                "must be a time with Z or an offset, in the future"
                                                        + " and at most 30 days ahead")));
    }

    private static Stop wrong(String message) {
        return new Stop.Invalid(List.of(FieldError.invalid("scheduled_at", message)));
    }

    @FunctionalInterface
    private interface Change {
        Cancelling.Result apply(OrganisationId organisation, EmailId id) throws SQLException;
    }

    private Step<Response> changed(Caller caller, EmailId id, Change change) throws SQLException {
        return switch (twice(caller, id, change)) {
            case Cancelling.Result.Done done ->
                    mails.own(caller, id.toString())
                            .map(
                                    found ->
                                            EmailsJson.streamed(
                                                    Views.detail(
                                                            found,
                                                            directory.now(),
                                                            clock.instant())));
            case Cancelling.Result.NotScheduled not ->
                    Step.passed(
                            Problems.shown(Problem.conflict("The mail is " + not.status().word()))
                                    .response());
            case Cancelling.Result.TooLate late ->
                    Step.stopped(
                            wrong(
                                    "must be at most 30 days after the mail was accepted, by "
                                            + Rfc3339.of(late.latest())));
            case Cancelling.Result.NotFound none -> Step.stopped(new Stop.NotFound());
        };
    }

    /// Once more after a deadlock or a lock that did not come: nothing was changed then.
    private static Cancelling.Result twice(Caller caller, EmailId id, Change change)
            throws SQLException {
        try {
            return change.apply(caller.organisation(), id);
        } catch (SQLException failed) {
            if (Away.postponed(failed)) {
                return change.apply(caller.organisation(), id);
            }
            throw failed;
        }
    }
}
