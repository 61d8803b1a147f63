package dev.mailswitch.api.dialect;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;

/// What every answer has, whoever gives it: `X-Request-Id` (in the log as `request_id`), the
/// idempotency key, the headers of its door; and an answer of ours to what no resource ever sees.
@Singleton
public class RequestIds {

    public static final String HEADER = "X-Request-Id";

    private static final String LOGGED = "request_id";
    private static final Pattern KEPT = Pattern.compile("[A-Za-z0-9._-]{1,128}");
    private static final int BEFORE_ALL = 1_000;
    private static final int MOST_URI = 8_192;

    private final Doors doors;

    RequestIds(Doors doors) {
        this.doors = doors;
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
        String given = context.request().getHeader(HEADER);
        String id =
                given != null && KEPT.matcher(given).matches()
                        ? given
                        : UUID.randomUUID().toString();
        MDC.put(LOGGED, id);
        HttpServerResponse response = context.response().putHeader(HEADER, id);
        if (GivenKey.of(context.request()) instanceof GivenKey.One key) {
            response.putHeader(GivenKey.HEADER, key.text());
        }
        String path = context.request().path();
        if (path != null) {
            doors.at(path).ifPresent(door -> door.headers(id).forEach(response::putHeader));
        }
        if (context.request().uri().length() > MOST_URI) {
            shown(context, new Stop.UriTooLong());
        } else {
            context.next();
        }
    }

    void unserved(@Observes Router router) {
        router.route().last().handler(context -> shown(context, new Stop.NotFound()));
        // A path whose escapes cannot be read gets no further than the router.
        router.errorHandler(
                400, context -> shown(context, new Stop.BadRequest("The request cannot be read")));
    }

    private void shown(RoutingContext context, Stop stop) {
        String path = context.request().path();
        doors.shown(path == null ? "" : path, stop).end(context.response());
    }
}
