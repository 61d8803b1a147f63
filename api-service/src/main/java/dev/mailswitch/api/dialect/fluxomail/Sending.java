package dev.mailswitch.api.dialect.fluxomail;

import dev.mailswitch.api.accept.Acceptor;
import dev.mailswitch.api.accept.Answer;
import dev.mailswitch.api.accept.Refusal;
import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.api.auth.Scope;
import dev.mailswitch.api.dialect.Gate;
import dev.mailswitch.api.dialect.GivenKey;
import dev.mailswitch.api.dialect.Json;
import dev.mailswitch.api.dialect.Stop;
import dev.mailswitch.directory.LiveDirectory;
import dev.mailswitch.ledger.Answers;
import dev.mailswitch.ledger.IdempotencyKey;
import dev.mailswitch.ledger.LedgerBusy;
import dev.mailswitch.ledger.LedgerUnavailable;
import dev.mailswitch.ledger.NewMail;
import dev.mailswitch.ledger.Once;
import dev.mailswitch.model.id.SendId;
import dev.mailswitch.model.lifecycle.Status;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
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
        return gate.visit(context, Scope.EMAILS_SEND)
                .then(
                        visit ->
                                Json.read(FluxomailJson.MAPPER, visit.body(), SendRequest.class)
                                        .then(
                                                request ->
                                                        gate.unpaused(visit.caller())
                                                                .map(
                                                                        caller ->
                                                                                sent(
                                                                                        context,
                                                                                        caller,
                                                                                        request,
                                                                                        global))))
                .or(FluxomailJson::refused);
    }

    private Response sent(
            RoutingContext context, Caller caller, SendRequest request, boolean global) {
        GivenKey key = GivenKey.of(context.request()).and(request.idempotencyKey());
        if (key instanceof GivenKey.One(String text) && HEADER_TEXT.matcher(text).matches()) {
            // That of the header is there already.
            context.response().putHeader(GivenKey.HEADER, text);
        }
        Identity identity = Identity.of(request.identityId(), caller, directory.now());
        return switch (Translator.translate(request, key, identity)) {
            case Translation.Wrong wrong -> FluxomailJson.refused(new Stop.Invalid(wrong.errors()));
            case Translation.Done done ->
                    switch (acceptor.accept(caller, done.submission())) {
                        case Answer.Refused refused -> FluxomailJson.refused(refused.refusal());
                        case Answer.Accepted accepted -> answered(accepted, global);
                    };
        };
    }

    private Response answered(Answer.Accepted accepted, boolean global) {
        NewMail mail = accepted.mail();
        if (global && !accepted.replayed()) {
            globalSends.count(mail.organisationId(), mail.environmentId());
        }
        try {
            Response.ResponseBuilder response = FluxomailJson.ok(answer(accepted));
            if (accepted.replayed()) {
                response.header(GivenKey.REPLAYED, "true");
            }
            return response.build();
        } catch (LedgerBusy busy) {
            return FluxomailJson.refused(new Refusal.Busy());
        } catch (LedgerUnavailable | SQLException away) {
            return FluxomailJson.refused(new Refusal.Away());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return FluxomailJson.refused(new Refusal.Away());
        }
    }

    private byte[] answer(Answer.Accepted accepted)
            throws SQLException, LedgerBusy, LedgerUnavailable, InterruptedException {
        NewMail mail = accepted.mail();
        @Nullable IdempotencyKey key =
                switch (mail.once()) {
                    case Once.None none -> null;
                    case Once.Key(IdempotencyKey held) -> held;
                    case Once.Content(IdempotencyKey held) -> held;
                };
        if (key != null && accepted.replayed()) {
            Optional<byte[]> first = answers.find(key);
            if (first.isPresent()) {
                return first.get();
            }
        }
        byte[] own =
                FluxomailJson.bytes(
                        new SendView(
                                new SendId(mail.id()).toString(),
                                Standing.word(status(accepted)),
                                mail.messageId()));
        return key == null ? own : answers.fix(key, own).orElse(own);
    }

    private Status status(Answer.Accepted accepted) throws InterruptedException {
        NewMail mail = accepted.mail();
        if (accepted.suppressed().size() == mail.recipients().size()) {
            return Status.FAILED;
        }
        if (!accepted.replayed()) {
            return handovers.await(mail.id(), Handovers.PATIENCE);
        }
        // A twin waits no longer than the first does, but for one look at least.
        Duration since = Duration.between(mail.id().time(), clock.instant());
        Duration left = Handovers.PATIENCE.minus(since);
        return handovers.await(mail.id(), left.compareTo(LOOK) < 0 ? LOOK : left);
    }
}
