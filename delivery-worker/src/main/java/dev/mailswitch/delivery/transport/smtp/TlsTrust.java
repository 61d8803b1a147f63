package dev.mailswitch.delivery.transport.smtp;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// Which certificates are believed, and the TLS sockets made with that.
public final class TlsTrust {

    private final X509ExtendedTrustManager authorities;
    private final SSLContext strict;

    private TlsTrust(X509ExtendedTrustManager authorities) {
        this.authorities = authorities;
        this.strict = context(authorities);
    }

    /// The authorities of the Java platform.
    public static TlsTrust ofPlatform() {
        return of(null);
    }

    /// The authorities (or single certificates) in a key store, and no others.
    public static TlsTrust of(@Nullable KeyStore authorities) {
        try {
            TrustManagerFactory factory =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(authorities);
            return new TlsTrust(
                    Arrays.stream(factory.getTrustManagers())
                            .filter(X509ExtendedTrustManager.class::isInstance)
                            .map(X509ExtendedTrustManager.class::cast)
                            .findFirst()
                            .orElseThrow());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no X.509 trust on this platform", e);
        }
    }

    /// A TLS socket over the plain one, not yet shaken hands. The certificate must be for `host`.
    SSLSocket strictOver(Socket raw, String host) throws IOException {
        return over(strict, raw, host);
    }

    /// The same, but any certificate will do; what is wrong with it is noted in `lenience`. A context
    /// of its own each time, since the note is about one connection.
    SSLSocket lenientOver(Socket raw, String host, LenientTrust lenience) throws IOException {
        return over(context(lenience), raw, host);
    }

    LenientTrust lenience() {
        return new LenientTrust(authorities);
    }

    private static SSLSocket over(SSLContext context, Socket raw, String given) throws IOException {
        // The root's dot is no part of the name in a certificate or in SNI (RFC 6066 section 3).
        String host = given.endsWith(".") ? given.substring(0, given.length() - 1) : given;
        SSLSocket tls =
                (SSLSocket)
                        context.getSocketFactory().createSocket(raw, host, raw.getPort(), false);
        tls.setUseClientMode(true);
        SSLParameters parameters = tls.getSSLParameters();
        // The rules of RFC 2818: the name in the certificate, wildcards in the first label.
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setServerNames(serverNames(host));
        tls.setSSLParameters(parameters);
        return tls;
    }

    /// The name for SNI, or none: neither addresses nor names with an underscore can be said there,
    /// and a relay in a private network may well have one.
    private static List<SNIServerName> serverNames(String host) {
        if (host.contains(":") || host.matches("[0-9.]+")) {
            return List.of();
        }
        try {
            return List.of(new SNIHostName(host));
        } catch (IllegalArgumentException unspeakable) {
            return List.of();
        }
    }

    private static SSLContext context(X509ExtendedTrustManager trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {trust}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no TLS on this platform", e);
        }
    }
}
