package dev.mailswitch.delivery.transport.smtp;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What one send came to.
///
/// @param recipients one for each recipient of the envelope, in its order
/// @param transactions how many transactions were begun; more than one only if the server took the
///     recipients in portions
/// @param via the connection that carried it; null if none came about
public record SmtpReport(List<Recipient> recipients, int transactions, @Nullable Session via) {

    public SmtpReport {
        recipients = List.copyOf(recipients);
    }

    /// One recipient and its fate.
    public record Recipient(String address, RecipientFate fate) {}

    /// The facts of a connection.
    ///
    /// @param remote the address that was really connected to
    /// @param tls protocol version and cipher suite, such as `TLSv1.3 TLS_AES_256_GCM_SHA384`; null
    ///     without TLS
    /// @param certificateVerified whether the server proved to be the host
    /// @param reused whether earlier mails went over it
    public record Session(
            InetSocketAddress remote,
            @Nullable String tls,
            boolean certificateVerified,
            boolean reused) {}

    /// The connection that carried the mail, if one came about.
    public Optional<Session> session() {
        return Optional.ofNullable(via);
    }
}
