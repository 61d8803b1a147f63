package dev.mailswitch.api.dialect;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.UUID;
import java.util.regex.Pattern;

/// Gives every answer an `X-Request-Id`, and an answer of ours to paths nobody serves.
@Singleton
public class RequestIds {

    public static final String HEADER = "X-Request-Id";

    private static final Pattern KEPT = Pattern.compile("[A-Za-z0-9._-]{1,128}");
    private static final int BEFORE_ALL = 1_000;

    void filters(@Observes Filters filters) {
        filters.register(
                context -> {
                    String given = context.request().getHeader(HEADER);
                    boolean kept = given != null && KEPT.matcher(given).matches();
                    context.response()
                            .putHeader(HEADER, kept ? given : UUID.randomUUID().toString());
                    context.next();
                },
                BEFORE_ALL);
    }

    void unserved(@Observes Router router) {
        router.route()
                .last()
                .handler(
                        context ->
                                context.response()
                                        .setStatusCode(404)
                                        .putHeader("Content-Type", Problems.TYPE)
                                        .end(
                                                io.vertx.core.buffer.Buffer.buffer(
                                                        Problems.json(Problem.notFound()))));
    }
}
