package dev.mailswitch.api.dialect;

import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.List;

/// How a request says where it ends (RFC 9112, section 6), where two readers of the same bytes must
/// not differ: what one of them takes for the end of a body, the other takes for a request.
enum Framing {

    /// By its length, by having no body, or in chunks that certainly had no length beside them.
    PLAIN,

    /// In chunks, perhaps with a length beside them that the decoder has taken away: then the
    /// connection must end after the answer, so it does.
    CHUNKED,

    /// With a length as well, a coding that is none or not the only one, in HTTP/1.0, or for two
    /// hosts: refused, and the connection ends.
    AMBIGUOUS,

    /// After a request whose connection ends with its answer: not for us to read.
    LEFT_OVER;

    private static final AttributeKey<Boolean> ENDING =
            AttributeKey.valueOf("mailswitch.connection-ends");

    /// To be asked once a request, on its event loop, before anybody reads it.
    static Framing of(HttpServerRequest request, StrictDecoding decoding) {
        if (request.version() == HttpVersion.HTTP_2
                || !(request.connection() instanceof ConnectionBase connection)) {
            return PLAIN;
        }
        boolean strict = decoding.on(connection.channel());
        if (connection.channel().hasAttr(ENDING)) {
            return LEFT_OVER;
        }
        Framing framing =
                request.headers().contains(StrictDecoding.TWO_LENGTHS)
                        ? AMBIGUOUS
                        : of(
                                request.version(),
                                request.headers().getAll("Transfer-Encoding"),
                                request.headers().getAll("Host").size());
        if (framing == CHUNKED && strict) {
            return PLAIN;
        }
        if (framing != PLAIN) {
            connection.channel().attr(ENDING).set(true);
        }
        return framing;
    }

    static Framing of(HttpVersion version, List<String> codings, int hosts) {
        if (hosts > 1) {
            return AMBIGUOUS;
        }
        if (codings.isEmpty()) {
            return PLAIN;
        }
        return version == HttpVersion.HTTP_1_1
                        && codings.size() == 1
                        && codings.getFirst().strip().equalsIgnoreCase("chunked")
                ? CHUNKED
                : AMBIGUOUS;
    }
}
