package dev.mailswitch.api.admin;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.mailswitch.api.auth.Scope;
import dev.mailswitch.api.dialect.Entrance;
import dev.mailswitch.api.dialect.Rfc3339;
import dev.mailswitch.directory.LiveDirectory;
import dev.mailswitch.readiness.Known;
import dev.mailswitch.routing.Decision;
import dev.mailswitch.routing.Explanation;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `POST /api/v1/routes/explain`: which way a mail would take now, and why. Sends and writes nothing.
@Path("/api/v1/routes")
@Singleton
@RunOnVirtualThread
public class ExplainResource {

    /// The mail that is asked about.
    ///
    /// @param environment by name or id
    /// @param from        null: the environment's sender
    /// @param to          one address, or up to [Question#MOST_RECIPIENTS]
    /// @param policy      by its key; null: the environment's
    /// @param lane        its policy's; without one, the lane whose built-in policy it has; null: by the
    ///     environment
    record Request(
            @Nullable String environment,
            @JsonProperty("from_") @Nullable String from,
            @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
                    @Nullable List<String> to,
            @Nullable String policy,
            @Nullable String lane) {}

    record View(
            String environment,
            @JsonProperty("from_") String from,
            String policy,
            String lane,
            String at,
            List<Addressee> recipients) {}

    /// What would happen to a recipient.
    ///
    /// @param action   send, wait or fail
    /// @param provider that it would be sent through, or null
    /// @param until    when it would be looked at again, or null
    record Addressee(
            String email,
            String action,
            @Nullable String provider,
            @Nullable String until,
            String why,
            List<Way> routes) {}

    /// @param share  of such mails, in percent
    /// @param weightNow of `weight`, as it counts now
    /// @param lowered why that is less while the route serves, or null
    /// @param budget what is left of the provider's, or null: it has none
    /// @param sender what the provider said of the From; null: nobody has asked about it
    record Way(
            String id,
            String provider,
            String providerId,
            int tier,
            int weight,
            String standing,
            BigDecimal share,
            BigDecimal weightNow,
            @Nullable String lowered,
            @Nullable BudgetLeft budget,
            ReadinessView.@Nullable OfSender sender,
            @Nullable String until,
            String why) {}

    private final Desk desk;
    private final LiveDirectory directory;
    private final Foresight foresight;

    ExplainResource(Desk desk, LiveDirectory directory, Foresight foresight) {
        this.desk = desk;
        this.directory = directory;
        this.foresight = foresight;
    }

    /// Explains the routes of an environment for some recipients.
    ///
    /// @throws SQLException if the database is away
    @POST
    @Path("explain")
    public Response explain() throws SQLException {
        Entrance.Visit visit = desk.enterWithBody(Scope.ADMIN);
        Request request = Change.read(visit.body(), Request.class);
        Question question = Question.of(request, directory.now(), visit.caller().organisation());
        return Change.ok(view(question, foresight.explain(question)));
    }

    private static View view(Question question, Foresight.Answer answer) {
        return new View(
                question.environment().name(),
                question.from().text(),
                question.policy().key(),
                question.lane().word(),
                Rfc3339.of(answer.at()),
                answer.explanations().stream()
                        .map(explained -> addressee(explained, question, answer))
                        .toList());
    }

    private static Addressee addressee(
            Explanation explained, Question question, Foresight.Answer answer) {
        String email = explained.recipient().address().email();
        List<Way> ways =
                explained.ways().stream()
                        .map(
                                way ->
                                        way(
                                                way,
                                                question.from().email(),
                                                answer.senders().get(way.route().provider().id()),
                                                answer.budgets().get(way.route().provider().id())))
                        .toList();
        return switch (explained.decision()) {
            case Decision.Send send ->
                    new Addressee(
                            email, "send", send.via().provider().name(), null, send.why(), ways);
            case Decision.Wait wait ->
                    new Addressee(email, "wait", null, Rfc3339.of(wait.until()), wait.why(), ways);
            case Decision.Settle settle ->
                    new Addressee(email, "fail", null, null, settle.why(), ways);
        };
    }

    private static Way way(
            Explanation.Way way, String from, @Nullable Known sender, @Nullable BudgetLeft budget) {
        return new Way(
                way.route().id().toString(),
                way.route().provider().name(),
                way.route().provider().id().toString(),
                way.route().tier(),
                way.route().weight(),
                way.state().word(),
                percent(way.share()),
                BigDecimal.valueOf(way.weight()).setScale(2, RoundingMode.HALF_UP),
                way.lowered(),
                budget,
                sender == null ? null : ReadinessView.OfSender.of(from, sender),
                time(way.until()),
                way.why());
    }

    private static @Nullable String time(@Nullable Instant until) {
        return until == null ? null : Rfc3339.of(until);
    }

    private static BigDecimal percent(double share) {
        return BigDecimal.valueOf(share * 100).setScale(1, RoundingMode.HALF_UP);
    }
}
