package dev.mailswitch.api.dialect;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.util.AttributeKey;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/// Lets [Framing] see that a request had a length and chunks: the decoder of the framework takes the
/// length away. It offers no place for another decoder, so connections are caught where the server
/// accepts them, from the first request on that the server gets.
@Singleton
class StrictDecoding implements HttpServerOptionsCustomizer {

    /// Set by the decoder; whoever sends it himself is refused too.
    static final String TWO_LENGTHS = "X-Mailswitch-Two-Lengths";

    private static final AttributeKey<Boolean> STRICT = AttributeKey.valueOf("mailswitch.strict");

    /// Enough to tell HTTP/1 from the preface of HTTP/2, upon which the decoder is made.
    private static final int FIRST = 4;

    private @Nullable HttpServerOptions options;

    @Override
    public void customizeHttpServer(HttpServerOptions server) {
        options = server;
    }

    /// Whether lengths beside chunks are seen on the connection; if not, they will be on the next.
    boolean on(Channel connection) {
        @Nullable Channel server = connection.parent();
        HttpServerOptions known = options;
        if (server != null && known != null && !server.hasAttr(STRICT)) {
            server.attr(STRICT).set(true);
            server.pipeline().addFirst(new Accepting(known));
        }
        return connection.hasAttr(STRICT);
    }

    /// On the server's own channel, where what is read is connections.
    private static final class Accepting extends ChannelInboundHandlerAdapter {

        private final HttpServerOptions options;

        Accepting(HttpServerOptions options) {
            this.options = options;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object accepted) {
            if (accepted instanceof Channel connection) {
                connection.pipeline().addFirst(new FirstBytes(options));
            }
            context.fireChannelRead(accepted);
        }

        @Override
        public boolean isSharable() {
            return true;
        }
    }

    /// Puts the strict decoder into the place of the framework's, as soon as there is one.
    private static final class FirstBytes extends ChannelInboundHandlerAdapter {

        private final HttpServerOptions options;

        FirstBytes(HttpServerOptions options) {
            this.options = options;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object read) {
            if (!(read instanceof ByteBuf bytes)) {
                context.fireChannelRead(read);
                return;
            }
            context.fireChannelRead(bytes.readRetainedSlice(Math.min(FIRST, bytes.readableBytes())));
            ChannelHandlerContext decoder =
                    context.pipeline().context(VertxHttpRequestDecoder.class);
            if (decoder != null) {
                // What the old one holds, the pipeline hands to the new one.
                context.pipeline().replace(decoder.handler(), decoder.name(), new Strict(options));
                context.channel().attr(STRICT).set(true);
            }
            context.fireChannelRead(bytes);
            context.pipeline().remove(this);
        }
    }

    private static final class Strict extends VertxHttpRequestDecoder {

        Strict(HttpServerOptions options) {
            super(options);
        }

        @Override
        protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
            super.handleTransferEncodingChunkedWithContentLength(message);
            message.headers().set(TWO_LENGTHS, "");
        }
    }
}
