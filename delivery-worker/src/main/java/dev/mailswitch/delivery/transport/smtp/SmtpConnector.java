package dev.mailswitch.delivery.transport.smtp;

import dev.mailswitch.delivery.transport.AddressVerdict;
import dev.mailswitch.delivery.transport.OutgoingAddressGuard;
import dev.mailswitch.words.FaultWords;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// Brings a connection to the point where mails can follow: address, TCP, TLS, greeting, EHLO,
/// STARTTLS, AUTH.
final class SmtpConnector {

    private final OutgoingAddressGuard guard;
    private final TlsTrust trust;
    private final DeadlineWatch watch;

    SmtpConnector(OutgoingAddressGuard guard, TlsTrust trust, DeadlineWatch watch) {
        this.guard = guard;
        this.trust = trust;
        this.watch = watch;
    }

    /// @param callEnd when the call must have come to its final dot ([DeadlineWatch#now])
    SmtpConnection open(SmtpEndpoint endpoint, @Nullable SmtpCredentials credentials, long callEnd)
            throws SessionBroken {
        Wire wire = connect(endpoint);
        wire.callEnds(callEnd);
        boolean ready = false;
        try {
            SmtpConnection connection = new SmtpConnection(wire, endpoint.timeouts());
            greet(connection, endpoint);
            if (credentials != null) {
                new SmtpLogin(connection, endpoint, credentials).run();
            }
            ready = true;
            return connection;
        } finally {
            if (!ready) {
                wire.abort();
            }
        }
    }

    private void greet(SmtpConnection connection, SmtpEndpoint endpoint) throws SessionBroken {
        if (endpoint.security() == SmtpSecurity.TLS) {
            handshake(connection, endpoint, SmtpPhase.TLS);
        }
        requirePositive(
                connection,
                SmtpPhase.BANNER,
                connection.reply(SmtpPhase.BANNER, endpoint.timeouts().banner()));
        hello(connection, endpoint);
        switch (endpoint.security()) {
            case NONE, TLS -> {}
            case STARTTLS -> {
                if (!connection.capabilities().startTls()) {
                    throw SessionBroken.unsuited(
                            SmtpPhase.STARTTLS,
                            SmtpObstacle.STARTTLS_NOT_OFFERED,
                            "the server offers no STARTTLS");
                }
                requirePositive(
                        connection,
                        SmtpPhase.STARTTLS,
                        connection.exchange(SmtpPhase.STARTTLS, "STARTTLS"));
                goTls(connection, endpoint);
            }
            case OPPORTUNISTIC -> {
                if (connection.capabilities().startTls()) {
                    SmtpReply reply = connection.exchange(SmtpPhase.STARTTLS, "STARTTLS");
                    if (reply.isClosing()) {
                        throw SessionBroken.refused(SmtpPhase.STARTTLS, reply);
                    }
                    if (reply.isPositive()) {
                        goTls(connection, endpoint);
                    }
                }
            }
        }
    }

    // What was said before TLS may have been said by somebody else: all of it is forgotten.
    private void goTls(SmtpConnection connection, SmtpEndpoint endpoint) throws SessionBroken {
        handshake(connection, endpoint, SmtpPhase.TLS);
        hello(connection, endpoint);
    }

    private static void hello(SmtpConnection connection, SmtpEndpoint endpoint)
            throws SessionBroken {
        connection.capabilities(Capabilities.NONE);
        ReplyReader.Lines lines =
                connection.exchangeLines(SmtpPhase.EHLO, "EHLO " + endpoint.localName());
        int code = lines.code();
        if (code == 500 || code == 501 || code == 502 || code == 504) {
            // RFC 5321 §3.2: a server from before 1993.
            SmtpReply reply = connection.exchange(SmtpPhase.EHLO, "HELO " + endpoint.localName());
            requirePositive(connection, SmtpPhase.EHLO, reply);
            return;
        }
        requirePositive(connection, SmtpPhase.EHLO, lines.toReply());
        connection.capabilities(Capabilities.parse(lines.texts()));
    }

    private static void requirePositive(SmtpConnection connection, SmtpPhase phase, SmtpReply reply)
            throws SessionBroken {
        if (reply.isIntermediate()) {
            throw connection.nonsense(phase, reply);
        }
        if (!reply.isPositive()) {
            throw SessionBroken.refused(phase, reply);
        }
    }

    private void handshake(SmtpConnection connection, SmtpEndpoint endpoint, SmtpPhase phase)
            throws SessionBroken {
        Wire wire = connection.wire();
        try {
            wire.within(endpoint.timeouts().handshake());
            boolean lenient = endpoint.security() == SmtpSecurity.OPPORTUNISTIC;
            LenientTrust lenience = trust.lenience();
            SSLSocket tls =
                    lenient
                            ? trust.lenientOver(wire.socket(), endpoint.host(), lenience)
                            : trust.strictOver(wire.socket(), endpoint.host());
            wire.upgrade(tls);
            SSLSession session = tls.getSession();
            connection.secured(
                    session.getProtocol() + " " + session.getCipherSuite(),
                    !lenient || lenience.verified());
        } catch (WireFault e) {
            // Text before the handshake is an attack on STARTTLS, not a fault of TLS.
            throw connection.broken(
                    e.fault() == SmtpFault.PROTOCOL ? SmtpPhase.STARTTLS : phase, e);
        } catch (IOException e) {
            throw connection.broken(phase, TlsFaults.translate(e, false));
        }
    }

    private Wire connect(SmtpEndpoint endpoint) throws SessionBroken {
        List<InetAddress> addresses = addresses(endpoint);
        Duration limit = endpoint.timeouts().connect();
        long end = DeadlineWatch.now() + limit.toNanos();
        WireFault last = new WireFault(SmtpFault.NOT_CONNECTED, "no address");
        for (int i = 0; i < addresses.size(); i++) {
            // Each address gets an equal part of what is left, so that a dead first one costs the
            // others nothing.
            long left = end - DeadlineWatch.now();
            int millis = (int) (left / 1_000_000 / (addresses.size() - i));
            if (millis < 1) {
                last = new WireFault(SmtpFault.TIMED_OUT, "deadline passed");
                break;
            }
            Socket socket = new Socket();
            try {
                socket.setTcpNoDelay(true);
                socket.setKeepAlive(true);
                socket.connect(new InetSocketAddress(addresses.get(i), endpoint.port()), millis);
                return Wire.over(socket, watch);
            } catch (SocketTimeoutException e) {
                last = new WireFault(SmtpFault.TIMED_OUT, "deadline passed");
                close(socket);
            } catch (IOException e) {
                last = new WireFault(SmtpFault.NOT_CONNECTED, FaultWords.of(e));
                close(socket);
            }
        }
        throw SessionBroken.broken(SmtpPhase.CONNECT, last.fault(), last.detail());
    }

    private List<InetAddress> addresses(SmtpEndpoint endpoint) throws SessionBroken {
        AddressVerdict verdict =
                guard.check(
                        endpoint.owner(),
                        endpoint.host(),
                        endpoint.port(),
                        endpoint.timeouts().resolve());
        return switch (verdict) {
            case AddressVerdict.Allowed allowed -> allowed.addresses();
            case AddressVerdict.PortForbidden forbidden ->
                    throw SessionBroken.unsuited(
                            SmtpPhase.RESOLVE,
                            SmtpObstacle.PORT_FORBIDDEN,
                            "port "
                                    + forbidden.port()
                                    + " is not open for outgoing calls; use another, or have the"
                                    + " workers' operator open it");
            case AddressVerdict.AddressForbidden forbidden ->
                    throw SessionBroken.unsuited(
                            SmtpPhase.RESOLVE,
                            SmtpObstacle.ADDRESS_FORBIDDEN,
                            forbidden.host()
                                    + " is not a public host; use another, or have the workers'"
                                    + " operator open its network");
            case AddressVerdict.Unresolved unresolved ->
                    throw SessionBroken.broken(
                            SmtpPhase.RESOLVE,
                            SmtpFault.UNKNOWN_HOST,
                            "no address for " + unresolved.host());
            case AddressVerdict.TimedOut timedOut ->
                    throw SessionBroken.broken(
                            SmtpPhase.RESOLVE,
                            SmtpFault.TIMED_OUT,
                            "no answer from the name server about " + timedOut.host());
            case AddressVerdict.Busy busy ->
                    throw SessionBroken.unsuited(
                            SmtpPhase.RESOLVE,
                            SmtpObstacle.LOOKUPS_BUSY,
                            "other look-ups are before that of " + busy.host());
        };
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It was never open.
        }
    }
}
