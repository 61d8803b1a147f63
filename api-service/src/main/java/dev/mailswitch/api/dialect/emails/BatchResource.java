package dev.mailswitch.api.dialect.emails;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailswitch.api.accept.Acceptor;
import dev.mailswitch.api.accept.Answer;
import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.api.auth.Scope;
import dev.mailswitch.api.dialect.Away;
import dev.mailswitch.api.dialect.Findings;
import dev.mailswitch.api.dialect.Gate;
import dev.mailswitch.api.dialect.GivenKey;
import dev.mailswitch.api.dialect.Json;
import dev.mailswitch.api.dialect.Outline;
import dev.mailswitch.api.dialect.Problem;
import dev.mailswitch.api.dialect.Step;
import dev.mailswitch.api.dialect.Stop;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Many mails in one request. All are looked at before the first is accepted; then each is a mail
/// of its own, with its own answer.
@Path(EmailsDoor.PATH)
@Singleton
@RunOnVirtualThread
public class BatchResource {

    private static final Logger LOG = LoggerFactory.getLogger(BatchResource.class);

    private static final int MOST = 500;

    /// What of one batch is on its way at a time, in mails and in recipients: enough to fill the
    /// ledger's transactions, and few enough that none waits there longer than the ledger allows,
    /// behind others of its own batch.
    private static final int AT_ONCE = 50;

    private static final int RECIPIENTS_AT_ONCE = 2_000;
    private static final int RECIPIENTS_A_SHARE = RECIPIENTS_AT_ONCE / AT_ONCE;

    /// One mail as far as it can be judged by itself.
    private sealed interface Read {
        record Right(Translation.Done mail) implements Read {}

        record Wrong(Stop stop) implements Read {}
    }

    /// What became of one mail.
    private sealed interface Sent {
        record Accepted(BatchView.Item item, boolean replayed) implements Sent {}

        record Refused(BatchView.Item item) implements Sent {}

        BatchView.Item item();
    }

    private final RoutingContext context;
    private final Gate gate;
    private final Acceptor acceptor;

    BatchResource(RoutingContext context, Gate gate, Acceptor acceptor) {
        this.context = context;
        this.gate = gate;
        this.acceptor = acceptor;
    }

    /// Accepts up to 500 mails. An idempotency key counts for each by its place.
    @POST
    @Path("batch")
    public Response send() {
        return gate.visit(context, Scope.EMAILS_SEND)
                .then(
                        visit ->
                                Json.read(EmailsJson.BATCH, visit.body(), BatchRequest.class)
                                        .then(
                                                batch ->
                                                        gate.unpaused(visit.caller())
                                                                .then(c -> read(batch))
                                                                .map(
                                                                        mails ->
                                                                                sent(
                                                                                        visit
                                                                                                .caller(),
                                                                                        mails))))
                .or(EmailsJson::refused);
    }

    private Step<List<Read>> read(BatchRequest batch) {
        Findings findings = new Findings();
        GivenKey key = GivenKey.of(context.request());
        if (key instanceof GivenKey.Wrong wrong) {
            findings.invalid(GivenKey.HEADER, wrong.message());
        }
        List<JsonNode> emails = batch.emails();
        if (emails == null || emails.isEmpty() || emails.size() > MOST) {
            findings.invalid("emails", "must be 1 to 500 mails");
        }
        if (emails == null || !findings.errors().isEmpty()) {
            return Step.stopped(new Stop.Invalid(findings.errors()));
        }
        List<Read> mails = new ArrayList<>();
        for (int i = 0; i < emails.size(); i++) {
            mails.add(read(emails.get(i), key, i));
        }
        return Step.passed(mails);
    }

    private static Read read(JsonNode mail, GivenKey key, int index) {
        return Json.convert(EmailsJson.MAPPER, mail, EmailRequest.class)
                .map(request -> Translator.translate(request, key, index))
                .map(
                        translation ->
                                switch (translation) {
                                    case Translation.Done done -> (Read) new Read.Right(done);
                                    case Translation.Wrong wrong ->
                                            new Read.Wrong(new Stop.Invalid(wrong.errors()));
                                })
                .or(Read.Wrong::new);
    }

    private Response sent(Caller caller, List<Read> mails) {
        // Fair, else a mail to many would never find enough room at once.
        Semaphore room = new Semaphore(AT_ONCE, true);
        List<Future<Sent>> futures = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Read mail : mails) {
                futures.add(
                        threads.submit(
                                () -> {
                                    int shares = shares(mail);
                                    room.acquire(shares);
                                    try {
                                        return sent(caller, mail);
                                    } finally {
                                        room.release(shares);
                                    }
                                }));
            }
        }
        List<Sent> sent = futures.stream().map(BatchResource::ended).toList();
        Response.ResponseBuilder response =
                EmailsJson.response(200, new BatchView(sent.stream().map(Sent::item).toList()));
        if (replayed(sent)) {
            response.header(GivenKey.REPLAYED, "true");
        }
        return response.build();
    }

    /// Of the room for all that are on their way.
    private static int shares(Read mail) {
        int recipients =
                switch (mail) {
                    case Read.Wrong wrong -> 0;
                    case Read.Right right -> right.mail().submission().envelope().given();
                };
        return Math.clamp(recipients / RECIPIENTS_A_SHARE, 1, AT_ONCE);
    }

    private Sent sent(Caller caller, Read mail) {
        return switch (mail) {
            case Read.Wrong wrong -> refused(Problem.of(wrong.stop()));
            case Read.Right right ->
                    switch (acceptor.accept(caller, right.mail().submission())) {
                        case Answer.Accepted accepted ->
                                new Sent.Accepted(
                                        new BatchView.Item(
                                                202,
                                                accepted.mail().id().toString(),
                                                null,
                                                null,
                                                List.of()),
                                        accepted.replayed());
                        case Answer.Refused refused -> refused(Refusals.problem(refused.refusal()));
                    };
        };
    }

    /// One that broke must not cost the others their answers: who repeated them all would send them
    /// twice.
    private static Sent ended(Future<Sent> future) {
        if (future.state() == Future.State.SUCCESS) {
            return future.resultNow();
        }
        Throwable failure = future.exceptionNow();
        if (Away.is(failure)) {
            return refused(Problem.of(new Stop.Unavailable("The database does not answer")));
        }
        LOG.error("a mail of a batch failed: {}", Outline.of(failure));
        return refused(Problem.of(new Stop.Failed()));
    }

    /// Whether some were accepted, and all of those before.
    private static boolean replayed(List<Sent> sent) {
        boolean any = false;
        for (Sent one : sent) {
            switch (one) {
                case Sent.Accepted accepted -> {
                    if (!accepted.replayed()) {
                        return false;
                    }
                    any = true;
                }
                case Sent.Refused refused -> {}
            }
        }
        return any;
    }

    private static Sent refused(Problem problem) {
        return new Sent.Refused(
                new BatchView.Item(
                        problem.status(),
                        null,
                        Problem.TYPES + problem.code(),
                        problem.detail(),
                        problem.errors()));
    }
}
