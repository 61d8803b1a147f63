package dev.mailswitch.delivery.transport.smtp;

import dev.mailswitch.delivery.transport.OutgoingAddressGuard;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Makes pools of connections; holds what they share. One for a process. Thread-safe.
public final class SmtpClient implements AutoCloseable {

    private final DeadlineWatch watch = new DeadlineWatch();
    private final SmtpConnector connector;

    /// @param guard decides where connections may go
    /// @param trust decides whose certificates are believed
    public SmtpClient(OutgoingAddressGuard guard, TlsTrust trust) {
        this.connector = new SmtpConnector(guard, trust, watch);
    }

    /// A pool for one server and login, with no connection yet. Whoever asks for it closes it.
    ///
    /// @param credentials null: the server wants none
    public SmtpPool pool(
            SmtpEndpoint endpoint, @Nullable SmtpCredentials credentials, SmtpPoolLimits limits) {
        return new SmtpPool(endpoint, credentials, limits, connector, watch);
    }

    /// Sends one mail over a connection of its own.
    public SmtpReport send(
            SmtpEndpoint endpoint,
            @Nullable SmtpCredentials credentials,
            SmtpEnvelope envelope,
            SmtpMessage message,
            PointOfNoReturn hook) {
        SmtpPoolLimits once = SmtpPoolLimits.defaults().withMaxConnections(1).withMaxMails(1);
        try (SmtpPool pool = pool(endpoint, credentials, once);
                SmtpReservation reservation = pool.tryReserve().orElseThrow()) {
            return reservation.send(envelope, message, hook);
        }
    }

    /// How long ago the deadlines of all connections were last looked at. More than some seconds
    /// means that nothing ends calls any more, and the process should be started anew.
    public Duration sinceTurn() {
        return watch.sinceTurn();
    }

    /// Connections under way are finished under their deadlines; close the pools first.
    @Override
    public void close() {
        watch.close();
    }
}
