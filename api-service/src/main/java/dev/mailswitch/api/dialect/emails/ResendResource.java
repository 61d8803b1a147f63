package dev.mailswitch.api.dialect.emails;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailswitch.api.accept.Once;
import dev.mailswitch.api.accept.Resending;
import dev.mailswitch.api.accept.Selection;
import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.api.auth.Scope;
import dev.mailswitch.api.dialect.Findings;
import dev.mailswitch.api.dialect.Gate;
import dev.mailswitch.api.dialect.GivenKey;
import dev.mailswitch.api.dialect.Json;
import dev.mailswitch.api.dialect.Problem;
import dev.mailswitch.api.dialect.Problems;
import dev.mailswitch.api.dialect.Step;
import dev.mailswitch.api.dialect.Stop;
import dev.mailswitch.ledger.reading.Mail;
import dev.mailswitch.ledger.reading.MailDetail;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.mail.Address;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Sending a mail that is over once more, as a new one.
@Path(EmailsDoor.PATH)
@Singleton
@RunOnVirtualThread
public class ResendResource {

    private static final int LIMIT = 256 * 1024;

    private final RoutingContext context;
    private final Gate gate;
    private final Mails mails;
    private final Readings readings;
    private final Resending resending;

    ResendResource(
            RoutingContext context,
            Gate gate,
            Mails mails,
            Readings readings,
            Resending resending) {
        this.context = context;
        this.gate = gate;
        this.mails = mails;
        this.readings = readings;
        this.resending = resending;
    }

    private record Asked(Caller caller, ResendRequest request) {}

    /// Sends it again to all, to those it did not reach, or to some of its recipients.
    @POST
    @Path("{id}/resend")
    public Response resend(@PathParam("id") String id) throws SQLException {
        return asked().then(
                        asked -> gate.unpaused(asked.caller()).then(caller -> resent(asked, id)))
                .or(EmailsJson::refused);
    }

    /// The mail is read and written again as a whole.
    private Step<Response> resent(Asked asked, String id) throws SQLException {
        long octets = mails.octets(asked.caller(), id);
        return readings.room(context).hold(Readings.OF_A_MAIL * octets)
                ? mails.own(asked.caller(), id).then(first -> resent(asked, first))
                : Step.passed(Readings.full());
    }

    private Step<Asked> asked() {
        return gate.bare(context)
                ? gate.enter(context, Scope.EMAILS_SEND)
                        .map(caller -> new Asked(caller, ResendRequest.ALL))
                : gate.visit(context, Scope.EMAILS_SEND, LIMIT)
                        .then(
                                visit ->
                                        Json.read(
                                                        EmailsJson.MAPPER,
                                                        visit.body(),
                                                        ResendRequest.class)
                                                .map(read -> new Asked(visit.caller(), read)));
    }

    private Step<Response> resent(Asked asked, MailDetail first) throws SQLException {
        Findings findings = new Findings();
        Once once =
                switch (GivenKey.of(context.request())) {
                    case GivenKey.None none -> Once.NEVER;
                    // Keys of sending and of sending again never meet.
                    case GivenKey.One one -> new Once.Key(one.text() + "\0resend");
                    case GivenKey.Wrong wrong -> {
                        findings.invalid(GivenKey.HEADER, wrong.message());
                        yield Once.NEVER;
                    }
                };
        Selection selection = selection(asked.request().recipients(), first.mail(), findings);
        return findings.errors().isEmpty()
                ? Step.passed(
                        response(
                                resending.resend(
                                        asked.caller(), EmailsDoor.NAME, first, selection, once)))
                : Step.stopped(new Stop.Invalid(findings.errors()));
    }

    static Selection selection(@Nullable JsonNode asked, Mail mail, Findings findings) {
        if (asked == null || asked.isNull() || asked.asText().equals("all")) {
            return new Selection.All();
        }
        if (asked.asText().equals("unsettled")) {
            return new Selection.Unreached();
        }
        if (asked.size() > EmailId.MAX_RECIPIENTS) {
            findings.invalid("recipients", "must be at most 1,000 recipients");
            return new Selection.All();
        }
        Map<String, Integer> known = positions(mail);
        Set<Integer> positions = new HashSet<>();
        for (int i = 0; asked.isArray() && i < asked.size() && !findings.full(); i++) {
            @Nullable Integer position = position(asked.get(i), known);
            if (position != null) {
                positions.add(position);
            } else {
                findings.invalid("recipients[" + i + "]", "is no recipient of the mail");
            }
        }
        if (positions.isEmpty() && findings.errors().isEmpty()) {
            findings.invalid(
                    "recipients", "must be all, unsettled, or a list of the mail's recipients");
        }
        return new Selection.Some(positions);
    }

    /// Of a mail's recipients by address and by id. Neither looks like the other.
    private static Map<String, Integer> positions(Mail mail) {
        Map<String, Integer> positions = new HashMap<>();
        for (Mail.Addressee recipient : mail.recipients()) {
            positions.putIfAbsent(recipient.address().key(), recipient.position());
            positions.put(
                    mail.id().recipient(recipient.position()).toString(), recipient.position());
        }
        return positions;
    }

    private static @Nullable Integer position(JsonNode given, Map<String, Integer> known) {
        if (!given.isTextual()) {
            return null;
        }
        String text = given.textValue();
        @Nullable Integer position = known.get(text.toLowerCase(Locale.ROOT));
        @Nullable String key = position == null ? key(text) : null;
        return key == null ? position : known.get(key);
    }

    private static @Nullable String key(String text) {
        try {
            return Address.parse(text).key();
        } catch (IllegalArgumentException none) {
            return null;
        }
    }

    private static Response response(Resending.Result result) {
        return switch (result) {
            case Resending.Result.Answered answered -> EmailsResource.answer(answered.answer());
            case Resending.Result.Homeless homeless ->
                    refused(Problem.conflict("The mail's environment is no longer there"));
            case Resending.Result.Open open ->
                    refused(Problem.conflict("The mail is still under way"));
            case Resending.Result.Nobody nobody ->
                    refused(Problem.conflict("The mail has reached all of its recipients"));
            case Resending.Result.Gone gone ->
                    refused(
                            Problem.of(
                                    410,
                                    "content_gone",
                                    "Gone",
                                    "What the mail said is no longer kept"));
        };
    }

    private static Response refused(Problem problem) {
        return Problems.shown(problem).response();
    }
}
