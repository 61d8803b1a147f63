package dev.mailswitch.api.dialect;

import io.netty.handler.codec.http.HttpHeaderValues;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Reads a request's body within a limit of bytes and of time. Nothing is read before it is called,
/// so what is refused by its headers costs no memory; what grows beyond the limit is cut off there.
@Singleton
public class BodyReader {

    private static final Duration TIME = Duration.ofSeconds(30);
    private static final Duration DISCARD = Duration.ofSeconds(10);
    private static final long DISCARD_BYTES = 64L << 20;

    /// What a body may fail by.
    private enum Cut {
        TOO_LARGE,
        BROKEN_OFF
    }

    private static final class CutOff extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final Cut cut;

        private CutOff(Cut cut) {
            super(cut.name(), null, false, false);
            this.cut = cut;
        }
    }

    /// Lets whatever body there is go by, once the answer is out.
    public void ignore(RoutingContext context) {
        context.addEndHandler(answered -> discard(context.vertx(), context.request()));
    }

    /// Looks at the headers alone: 413 by Content-Length, then 415.
    public void admit(RoutingContext context, int limit) {
        HttpServerRequest request = context.request();
        ignore(context);
        if (length(request) > limit) {
            throw new Refused(tooLarge(limit));
        }
        if (!json(request) || encoded(request)) {
            throw new Refused(unsupported());
        }
    }

    /// The whole body; refuses with 413 or 408.
    public byte[] read(RoutingContext context, int limit) {
        CompletableFuture<Buffer> body = new CompletableFuture<>();
        // Handlers are set on the event loop, else the first bytes could come between two of them.
        context.vertx().runOnContext(now -> collect(context.request(), limit, body));
        try {
            return body.get(TIME.toMillis(), TimeUnit.MILLISECONDS).getBytes();
        } catch (TimeoutException slow) {
            body.completeExceptionally(new CutOff(Cut.BROKEN_OFF));
            throw new Refused(
                    Problem.of(408, "timeout", "Too slow", "The body did not come within 30 s"));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new Refused(Problem.unavailable("The service is stopping"));
        } catch (ExecutionException failed) {
            boolean large =
                    failed.getCause() instanceof CutOff cutOff && cutOff.cut == Cut.TOO_LARGE;
            throw new Refused(
                    large
                            ? tooLarge(limit)
                            : Problem.of(
                                    400, "bad_request", "Broken off", "The body is not complete"));
        }
    }

    private static void collect(
            HttpServerRequest request, int limit, CompletableFuture<Buffer> body) {
        long announced = length(request);
        Buffer buffer = Buffer.buffer(announced > 0 ? (int) Math.min(announced, limit) : 1_024);
        request.exceptionHandler(failure -> body.completeExceptionally(new CutOff(Cut.BROKEN_OFF)));
        request.endHandler(end -> body.complete(buffer));
        request.handler(
                chunk -> {
                    if (body.isDone()) {
                        return;
                    }
                    if (buffer.length() + chunk.length() > limit) {
                        body.completeExceptionally(new CutOff(Cut.TOO_LARGE));
                    } else {
                        buffer.appendBuffer(chunk);
                    }
                });
        if (HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(
                java.util.Objects.requireNonNullElse(request.getHeader("Expect"), ""))) {
            request.response().writeContinue();
        }
        request.resume();
    }

    /// Many clients read no answer before they have written all: what is left of a refused body
    /// is taken and thrown away for a while, then the connection ends.
    private static void discard(Vertx vertx, HttpServerRequest request) {
        if (request.isEnded()) {
            return;
        }
        vertx.runOnContext(
                now -> {
                    if (request.isEnded()) {
                        return;
                    }
                    long timer =
                            vertx.setTimer(
                                    DISCARD.toMillis(), late -> request.connection().close());
                    AtomicLong discarded = new AtomicLong();
                    request.exceptionHandler(failure -> vertx.cancelTimer(timer));
                    request.endHandler(end -> vertx.cancelTimer(timer));
                    request.handler(
                            chunk -> {
                                if (discarded.addAndGet(chunk.length()) > DISCARD_BYTES) {
                                    request.connection().close();
                                }
                            });
                    request.resume();
                });
    }

    private static long length(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        try {
            return length == null ? -1 : Long.parseLong(length);
        } catch (NumberFormatException beyondLong) {
            return Long.MAX_VALUE;
        }
    }

    private static boolean json(HttpServerRequest request) {
        String type = request.getHeader("Content-Type");
        if (type == null) {
            return false;
        }
        int semicolon = type.indexOf(';');
        String bare = (semicolon < 0 ? type : type.substring(0, semicolon)).strip();
        String lower = bare.toLowerCase(Locale.ROOT);
        return lower.equals("application/json") || lower.equals("application/merge-patch+json");
    }

    private static boolean encoded(HttpServerRequest request) {
        @Nullable String encoding = request.getHeader("Content-Encoding");
        return encoding != null && !encoding.strip().equalsIgnoreCase("identity");
    }

    private static Problem tooLarge(int limit) {
        return Problem.of(
                413,
                "payload_too_large",
                "Too large",
                "The body exceeds %d bytes".formatted(limit));
    }

    static Problem unsupported() {
        return Problem.of(
                415,
                "unsupported_media_type",
                "Not JSON",
                "The body must be application/json, not compressed");
    }
}
