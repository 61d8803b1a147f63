package dev.mailswitch.api.dialect;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Closes a connection whose next request has begun to come and whose head is not complete in time:
/// the framework's time-outs begin anew with every byte, and a byte a minute would hold a connection
/// for ever. What comes while a request is being answered is its body, for which [BodyReader] has a
/// time of its own. All state belongs to the connection's event loop.
final class HeadDeadline extends ChannelInboundHandlerAdapter {

    private static final AttributeKey<HeadDeadline> OF =
            AttributeKey.valueOf("mailswitch.head-deadline");

    private final Duration patience;
    private int answering;
    private @Nullable Future<?> end;

    HeadDeadline(Duration patience) {
        this.patience = patience;
    }

    /// Watches a connection from its first byte on.
    static void on(Channel connection, Duration patience) {
        HeadDeadline deadline = new HeadDeadline(patience);
        connection.attr(OF).set(deadline);
        connection.pipeline().addFirst(deadline);
    }

    /// To be told of every request as soon as its head is there, on its event loop.
    static void met(RoutingContext context) {
        if (context.request().connection() instanceof ConnectionBase connection
                && connection.channel().attr(OF).get() instanceof HeadDeadline deadline) {
            deadline.began();
            // A count, since the next request in the line may begin before this one's end is told.
            context.addEndHandler(
                    answered -> connection.channel().eventLoop().execute(deadline::ended));
        }
    }

    private void began() {
        answering++;
        cancel();
    }

    private void ended() {
        answering--;
    }

    private void cancel() {
        Future<?> running = end;
        end = null;
        if (running != null) {
            running.cancel(false);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object read) {
        if (answering == 0 && end == null) {
            end =
                    context.executor()
                            .schedule(
                                    () -> context.close(),
                                    patience.toMillis(),
                                    TimeUnit.MILLISECONDS);
        }
        context.fireChannelRead(read);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        cancel();
        context.fireChannelInactive();
    }
}
