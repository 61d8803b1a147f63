package dev.mailswitch.api.dialect;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What every answer has, whoever gives it: `X-Request-Id` (in the log as `request_id`), the
/// idempotency key, the headers of its door; and an answer of ours to what no resource ever sees.
@Singleton
public class RequestIds {

    public static final String HEADER = "X-Request-Id";

    private static final Logger LOG = LoggerFactory.getLogger(RequestIds.class);
    private static final String LOGGED = "request_id";
    private static final Pattern KEPT = Pattern.compile("[A-Za-z0-9._-]{1,128}");
    private static final int BEFORE_ALL = 1_000;
    private static final int MOST_URI = 8_192;

    private final Doors doors;
    private final StrictDecoding decoding;

    RequestIds(Doors doors, StrictDecoding decoding) {
        this.doors = doors;
        this.decoding = decoding;
    }

    /// The id of the request being answered, for doors that write it into their answers too; empty
    /// where there is none.
    public static String current() {
        Object id = MDC.get(LOGGED);
        return id == null ? "" : id.toString();
    }

    void filters(@Observes Filters filters) {
        filters.register(this::headers, BEFORE_ALL);
    }

    private void headers(RoutingContext context) {
        if (!opened(context)) {
            return;
        }
        if (context.request().uri().length() > MOST_URI) {
            shown(context, new Stop.UriTooLong());
        } else if (StrictDecoding.NO_URI.equals(context.request().query())) {
            shown(context, new Stop.BadRequest("The path or the query is no part of a URI"));
        } else {
            context.next();
        }
    }

    /// @return whether the request is one to go on with
    private boolean opened(RoutingContext context) {
        HttpServerRequest request = context.request();
        HeadDeadline.met(context);
        Framing framing = Framing.of(request, decoding);
        if (framing == Framing.LEFT_OVER) {
            request.connection().close();
            return false;
        }
        String given = request.getHeader(HEADER);
        String id =
                given != null && KEPT.matcher(given).matches()
                        ? given
                        : UUID.randomUUID().toString();
        MDC.put(LOGGED, id);
        HttpServerResponse response = context.response().putHeader(HEADER, id);
        if (GivenKey.of(request) instanceof GivenKey.One key) {
            response.putHeader(GivenKey.HEADER, key.text());
        }
        String path = request.path();
        if (path != null) {
            doors.at(path).ifPresent(door -> door.headers(id).forEach(response::putHeader));
        }
        if (framing == Framing.PLAIN) {
            return true;
        }
        response.putHeader("Connection", "close");
        if (framing == Framing.AMBIGUOUS) {
            context.addEndHandler(answered -> request.connection().close());
            shown(context, new Stop.BadRequest("Where the request ends is not clear"));
            return false;
        }
        // What is left of a body that was refused is somebody else's to take.
        context.addEndHandler(
                answered -> {
                    if (request.isEnded()) {
                        request.connection().close();
                    }
                });
        return true;
    }

    void unserved(@Observes Router router) {
        router.route().last().handler(context -> shown(context, new Stop.NotFound()));
        // What cannot be routed (no host, escapes that are none) never comes to the filters. Before
        // the framework's own handler, which answers without a body or with its own.
        router.route().order(Integer.MIN_VALUE + 1).failureHandler(this::failed);
    }

    private void failed(RoutingContext context) {
        HttpServerResponse response = context.response();
        if (response.headWritten() || response.ended()) {
            context.next();
            return;
        }
        if (!response.headers().contains(HEADER) && !opened(context)) {
            return;
        }
        shown(context, stop(context.statusCode(), context.failure()));
    }

    private static Stop stop(int status, @Nullable Throwable failure) {
        if (status == 404) {
            return new Stop.NotFound();
        }
        if (status >= 400 && status < 500) {
            return new Stop.BadRequest("The request cannot be read");
        }
        if (failure != null && Away.is(failure)) {
            return new Stop.Unavailable("The database does not answer");
        }
        LOG.error("a request failed: {}", failure == null ? status : Outline.of(failure));
        return new Stop.Failed();
    }

    private void shown(RoutingContext context, Stop stop) {
        String path = context.request().path();
        doors.shown(path == null ? "" : path, stop).end(context.response());
    }
}
