package dev.mailswitch.delivery.transport.smtp;

import dev.mailswitch.delivery.bounce.OutcomeOfReply;
import dev.mailswitch.delivery.transport.Sender;
import dev.mailswitch.delivery.transport.Shipment;
import dev.mailswitch.provider.Provider;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Sends through one SMTP relay.
public final class SmtpSender implements Sender {

    private final SmtpPool pool;
    private final SmtpOutcomes outcomes;
    private final InstantSource clock;

    private SmtpSender(SmtpPool pool, SmtpOutcomes outcomes, InstantSource clock) {
        this.pool = pool;
        this.outcomes = outcomes;
        this.clock = clock;
    }

    /// The sender for a provider of kind smtp.
    ///
    /// @param password  opened, or null if the relay wants none
    /// @param localName what we call ourselves in EHLO
    /// @throws IllegalArgumentException if a setting is missing or wrong
    public static SmtpSender open(
            SmtpClient client,
            Provider provider,
            @Nullable String password,
            String localName,
            SmtpTimeouts timeouts,
            OutcomeOfReply replies,
            InstantSource clock) {
        SmtpSecurity security =
                switch (provider.setting("security").orElse("opportunistic")) {
                    case "none" -> SmtpSecurity.NONE;
                    case "opportunistic" -> SmtpSecurity.OPPORTUNISTIC;
                    case "starttls" -> SmtpSecurity.STARTTLS;
                    case "tls" -> SmtpSecurity.TLS;
                    default -> throw new IllegalArgumentException("unknown security");
                };
        String host =
                provider.setting("host")
                        .orElseThrow(() -> new IllegalArgumentException("no host is set"));
        int port = provider.setting("port").map(Integer::parseInt).orElse(587);
        Optional<AuthMechanism> mechanism = provider.setting("auth").map(SmtpSender::mechanism);
        SmtpCredentials credentials =
                provider.setting("username")
                        .map(user -> credentials(user, password == null ? "" : password, mechanism))
                        .orElse(null);
        SmtpEndpoint endpoint =
                new SmtpEndpoint(host, port, security, localName)
                        .withTimeouts(timeouts)
                        .withOwner(provider.organisationId().toString())
                        .withPlaintextAuth(
                                provider.setting("plaintext_auth")
                                        .map(Boolean::parseBoolean)
                                        .orElse(false));
        SmtpPool pool =
                client.pool(
                        mechanism.map(m -> endpoint.withMechanisms(List.of(m))).orElse(endpoint),
                        credentials,
                        SmtpPoolLimits.defaults().withMaxConnections(provider.maxConnections()));
        return new SmtpSender(pool, new SmtpOutcomes(replies), clock);
    }

    private static AuthMechanism mechanism(String word) {
        return switch (word) {
            case "plain" -> AuthMechanism.PLAIN;
            case "login" -> AuthMechanism.LOGIN;
            case "cram-md5" -> AuthMechanism.CRAM_MD5;
            case "xoauth2" -> AuthMechanism.XOAUTH2;
            default -> throw new IllegalArgumentException("unknown auth");
        };
    }

    /// The secret of XOAUTH2 is a token, of the others a password.
    private static SmtpCredentials credentials(
            String user, String secret, Optional<AuthMechanism> mechanism) {
        return mechanism.filter(m -> m == AuthMechanism.XOAUTH2).isPresent()
                ? new SmtpCredentials.BearerToken(user, secret)
                : new SmtpCredentials.Password(user, secret);
    }

    @Override
    public Optional<Place> tryReserve() {
        return pool.tryReserve().map(SmtpPlace::new);
    }

    @Override
    public int free() {
        return pool.available();
    }

    @Override
    public Questions questions() {
        return pool.questions();
    }

    @Override
    public void close() {
        pool.close();
    }

    private final class SmtpPlace implements Place {

        private final SmtpReservation reservation;

        SmtpPlace(SmtpReservation reservation) {
            this.reservation = reservation;
        }

        @Override
        public Map<Integer, Answer> send(Shipment shipment, BooleanSupplier mayPass) {
            return new SmtpCall(reservation, outcomes, clock, shipment, mayPass).run();
        }

        @Override
        public void close() {
            reservation.close();
        }
    }
}
