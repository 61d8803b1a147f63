package dev.mailswitch.delivery.transport.http;

import dev.mailswitch.provider.HttpAnswer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One answer while it comes in. The head counts as soon as it is there: a 200 whose body breaks off
/// has accepted the mail all the same.
final class Incoming {

    private final Buffer body = Buffer.buffer();
    private @Nullable HttpClientResponse head;

    /// Reads the body, up to its bound. Called on the connection's event loop.
    Future<HttpAnswer> read(HttpClientResponse response) {
        Promise<HttpAnswer> done = Promise.promise();
        synchronized (this) {
            head = response;
        }
        response.exceptionHandler(done::tryFail);
        response.handler(
                part -> {
                    if (!add(part)) {
                        // Nobody needs the rest, and a hostile server would send it for ever.
                        response.request().reset();
                        done.tryComplete(soFar().orElseThrow());
                    }
                });
        response.endHandler(end -> done.tryComplete(soFar().orElseThrow()));
        return done.future();
    }

    /// Whether there is room for more.
    private synchronized boolean add(Buffer part) {
        int room = HttpAnswer.MAX_BODY - body.length();
        body.appendBuffer(part, 0, Math.min(room, part.length()));
        return part.length() < room;
    }

    /// What has come, if the head is there.
    synchronized Optional<HttpAnswer> soFar() {
        if (head == null) {
            return Optional.empty();
        }
        Map<String, String> headers = new LinkedHashMap<>();
        head.headers().forEach((name, value) -> headers.putIfAbsent(name, value));
        return Optional.of(
                new HttpAnswer(head.statusCode(), headers, body.toString(StandardCharsets.UTF_8)));
    }
}
