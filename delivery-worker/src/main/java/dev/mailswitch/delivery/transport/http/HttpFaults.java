package dev.mailswitch.delivery.transport.http;

import dev.mailswitch.model.outcome.Phase;
import dev.mailswitch.words.FaultWords;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.GoAway;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// What the client's exceptions say of a call.
final class HttpFaults {

    /// HTTP/2: the stream was not processed at all (RFC 9113 section 8.7).
    private static final long REFUSED_STREAM = 7;

    private HttpFaults() {}

    /// Why there is no connection.
    static Exchange noConnection(Throwable fault) {
        String words = FaultWords.of(fault);
        if (has(fault, CertificateException.class)) {
            return new Exchange.Refused("its certificate is not trusted", words);
        }
        if (fault instanceof ConnectionPoolTooBusyException) {
            return new Exchange.NotSent(Phase.PREPARE, "no connection is free");
        }
        boolean tls = has(fault, SSLException.class) || words.contains("SSL handshake");
        return new Exchange.NotSent(tls ? Phase.TLS : Phase.CONNECT, words);
    }

    /// Why no answer came to a call that was handed over whole.
    ///
    /// @param stream of the call, over HTTP/2
    static Exchange noAnswer(Throwable fault, int stream) {
        if (fault instanceof StreamResetException reset && reset.getCode() == REFUSED_STREAM) {
            return new Exchange.NotSent(Phase.BODY, "the stream was refused");
        }
        GoAway away = fault instanceof HttpClosedException closed ? closed.goAway() : null;
        if (away != null && stream > 0 && away.getLastStreamId() < stream) {
            // RFC 9113 section 6.8: streams above were not and will not be processed.
            return new Exchange.NotSent(Phase.BODY, "the connection went away before this call");
        }
        return new Exchange.NoAnswer(FaultWords.of(fault));
    }

    private static boolean has(Throwable fault, Class<? extends Throwable> type) {
        @Nullable Throwable cause = fault;
        for (int depth = 0; cause != null && depth < 10; depth++, cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}
