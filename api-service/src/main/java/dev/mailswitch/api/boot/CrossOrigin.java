package dev.mailswitch.api.boot;

import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.api.dialect.Gate;
import dev.mailswitch.directory.Directory;
import dev.mailswitch.directory.LiveDirectory;
import dev.mailswitch.directory.Organisation;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/// Lets pages of the origins that an organisation has named call with its keys (Fetch Standard,
/// section 3.2). A preflight says nothing about who will call, so any organisation's origin is let
/// through there; what is answered to a known caller is shown to his own organisation's pages only.
/// There are no cookies here, hence no `Access-Control-Allow-Credentials`.
@Singleton
class CrossOrigin {

    private static final int AFTER_REQUEST_IDS = 900;
    private static final String METHODS = "GET, POST, PUT, PATCH, DELETE";
    private static final String HEADERS =
            "Authorization, Content-Type, Fluxomail-Version, Idempotency-Key, If-Match,"
                    + " Last-Event-ID, X-Api-Key, X-Request-Id";
    private static final String EXPOSED =
            "Content-Disposition, ETag, Fluxomail-Request-Id, Idempotency-Key,"
                    + " Idempotency-Replayed, Location, Retry-After, X-Mailswitch-Raw,"
                    + " X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset,"
                    + " X-Request-Id";
    private static final String SECONDS = "600";

    private final LiveDirectory directory;

    CrossOrigin(LiveDirectory directory) {
        this.directory = directory;
    }

    void filters(@Observes Filters filters) {
        filters.register(this::handle, AFTER_REQUEST_IDS);
    }

    private void handle(RoutingContext context) {
        HttpServerResponse response = context.response();
        response.headers().add("Vary", "Origin");
        String origin = context.request().getHeader("Origin");
        if (origin == null || !directory.now().allowsOrigin(origin)) {
            context.next();
        } else if (context.request().method().equals(HttpMethod.OPTIONS)
                && context.request().getHeader("Access-Control-Request-Method") != null) {
            response.putHeader("Access-Control-Allow-Origin", origin)
                    .putHeader("Access-Control-Allow-Methods", METHODS)
                    .putHeader("Access-Control-Allow-Headers", HEADERS)
                    .putHeader("Access-Control-Max-Age", SECONDS)
                    .setStatusCode(204)
                    .end();
        } else {
            context.addHeadersEndHandler(
                    sending -> {
                        if (shown(context, origin)) {
                            response.putHeader("Access-Control-Allow-Origin", origin)
                                    .putHeader("Access-Control-Expose-Headers", EXPOSED);
                        }
                    });
            context.next();
        }
    }

    private boolean shown(RoutingContext context, String origin) {
        @Nullable Caller caller = context.get(Gate.CALLER);
        if (caller == null) {
            return true;
        }
        Directory now = directory.now();
        return now.organisation(caller.organisation())
                .map(Organisation::allowedOrigins)
                .filter(origins -> origins.contains(origin))
                .isPresent();
    }
}
