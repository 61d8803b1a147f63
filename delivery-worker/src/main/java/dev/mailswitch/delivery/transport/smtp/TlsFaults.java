package dev.mailswitch.delivery.transport.smtp;

import dev.mailswitch.words.FaultWords;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Tells apart why a handshake failed: a bad certificate is the account's fault and no retry mends it;
/// everything else may be weather.
final class TlsFaults {

    private TlsFaults() {}

    static WireFault translate(IOException e, boolean expired) {
        if (expired) {
            return new WireFault(SmtpFault.TIMED_OUT, "deadline passed");
        }
        boolean lost = !(e instanceof SSLException);
        @Nullable Throwable cause = e;
        for (int depth = 0; cause != null && depth < 10; depth++) {
            if (cause instanceof CertificateException
                    || cause instanceof CertPathValidatorException) {
                return new WireFault(SmtpFault.CERTIFICATE, FaultWords.of(cause));
            }
            lost |= cause instanceof EOFException || cause instanceof SocketException;
            cause = cause.getCause();
        }
        return new WireFault(lost ? SmtpFault.CONNECTION_LOST : SmtpFault.TLS, FaultWords.of(e));
    }
}
