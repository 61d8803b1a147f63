package dev.mailswitch.api.dialect;

import dev.mailswitch.api.auth.Authentication;
import dev.mailswitch.api.auth.Authenticator;
import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.api.auth.Credentials;
import dev.mailswitch.api.auth.Scope;
import dev.mailswitch.api.slices.Slices;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/// The way into every route of ours: who calls, may they, have they called too often. The order of
/// checks is that of the contracts: length, type, credentials, then the body.
@Singleton
public class Entrance {

    /// Under which the routing context holds the [Caller] once it is known.
    public static final String CALLER = Caller.class.getName();

    private final Authenticator authenticator;
    private final BodyReader bodies;
    private final Slices slices;
    private final InstantSource clock;

    Entrance(Authenticator authenticator, BodyReader bodies, Slices slices, InstantSource clock) {
        this.authenticator = authenticator;
        this.bodies = bodies;
        this.slices = slices;
        this.clock = clock;
    }

    /// A caller and what it sent.
    public record Visit(Caller caller, byte[] body) {}

    /// Lets a request in whose body, if any, nobody reads.
    public Caller enter(RoutingContext context, Scope scope) {
        bodies.ignore(context);
        return known(context, scope);
    }

    private Caller known(RoutingContext context, Scope scope) {
        Caller caller = caller(context);
        context.put(CALLER, caller);
        if (!caller.may(scope)) {
            throw new Refused(
                    Problem.forbidden("missing_scope", "The key lacks the scope " + scope.word()));
        }
        cap(context, caller);
        return caller;
    }

    /// Lets a request with a JSON body in, and reads that.
    ///
    /// @param limit bytes the body may have
    public Visit enter(RoutingContext context, Scope scope, int limit) {
        bodies.admit(context, limit);
        Caller caller = known(context, scope);
        return new Visit(caller, bodies.read(context, limit));
    }

    private Caller caller(RoutingContext context) {
        HttpServerRequest request = context.request();
        Credentials credentials =
                request.headers().getAll("Authorization").size() > 1
                                || request.headers().getAll("X-Api-Key").size() > 1
                        ? new Credentials.Unusable()
                        : Credentials.of(
                                request.getHeader("Authorization"), request.getHeader("X-Api-Key"));
        try {
            return switch (authenticator.authenticate(credentials, address(request))) {
                case Authentication.Granted granted -> granted.caller();
                case Authentication.Missing missing -> throw unauthorised("An API key is needed");
                case Authentication.Forged forged -> throw unauthorised("The API key is not valid");
                case Authentication.Gone gone -> throw unauthorised("The API key is not valid");
                case Authentication.Inactive inactive ->
                        throw unauthorised("The API key is switched off or has expired");
            };
        } catch (SQLException away) {
            throw new Refused(Problem.unavailable("The database does not answer"));
        }
    }

    private static String address(HttpServerRequest request) {
        return request.remoteAddress() == null ? "" : request.remoteAddress().hostAddress();
    }

    private static Refused unauthorised(String detail) {
        return new Refused(
                Problem.of(401, "invalid_api_key", "Not authenticated", detail)
                        .with("WWW-Authenticate", "Bearer realm=\"mailswitch\""));
    }

    private void cap(RoutingContext context, Caller caller) {
        if (caller.ratePerMinute() == null) {
            return;
        }
        Instant now = clock.instant();
        Instant minute = now.truncatedTo(ChronoUnit.MINUTES);
        Instant next = minute.plus(1, ChronoUnit.MINUTES);
        String seconds = Long.toString(Duration.between(now, next).toSeconds() + 1);
        try {
            Slices.Grant grant =
                    slices.take(
                            new Slices.Period(
                                    "cap/" + caller.key(), minute, next, caller.ratePerMinute()),
                            1);
            context.response()
                    .putHeader("X-RateLimit-Limit", caller.ratePerMinute().toString())
                    .putHeader("X-RateLimit-Remaining", Long.toString(grant.remaining()))
                    .putHeader("X-RateLimit-Reset", seconds);
            if (!grant.granted()) {
                throw new Refused(
                        Problem.of(
                                        429,
                                        "rate_limited",
                                        "Too many requests",
                                        "The key's cap for this minute is used up")
                                .with("Retry-After", seconds));
            }
        } catch (SQLException away) {
            throw new Refused(Problem.unavailable("The database does not answer"));
        }
    }
}
