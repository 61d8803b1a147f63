package dev.mailswitch.api.admin;

import dev.mailswitch.api.dialect.Problem;
import dev.mailswitch.api.dialect.Refused;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A request's body as a stream for one virtual thread: the client is asked for the next piece when
/// the one before has been read, so that no more than one is ever in memory.
final class RequestStream extends InputStream {

    /// Of the whole body.
    private static final Duration TIME = Duration.ofMinutes(2);

    private sealed interface Piece {

        record Data(Buffer bytes) implements Piece {}

        record End() implements Piece {}

        record Broken() implements Piece {}
    }

    private final RoutingContext context;
    private final int limit;
    private final long end = System.nanoTime() + TIME.toNanos();
    private final BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
    private Buffer current = Buffer.buffer();
    private int position;
    private long taken;
    private boolean ended;

    /// @param limit bytes; what is longer is refused with 413
    RequestStream(RoutingContext context, int limit) {
        this.context = context;
        this.limit = limit;
        // On the event loop, else the first piece could come between two handlers.
        context.vertx()
                .runOnContext(
                        now -> {
                            HttpServerRequest request = context.request();
                            // A handler lets everything come unless somebody has said how much.
                            request.pause();
                            request.exceptionHandler(failed -> pieces.add(new Piece.Broken()));
                            request.endHandler(done -> pieces.add(new Piece.End()));
                            request.handler(bytes -> pieces.add(new Piece.Data(bytes)));
                            if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
                                request.response().writeContinue();
                            }
                            request.fetch(1);
                        });
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        while (!ended && position == current.length()) {
            take();
        }
        if (ended) {
            return -1;
        }
        int count = Math.min(length, current.length() - position);
        current.getBytes(position, position + count, into, offset);
        position += count;
        return count;
    }

    private void take() throws IOException {
        switch (next()) {
            case Piece.Data data -> {
                current = data.bytes();
                position = 0;
                taken += current.length();
                if (taken > limit) {
                    throw new Refused(
                            Problem.of(
                                    413,
                                    "payload_too_large",
                                    "Too large",
                                    "The body exceeds %d bytes".formatted(limit)));
                }
                context.vertx().runOnContext(now -> context.request().fetch(1));
            }
            case Piece.End end -> ended = true;
            case Piece.Broken broken -> throw new IOException("broken off");
        }
    }

    private Piece next() {
        try {
            Piece piece = pieces.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (piece != null) {
                return piece;
            }
            throw new Refused(
                    Problem.of(408, "timeout", "Too slow", "The body did not come in time"));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new Refused(Problem.unavailable("The service is stopping"));
        }
    }
}
