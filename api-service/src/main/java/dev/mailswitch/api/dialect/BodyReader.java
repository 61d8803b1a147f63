package dev.mailswitch.api.dialect;

import dev.mailswitch.words.FaultWords;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads a request's body within a limit of bytes and of time, and all bodies together within a
/// budget. Nothing is read before it is called, so what is refused by its headers costs no memory;
/// what grows beyond the limit is cut off there.
@Singleton
public class BodyReader {

    private static final Logger LOG = LoggerFactory.getLogger(BodyReader.class);
    private static final Duration DISCARD = Duration.ofSeconds(10);
    private static final long DISCARD_BYTES = 64L << 20;

    /// Chunks asked for ahead of the one that is looked at.
    private static final int AHEAD = 8;

    /// What all bodies together may take.
    @ConfigMapping(prefix = "mailswitch.bodies")
    interface Settings {

        /// Memory of bodies between their first byte and their answer; unset: a quarter of the heap.
        Optional<MemorySize> memory();

        /// Files of bodies whose sender is not known yet.
        @WithDefault("1G")
        MemorySize spool();

        /// Where those files are; unset: where Java makes temporary ones.
        Optional<String> directory();

        /// How long a body may take to come from its first byte to its last, and the head of a
        /// request before it; longer, and the answer is 408, or the connection is closed.
        @WithDefault("30s")
        Duration patience();
    }

    /// What comes of a body.
    private sealed interface Piece {
        record Bytes(byte[] bytes) implements Piece {}

        record End() implements Piece {}

        record BrokenOff() implements Piece {}
    }

    private final Budget memory;
    private final Budget disk;
    private final Path directory;
    private final Duration patience;

    BodyReader(Settings settings, MeterRegistry registry) {
        this.memory =
                new Budget(
                        settings.memory()
                                .map(MemorySize::asLongValue)
                                .orElseGet(() -> Runtime.getRuntime().maxMemory() / 4));
        this.disk = new Budget(settings.spool().asLongValue());
        this.directory =
                Path.of(settings.directory().orElseGet(() -> System.getProperty("java.io.tmpdir")));
        this.patience = settings.patience();
        Gauge.builder("mailswitch.bodies.memory.bytes", memory, Budget::used)
                .description("Memory that bodies of requests take")
                .register(registry);
        Gauge.builder("mailswitch.bodies.spool.bytes", disk, Budget::used)
                .description("Files that bodies of requests take")
                .register(registry);
    }

    /// Lets whatever body there is go by, once the answer is out.
    public void ignore(RoutingContext context) {
        // The context is a proxy that means nothing on the event loop.
        Vertx vertx = context.vertx();
        HttpServerRequest request = context.request();
        context.addEndHandler(answered -> discard(vertx, request));
    }

    /// Looks at the headers alone: 413 by Content-Length, then 415.
    Optional<Stop> admit(RoutingContext context, int limit) {
        HttpServerRequest request = context.request();
        ignore(context);
        if (length(request) > limit) {
            return Optional.of(new Stop.TooLarge(limit));
        }
        return json(request) && !encoded(request)
                ? Optional.empty()
                : Optional.of(new Stop.NotJson());
    }

    /// The whole body. It gives back what it takes when the request is answered.
    ///
    /// @param inMemory bytes above which it goes to a file
    public Step<Body> read(RoutingContext context, int limit, int inMemory) {
        Body body = new Body(memory, disk, directory, Math.min(limit, inMemory));
        context.addEndHandler(answered -> body.close());
        BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
        // Handlers are set on the event loop, else the first bytes could come between two of them.
        Vertx vertx = context.vertx();
        HttpServerRequest request = context.request();
        vertx.runOnContext(now -> listen(request, pieces));
        try {
            return collected(vertx, request, body, pieces, limit);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return Step.stopped(new Stop.Unavailable("The service is stopping"));
        } catch (IOException full) {
            LOG.error("a body could not be put into a file: {}", FaultWords.of(full));
            return Step.stopped(new Stop.Unavailable("There is no room for the body"));
        }
    }

    private static void listen(HttpServerRequest request, BlockingQueue<Piece> pieces) {
        request.pause();
        request.exceptionHandler(failure -> pieces.add(new Piece.BrokenOff()));
        request.endHandler(end -> pieces.add(new Piece.End()));
        request.handler(chunk -> pieces.add(new Piece.Bytes(chunk.getBytes())));
        if (HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(
                Objects.requireNonNullElse(request.getHeader("Expect"), ""))) {
            request.response().writeContinue();
        }
        request.fetch(AHEAD);
    }

    private Step<Body> collected(
            Vertx vertx,
            HttpServerRequest request,
            Body body,
            BlockingQueue<Piece> pieces,
            int limit)
            throws InterruptedException, IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            long left = deadline - System.nanoTime();
            @Nullable Piece piece = pieces.poll(left, TimeUnit.NANOSECONDS);
            switch (piece) {
                case null -> {
                    return Step.stopped(new Stop.TooSlow());
                }
                case Piece.End end -> {
                    return Step.passed(body);
                }
                case Piece.BrokenOff broken -> {
                    return Step.stopped(new Stop.BadRequest("The body is not complete"));
                }
                case Piece.Bytes more -> {
                    if (body.length() + (long) more.bytes().length > limit) {
                        return Step.stopped(new Stop.TooLarge(limit));
                    }
                    if (body.add(more.bytes()) != Body.Added.HERE) {
                        return Step.stopped(
                                new Stop.Unavailable("There is no room for the body at present"));
                    }
                    vertx.runOnContext(now -> request.fetch(1));
                }
            }
        }
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
}
