package dev.mailswitch.api.dialect;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.AttributeKey;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.quarkus.vertx.http.HttpServerStart;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets us see, and answer, what the framework keeps to itself: that a request had a length and
/// chunks (its decoder takes the length away), and a target that is no URI (it answers 400 before
/// any handler). It offers no place for another decoder, so connections are caught where the server
/// accepts them, from the first request on that the server gets; that is one of ours.
@Singleton
class StrictDecoding implements HttpServerOptionsCustomizer {

    /// Set by the decoder; whoever sends it himself is refused too.
    static final String TWO_LENGTHS = "X-Mailswitch-Two-Lengths";

    private static final AttributeKey<Boolean> STRICT = AttributeKey.valueOf("mailswitch.strict");

    /// The query of a request whose target was no URI; whoever sends it himself is refused too.
    static final String NO_URI = "mailswitch-target-is-no-uri";

    private static final Logger LOG = LoggerFactory.getLogger(StrictDecoding.class);
    private static final int FIRST_MILLIS = 10_000;

    /// Enough to tell HTTP/1 from the preface of HTTP/2, upon which the decoder is made.
    private static final int FIRST = 4;

    private final Duration patience;
    private volatile @Nullable HttpServerOptions options;

    StrictDecoding(BodyReader.Settings settings) {
        this.patience = settings.patience();
    }

    @Override
    public void customizeHttpServer(HttpServerOptions server) {
        options = server;
    }

    /// Whether lengths beside chunks are seen on the connection; if not, they will be on the next.
    boolean on(Channel connection) {
        @Nullable Channel server = connection.parent();
        HttpServerOptions known = options;
        if (server != null && known != null && server.attr(STRICT).setIfAbsent(true) == null) {
            server.pipeline().addFirst(new Accepting(known, patience));
        }
        return connection.hasAttr(STRICT);
    }

    /// As the framework asks.
    private static boolean uri(String target) {
        try {
            return !new URI(target).toString().isEmpty();
        } catch (URISyntaxException none) {
            return false;
        }
    }

    /// The path as far as it can be told, so that its door answers, and [#NO_URI].
    private static String standIn(String target) {
        String path = target.replaceFirst("[?#].*", "").replaceAll("[^A-Za-z0-9/._~-]", "-");
        return path + "?" + NO_URI;
    }

    /// A first request, so that the first one from outside finds all in place.
    void first(@ObservesAsync HttpServerStart started) {
        HttpServerOptions server = started.options();
        if (server.isSsl() || server.getPort() < 1) {
            return;
        }
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(FIRST_MILLIS);
            socket.getOutputStream()
                    .write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readAllBytes();
        } catch (IOException none) {
            LOG.debug("the first request was not answered", none);
        }
    }

    /// On the server's own channel, where what is read is connections.
    private static final class Accepting extends ChannelInboundHandlerAdapter {

        private final HttpServerOptions options;
        private final Duration patience;

        Accepting(HttpServerOptions options, Duration patience) {
            this.options = options;
            this.patience = patience;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object accepted) {
            if (accepted instanceof Channel connection) {
                connection.pipeline().addFirst(new FirstBytes(options));
                HeadDeadline.on(connection, patience);
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
            context.fireChannelRead(
                    bytes.readRetainedSlice(Math.min(FIRST, bytes.readableBytes())));
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
        protected HttpMessage createMessage(String[] initialLine) {
            HttpMessage message = super.createMessage(initialLine);
            if (message instanceof HttpRequest request && !uri(request.uri())) {
                request.setUri(standIn(request.uri()));
            }
            return message;
        }

        @Override
        protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
            super.handleTransferEncodingChunkedWithContentLength(message);
            message.headers().set(TWO_LENGTHS, "");
        }
    }
}
