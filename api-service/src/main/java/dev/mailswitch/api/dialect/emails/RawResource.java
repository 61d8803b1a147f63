package dev.mailswitch.api.dialect.emails;

import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.api.auth.Scope;
import dev.mailswitch.api.dialect.Findings;
import dev.mailswitch.api.dialect.Gate;
import dev.mailswitch.api.dialect.Problems;
import dev.mailswitch.api.dialect.Query;
import dev.mailswitch.api.dialect.Step;
import dev.mailswitch.api.dialect.Stop;
import dev.mailswitch.compose.ComposedMail;
import dev.mailswitch.ledger.reading.Origin;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Recipient;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What a provider was given: the MIME of an attempt.
@Path(EmailsDoor.PATH)
@Singleton
@RunOnVirtualThread
public class RawResource {

    /// Says how close the answer is to what went out: `exact`, `unsigned` or `unproven`.
    static final String HOW = "X-Mailswitch-Raw";

    private static final String ATTEMPT = "attempt";
    private static final String RECIPIENT = "recipient";

    private final RoutingContext context;
    private final Gate gate;
    private final Mails mails;
    private final RawMails raw;
    private final Duration patience;

    RawResource(RoutingContext context, Gate gate, Mails mails, RawMails raw, RawConfig config) {
        this.context = context;
        this.gate = gate;
        this.mails = mails;
        this.raw = raw;
        this.patience = config.patience();
    }

    /// Which attempts are meant.
    ///
    /// @param no        0 for any
    /// @param recipient whose, or null for anybody's
    private record Asked(MailRef ref, int no, @Nullable Address recipient) {

        Predicate<Origin.Attempt> whose(Origin origin) {
            return attempt -> meant(origin.recipients().get(attempt.position()));
        }

        private boolean meant(Recipient one) {
            return (ref.isMail() || ref.position() == one.position())
                    && (recipient == null || recipient.key().equals(one.address().key()));
        }

        /// Whether there is anybody whose attempts are meant.
        boolean known(Origin origin) {
            return origin.recipients().stream().anyMatch(this::meant);
        }

        boolean which(Origin.Attempt attempt) {
            return no == 0 || no == attempt.no();
        }
    }

    /// The bytes of the newest attempt that was accepted, else of the newest; by the mail's id, of
    /// any recipient's.
    @GET
    @Path("{id}/raw")
    public Response raw(@PathParam("id") String id) throws SQLException {
        return gate.enter(context, Scope.EMAILS_READ)
                .then(caller -> asked(id).then(asked -> shown(caller, asked)))
                .or(EmailsJson::refused);
    }

    private Step<Asked> asked(String id) {
        Findings findings = new Findings();
        Query query = new Query(context.queryParams(), Set.of(ATTEMPT, RECIPIENT), findings);
        int no = query.number(ATTEMPT, 1, Short.MAX_VALUE, 0);
        @Nullable Address recipient = null;
        Optional<String> text = query.text(RECIPIENT);
        if (text.isPresent()) {
            try {
                recipient = Address.parse(text.get());
            } catch (IllegalArgumentException none) {
                findings.invalid(RECIPIENT, "must be an address");
            }
        }
        if (!findings.errors().isEmpty()) {
            return Step.stopped(new Stop.Invalid(findings.errors()));
        }
        Optional<MailRef> ref = MailRef.parse(id);
        return ref.isPresent()
                ? Step.passed(new Asked(ref.get(), no, recipient))
                : Step.stopped(new Stop.NotFound());
    }

    private Step<Response> shown(Caller caller, Asked asked) throws SQLException {
        return mails.origin(caller, asked.ref()).then(origin -> shown(origin, asked));
    }

    private Step<Response> shown(Origin origin, Asked asked) throws SQLException {
        Predicate<Origin.Attempt> whose = asked.whose(origin);
        Optional<Origin.Attempt> attempt = RawAttempts.pick(origin, whose.and(asked::which));
        if (attempt.isPresent()) {
            return Step.passed(shown(origin, attempt.get()));
        }
        boolean waits = asked.known(origin) && origin.attempts().stream().noneMatch(whose);
        return waits
                ? Step.passed(refused(new RawRefusal.NotAttempted()))
                : Step.stopped(new Stop.NotFound());
    }

    private Response shown(Origin origin, Origin.Attempt attempt) throws SQLException {
        ReadingRoom room = raw.room();
        // Also when its client has gone meanwhile.
        context.addEndHandler(ended -> room.close());
        return switch (raw.make(origin, attempt, room)) {
            case RawMails.Made.Refused refused -> refused(refused.refusal());
            case RawMails.Made.Shown shown -> {
                ComposedMail mail = shown.mail();
                StreamingOutput bytes = mail::writeTo;
                Readings.endInTime(context, patience);
                yield Response.ok(bytes)
                        .type("message/rfc822")
                        .header("Content-Length", mail.size())
                        // Somebody's HTML: never shown as part of our site.
                        .header(
                                "Content-Disposition",
                                "attachment; filename=\"%s-%d.eml\""
                                        .formatted(
                                                origin.id().recipient(attempt.position()),
                                                attempt.no()))
                        .header("X-Content-Type-Options", "nosniff")
                        .header(HOW, shown.how())
                        .build();
            }
        };
    }

    private static Response refused(RawRefusal refusal) {
        return Problems.shown(refusal.problem()).response();
    }
}
