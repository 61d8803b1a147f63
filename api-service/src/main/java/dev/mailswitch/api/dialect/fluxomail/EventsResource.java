package dev.mailswitch.api.dialect.fluxomail;

import dev.mailswitch.api.auth.Authentication;
import dev.mailswitch.api.auth.Authenticator;
import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.api.auth.Scope;
import dev.mailswitch.api.auth.StreamTokens;
import dev.mailswitch.api.dialect.FieldError;
import dev.mailswitch.api.dialect.Gate;
import dev.mailswitch.api.dialect.Query;
import dev.mailswitch.api.dialect.Rfc3339;
import dev.mailswitch.api.dialect.Step;
import dev.mailswitch.api.dialect.Stop;
import dev.mailswitch.directory.LiveDirectory;
import dev.mailswitch.ledger.reading.EventReader;
import dev.mailswitch.model.id.Uuids;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// `/api/v1/events`: what happens to sends, as a list and as a stream.
@Path(FluxomailDoor.EVENTS)
@Singleton
@RunOnVirtualThread
public class EventsResource {

    private static final String LAST_EVENT_ID = "Last-Event-ID";
    private static final long COME_AGAIN_SECONDS = 10;

    private final RoutingContext context;
    private final Gate gate;
    private final Authenticator authenticator;
    private final StreamTokens tokens;
    private final EventReader reader;
    private final Tail tail;
    private final Places places;
    private final LiveDirectory directory;
    private final InstantSource clock;

    EventsResource(
            RoutingContext context,
            Gate gate,
            Authenticator authenticator,
            StreamTokens tokens,
            EventReader reader,
            Tail tail,
            Places places,
            LiveDirectory directory,
            InstantSource clock) {
        this.context = context;
        this.gate = gate;
        this.authenticator = authenticator;
        this.tokens = tokens;
        this.reader = reader;
        this.tail = tail;
        this.places = places;
        this.directory = directory;
        this.clock = clock;
    }

    /// Events, newest first.
    @GET
    public Response list() throws SQLException {
        return gate.enter(context, Scope.EMAILS_READ)
                .then(
                        caller ->
                                gate.reach(caller, null)
                                        .then(reach -> EventQuery.of(context.queryParams(), reach))
                                        .map(query -> page(caller, query)))
                .or(FluxomailJson::refused);
    }

    /// Up to the horizon: who takes the newest of a page for his next `since` misses nothing.
    private Response page(Caller caller, EventQuery query) throws SQLException {
        UUID horizon = reader.horizon();
        UUID before = Uuids.compare(query.before(), horizon) < 0 ? query.before() : horizon;
        EventReader.Page page =
                reader.list(
                        caller.organisation(),
                        query.filter(),
                        before,
                        query.after(),
                        query.limit());
        EventsView view =
                new EventsView(
                        page.events().stream()
                                .map(event -> EventView.of(event, directory.now()))
                                .toList(),
                        page.next() == null ? null : Query.cursor(page.next()));
        return FluxomailJson.ok(FluxomailJson.bytes(view)).build();
    }

    /// Makes a token for programs that can send no headers.
    @POST
    @Path("stream-tokens")
    public Response token() {
        return gate.enter(context, Scope.EMAILS_READ).map(this::issued).or(FluxomailJson::refused);
    }

    private Response issued(Caller caller) {
        Instant now = clock.instant();
        StreamTokenView view =
                new StreamTokenView(
                        tokens.issue(new StreamTokens.Holder(caller.key(), caller.named()), now),
                        Rfc3339.of(now.plus(StreamTokens.LIFE)),
                        StreamTokens.LIFE.toSeconds());
        return FluxomailJson.ok(FluxomailJson.bytes(view))
                .header("Cache-Control", "no-store")
                .build();
    }

    /// Events as they happen.
    @GET
    @Path("stream")
    public Response stream() {
        return entered()
                .then(
                        caller ->
                                gate.reach(caller, null)
                                        .then(reach -> EventQuery.of(context.queryParams(), reach))
                                        .then(query -> opened(caller, query)))
                .or(FluxomailJson::refused);
    }

    private Step<Caller> entered() {
        @Nullable String token = context.queryParams().get("token");
        if (token == null) {
            return gate.enter(context, Scope.EMAILS_READ);
        }
        Optional<StreamTokens.Holder> holder = tokens.read(token, clock.instant());
        return holder.map(h -> gate.enter(context, Scope.EMAILS_READ, h.key(), h.named()))
                .orElseGet(() -> Step.stopped(new Stop.BadKey()));
    }

    private Step<Response> opened(Caller caller, EventQuery query) {
        @Nullable UUID seen = query.since() == null ? null : query.after();
        @Nullable String lastEventId = context.request().getHeader(LAST_EVENT_ID);
        if (lastEventId != null && !lastEventId.isBlank()) {
            @Nullable Since last = Since.parse(lastEventId.strip()).orElse(null);
            if (!(last instanceof Since.Event event)) {
                return Step.stopped(
                        new Stop.Invalid(
                                List.of(
                                        FieldError.invalid(
                                                LAST_EVENT_ID, "must be the id of an event"))));
            }
            seen = event.id();
        }
        if (context.request().method().name().equals("HEAD")) {
            return Step.passed(headers(Response.ok()));
        }
        return switch (places.take(caller)) {
            case KEY_HAS_ENOUGH, ORGANISATION_HAS_ENOUGH ->
                    Step.stopped(new Stop.RateLimited(COME_AGAIN_SECONDS));
            case FULL -> Step.stopped(new Stop.Unavailable("Too many streams are open"));
            case TAKEN -> Step.passed(streaming(caller, query.filter(), seen));
        };
    }

    private Response streaming(Caller caller, EventFilter filter, @Nullable UUID seen) {
        Subscription subscription = new Subscription(caller.organisation(), filter);
        AtomicBoolean given = new AtomicBoolean();
        Runnable over =
                () -> {
                    subscription.end();
                    if (given.compareAndSet(false, true)) {
                        places.giveBack(caller);
                    }
                };
        // Whichever is first; the other may never be, if the client went before it began.
        context.addEndHandler(ended -> over.run());
        EventStream stream =
                new EventStream(
                        tail,
                        reader,
                        directory,
                        filter,
                        subscription,
                        still(caller, gate.address(context.request())));
        StreamingOutput body =
                out -> {
                    try {
                        stream.run(out, seen);
                    } finally {
                        over.run();
                    }
                };
        return headers(Response.ok(body));
    }

    private static Response headers(Response.ResponseBuilder response) {
        return response.type("text/event-stream;charset=UTF-8")
                .header("Cache-Control", "no-store")
                // Proxies that gather before they pass on are asked not to.
                .header("X-Accel-Buffering", "no")
                .build();
    }

    /// Whether the key is what it was when the stream began. While nobody can tell, the stream goes
    /// on; it has nothing to say meanwhile, since the events come from the same database.
    private BooleanSupplier still(Caller caller, String from) {
        return () -> {
            try {
                return authenticator.again(caller.key(), caller.named(), from)
                                instanceof Authentication.Granted granted
                        && granted.caller().may(Scope.EMAILS_READ)
                        && java.util.Objects.equals(
                                granted.caller().environment(), caller.environment());
            } catch (SQLException away) {
                return true;
            }
        };
    }
}
