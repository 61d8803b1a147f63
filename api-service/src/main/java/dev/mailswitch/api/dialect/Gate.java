package dev.mailswitch.api.dialect;

import dev.mailswitch.api.auth.Authentication;
import dev.mailswitch.api.auth.Authenticator;
import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.api.auth.Callers;
import dev.mailswitch.api.auth.Credentials;
import dev.mailswitch.api.auth.Reach;
import dev.mailswitch.api.auth.Scope;
import dev.mailswitch.api.slices.Slices;
import dev.mailswitch.directory.LiveDirectory;
import dev.mailswitch.directory.Organisation;
import dev.mailswitch.model.id.ApiKeyId;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The way into every route, in steps: frame, credentials in headers, body, credentials in the
/// body, then who it is, what it may, how often. The order is that of the contracts. Refuses by
/// values; what is said about them is each door's own.
@Singleton
public class Gate {

    /// Under which the routing context holds the [Caller] once it is known.
    public static final String CALLER = Caller.class.getName();

    /// Of a body whose sender is not known, held in memory.
    private static final int UNKNOWN_IN_MEMORY = 64 * 1024;

    private final Authenticator authenticator;
    private final Callers callers;
    private final BodyReader bodies;
    private final Doors doors;
    private final Slices slices;
    private final LiveDirectory directory;
    private final InstantSource clock;

    Gate(
            Authenticator authenticator,
            Callers callers,
            BodyReader bodies,
            Doors doors,
            Slices slices,
            LiveDirectory directory,
            InstantSource clock) {
        this.authenticator = authenticator;
        this.callers = callers;
        this.bodies = bodies;
        this.doors = doors;
        this.slices = slices;
        this.directory = directory;
        this.clock = clock;
    }

    /// Whether a request has no body, for routes that take one or none.
    public boolean bare(RoutingContext context) {
        HttpServerRequest request = context.request();
        @Nullable String length = request.getHeader(HttpHeaderNames.CONTENT_LENGTH);
        if (length != null) {
            return length.strip().equals("0");
        }
        return request.getHeader(HttpHeaderNames.TRANSFER_ENCODING) == null;
    }

    /// A caller and what it sent, in memory.
    public record Visit(Caller caller, Body body) {}

    /// The fields of a body that hold credentials.
    public record KeyFields(String key, String environment) {}

    /// Lets a request in whose body, if any, nobody reads.
    public Step<Caller> enter(RoutingContext context, Scope scope) {
        bodies.ignore(context);
        return known(context, credentials(context), scope);
    }

    /// The same for one who has proven another way which key is his.
    ///
    /// @param named the environment named beside the key, or null
    public Step<Caller> enter(
            RoutingContext context, Scope scope, ApiKeyId key, @Nullable String named) {
        bodies.ignore(context);
        String from = address(context.request());
        return allowed(
                context,
                authenticated(context, () -> authenticator.again(key, named, from)),
                scope);
    }

    /// Lets a request with a JSON body into a door, by its headers.
    public Step<Visit> visit(RoutingContext context, Scope scope) {
        return visit(context, scope, limit(context));
    }

    /// The same with a limit of its own.
    ///
    /// @param limit bytes the body may have
    public Step<Visit> visit(RoutingContext context, Scope scope, int limit) {
        return framed(context, limit)
                .then(framed -> known(context, credentials(context), scope))
                .then(
                        caller ->
                                bodies.read(context, limit, limit)
                                        .map(body -> new Visit(caller, body)));
    }

    /// Lets a request in whose credentials may stand in the body, where each field wins over the
    /// headers. Unless the headers hold a genuine key, the body waits in a file until it is known
    /// whose it is.
    public Step<Visit> visit(RoutingContext context, Scope scope, KeyFields fields) {
        int limit = limit(context);
        Credentials headers = credentials(context);
        int inMemory = authenticator.genuine(headers) ? limit : UNKNOWN_IN_MEMORY;
        return framed(context, limit)
                .then(framed -> bodies.read(context, limit, inMemory))
                .then(
                        body ->
                                Json.texts(body, Set.of(fields.key(), fields.environment()))
                                        .map(found -> merged(headers, fields, found))
                                        .then(merged -> known(context, merged, scope))
                                        .then(caller -> loaded(caller, body)));
    }

    private static Credentials merged(
            Credentials headers, KeyFields fields, Map<String, String> found) {
        return Credentials.overriding(
                headers, found.get(fields.key()), found.get(fields.environment()));
    }

    private static Step<Visit> loaded(Caller caller, Body body) {
        try {
            return body.load()
                    ? Step.passed(new Visit(caller, body))
                    : Step.stopped(
                            new Stop.Unavailable("There is no room for the body at present"));
        } catch (IOException broken) {
            return Step.stopped(new Stop.Failed());
        }
    }

    private int limit(RoutingContext context) {
        return doors.bodyLimit(context.normalizedPath())
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "no door claims " + context.currentRoute()));
    }

    private Step<Boolean> framed(RoutingContext context, int limit) {
        return bodies.admit(context, limit)
                .<Step<Boolean>>map(Step::stopped)
                .orElseGet(() -> Step.passed(true));
    }

    /// The organisation takes no mail while it is paused; this is said before anything of its
    /// fields.
    public Step<Caller> unpaused(Caller caller) {
        boolean paused =
                directory
                        .now()
                        .organisation(caller.organisation())
                        .map(Organisation::paused)
                        .orElse(false);
        return paused ? Step.stopped(new Stop.Paused()) : Step.passed(caller);
    }

    /// Which of the organisation's environments the caller may see.
    ///
    /// @param named in the request, or null
    public Step<Reach> reach(Caller caller, @Nullable String named) {
        Reach reach = Reach.of(directory.now(), caller, named);
        return switch (reach) {
            case Reach.One one -> Step.passed(one);
            case Reach.All all -> Step.passed(all);
            case Reach.Unknown unknown -> Step.stopped(new Stop.EnvironmentUnknown());
            case Reach.Forbidden forbidden -> Step.stopped(new Stop.EnvironmentForbidden());
        };
    }

    private static Credentials credentials(RoutingContext context) {
        HttpServerRequest request = context.request();
        boolean twice =
                request.headers().getAll("Authorization").size() > 1
                        || request.headers().getAll("X-Api-Key").size() > 1;
        return twice
                ? new Credentials.Unusable()
                : Credentials.of(
                        request.getHeader("Authorization"), request.getHeader("X-Api-Key"));
    }

    private Step<Caller> known(RoutingContext context, Credentials credentials, Scope scope) {
        String from = address(context.request());
        return allowed(
                context,
                authenticated(context, () -> authenticator.authenticate(credentials, from)),
                scope);
    }

    private Step<Caller> allowed(RoutingContext context, Step<Caller> who, Scope scope) {
        return who.then(
                        caller ->
                                caller.may(scope)
                                        ? Step.passed(caller)
                                        : Step.stopped(new Stop.MissingScope(scope)))
                .then(caller -> capped(context, caller));
    }

    @FunctionalInterface
    private interface Proof {
        Authentication look() throws SQLException;
    }

    private static Step<Caller> authenticated(RoutingContext context, Proof proof) {
        try {
            return switch (proof.look()) {
                case Authentication.Granted granted -> {
                    context.put(CALLER, granted.caller());
                    yield Step.passed(granted.caller());
                }
                case Authentication.Missing missing -> Step.stopped(new Stop.NoKey());
                case Authentication.Forged forged -> Step.stopped(new Stop.BadKey());
                case Authentication.Gone gone -> Step.stopped(new Stop.KeyGone());
                case Authentication.Inactive inactive -> Step.stopped(new Stop.KeyInactive());
                case Authentication.Elsewhere elsewhere -> Step.stopped(new Stop.KeyElsewhere());
            };
        } catch (SQLException away) {
            return Step.stopped(new Stop.Unavailable("The database does not answer"));
        }
    }

    /// Where a request comes from, past the proxies that are trusted.
    public String address(HttpServerRequest request) {
        String peer = request.remoteAddress() == null ? "" : request.remoteAddress().hostAddress();
        return callers.address(peer, request.headers().getAll("X-Forwarded-For"));
    }

    private Step<Caller> capped(RoutingContext context, Caller caller) {
        @Nullable Integer cap = caller.ratePerMinute();
        if (cap == null) {
            return Step.passed(caller);
        }
        Instant now = clock.instant();
        Instant minute = now.truncatedTo(ChronoUnit.MINUTES);
        Instant next = minute.plus(1, ChronoUnit.MINUTES);
        long seconds = Duration.between(now, next).toSeconds() + 1;
        try {
            Slices.Grant grant =
                    slices.take(new Slices.Period("cap/" + caller.key(), minute, next, cap), 1);
            context.response()
                    .putHeader("X-RateLimit-Limit", cap.toString())
                    .putHeader("X-RateLimit-Remaining", Long.toString(grant.remaining()))
                    .putHeader("X-RateLimit-Reset", Long.toString(seconds));
            return grant.granted()
                    ? Step.passed(caller)
                    : Step.stopped(new Stop.RateLimited(seconds));
        } catch (SQLException away) {
            return Step.stopped(new Stop.Unavailable("The database does not answer"));
        }
    }
}
