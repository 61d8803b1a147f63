package dev.mailswitch.api.dialect.fluxomail;

import dev.mailswitch.api.accept.Acceptor;
import dev.mailswitch.api.accept.Answer;
import dev.mailswitch.api.accept.Refusal;
import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.api.auth.Scope;
import dev.mailswitch.api.dialect.Body;
import dev.mailswitch.api.dialect.Gate;
import dev.mailswitch.api.dialect.GivenKey;
import dev.mailswitch.api.dialect.Json;
import dev.mailswitch.api.dialect.Step;
import dev.mailswitch.api.dialect.Stop;
import dev.mailswitch.directory.LiveDirectory;
import dev.mailswitch.ledger.Answers;
import dev.mailswitch.ledger.IdempotencyKey;
import dev.mailswitch.ledger.LedgerBusy;
import dev.mailswitch.ledger.LedgerUnavailable;
import dev.mailswitch.ledger.NewMail;
import dev.mailswitch.ledger.Once;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.SendId;
import dev.mailswitch.model.lifecycle.Status;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Accepts a send and answers how far it came within two seconds. Under an idempotency key the
/// answer is fixed before it is given, so that every repetition gets the very same.
@Singleton
class Sending {

    /// What can stand in a header; a key in a body may hold more.
    private static final Pattern HEADER_TEXT = Pattern.compile("[ -~]+");

    private static final Duration LOOK = Duration.ofMillis(500);

    /// What became of a request, without what it brought.
    private sealed interface Outcome {

        /// @param key  under which its answer is fixed, or null
        /// @param born how its recipients began, by position
        record Taken(
                EmailId id,
                OrganisationId organisation,
                EnvironmentId environment,
                String messageId,
                @Nullable IdempotencyKey key,
                List<Status> born,
                boolean replayed)
                implements Outcome {

            static Taken of(Answer.Accepted accepted) {
                NewMail mail = accepted.mail();
                return new Taken(
                        mail.id(),
                        mail.organisationId(),
                        mail.environmentId(),
                        mail.messageId(),
                        switch (mail.once()) {
                            case Once.None none -> null;
                            case Once.Key(IdempotencyKey held) -> held;
                            case Once.Content(IdempotencyKey held) -> held;
                        },
                        mail.recipients().stream().map(r -> mail.born(r.position())).toList(),
                        accepted.replayed());
            }
        }

        record Refused(Refusal refusal) implements Outcome {}
    }

    private final Gate gate;
    private final Acceptor acceptor;
    private final Handovers handovers;
    private final Answers answers;
    private final GlobalSends globalSends;
    private final LiveDirectory directory;
    private final InstantSource clock;

    Sending(
            Gate gate,
            Acceptor acceptor,
            Handovers handovers,
            Answers answers,
            GlobalSends globalSends,
            LiveDirectory directory,
            InstantSource clock) {
        this.gate = gate;
        this.acceptor = acceptor;
        this.handovers = handovers;
        this.answers = answers;
        this.globalSends = globalSends;
        this.directory = directory;
        this.clock = clock;
    }

    /// @param global whether the send counts as one of `send-global`
    Response send(RoutingContext context, boolean global) {
        // Nothing of what was sent is held on to while the answer waits.
        return gate.visit(context, Scope.EMAILS_SEND)
                .then(visit -> taken(context, visit))
                .map(
                        outcome ->
                                switch (outcome) {
                                    case Outcome.Taken taken -> answered(taken, global);
                                    case Outcome.Refused refused ->
                                            FluxomailJson.refused(refused.refusal());
                                })
                .or(FluxomailJson::refused);
    }

    private Step<Outcome> taken(RoutingContext context, Gate.Visit visit) {
        try (Body body = visit.body()) {
            return Json.read(FluxomailJson.MAPPER, body, SendRequest.class)
                    .then(
                            request ->
                                    gate.unpaused(visit.caller())
                                            .then(caller -> taken(context, caller, request)));
        }
    }

    private Step<Outcome> taken(RoutingContext context, Caller caller, SendRequest request) {
        GivenKey key = GivenKey.of(context.request()).and(request.idempotencyKey());
        if (key instanceof GivenKey.One(String text) && HEADER_TEXT.matcher(text).matches()) {
            // That of the header is there already.
            context.response().putHeader(GivenKey.HEADER, text);
        }
        Identity identity = Identity.of(request.identityId(), caller, directory.now());
        return switch (Translator.translate(request, key, identity)) {
            case Translation.Wrong wrong -> Step.stopped(new Stop.Invalid(wrong.errors()));
            case Translation.Done done ->
                    Step.passed(
                            switch (acceptor.accept(caller, done.submission())) {
                                case Answer.Refused refused ->
                                        new Outcome.Refused(refused.refusal());
                                case Answer.Accepted accepted -> Outcome.Taken.of(accepted);
                            });
        };
    }

    private Response answered(Outcome.Taken taken, boolean global) {
        if (global && !taken.replayed()) {
            globalSends.count(taken.organisation(), taken.environment());
        }
        try {
            Response.ResponseBuilder response = FluxomailJson.ok(answer(taken));
            if (taken.replayed()) {
                response.header(GivenKey.REPLAYED, "true");
            }
            return response.build();
        } catch (LedgerBusy busy) {
            return FluxomailJson.refused(new Refusal.Busy());
        } catch (LedgerUnavailable unavailable) {
            return FluxomailJson.refused(Refusal.of(unavailable));
        } catch (SQLException away) {
            return FluxomailJson.refused(new Refusal.Away());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return FluxomailJson.refused(new Refusal.Away());
        }
    }

    private byte[] answer(Outcome.Taken taken)
            throws SQLException, LedgerBusy, LedgerUnavailable, InterruptedException {
        @Nullable IdempotencyKey key = taken.key();
        if (key != null && taken.replayed()) {
            Optional<byte[]> first = answers.find(key);
            if (first.isPresent()) {
                return first.get();
            }
        }
        byte[] own =
                FluxomailJson.bytes(
                        new SendView(
                                new SendId(taken.id()).toString(),
                                Standing.word(status(taken)),
                                taken.messageId()));
        return key == null ? own : answers.fix(key, own).orElse(own);
    }

    private Status status(Outcome.Taken taken) throws InterruptedException {
        if (taken.born().stream().noneMatch(Status::open)) {
            // Suppressed or withheld, all of them: nothing is under way.
            return Standing.of(taken.born());
        }
        if (!taken.replayed()) {
            return handovers.await(taken.id(), Handovers.PATIENCE);
        }
        // A twin waits no longer than the first does, but for one look at least.
        Duration since = Duration.between(taken.id().time(), clock.instant());
        Duration left = Handovers.PATIENCE.minus(since);
        return handovers.await(taken.id(), left.compareTo(LOOK) < 0 ? LOOK : left);
    }
}
