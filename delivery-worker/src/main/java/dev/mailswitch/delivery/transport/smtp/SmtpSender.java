package dev.mailswitch.delivery.transport.smtp;

import dev.mailswitch.delivery.bounce.OutcomeOfReply;
import dev.mailswitch.delivery.compose.ComposedMail;
import dev.mailswitch.delivery.transport.Sender;
import dev.mailswitch.delivery.transport.Shipment;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.provider.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Sends through one SMTP relay.
public final class SmtpSender implements Sender {

    /// Failures and delays are wanted, the body is not: RFC 3461 section 4.1.
    private static final SmtpDsn.Recipient NOTICES =
            new SmtpDsn.Recipient(Set.of(SmtpDsn.Notify.FAILURE, SmtpDsn.Notify.DELAY), null);

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
    public void close() {
        pool.close();
    }

    private final class SmtpPlace implements Place {

        private final SmtpReservation reservation;

        SmtpPlace(SmtpReservation reservation) {
            this.reservation = reservation;
        }

        @Override
        public Map<Integer, Outcome> send(Shipment shipment, BooleanSupplier mayPass) {
            ComposedMail mail = shipment.compose();
            SmtpEnvelope envelope;
            try {
                envelope = envelope(shipment, mail);
            } catch (IllegalArgumentException unspeakable) {
                return all(
                        shipment,
                        new Outcome.MessageRefused(
                                BounceClass.PROTOCOL,
                                false,
                                "cannot be said in SMTP: " + unspeakable.getMessage()));
            }
            SmtpReport report =
                    reservation.send(envelope, new ComposedMessage(mail), mayPass::getAsBoolean);
            Map<Integer, Outcome> answers = new HashMap<>();
            for (int i = 0; i < shipment.legs().size(); i++) {
                answers.put(
                        shipment.legs().get(i).recipient().position(),
                        outcomes.of(report.recipients().get(i).fate(), clock.instant()));
            }
            return answers;
        }

        private static Map<Integer, Outcome> all(Shipment shipment, Outcome outcome) {
            Map<Integer, Outcome> answers = new HashMap<>();
            shipment.legs().forEach(leg -> answers.put(leg.recipient().position(), outcome));
            return answers;
        }

        private static SmtpEnvelope envelope(Shipment shipment, ComposedMail mail) {
            List<SmtpRecipient> recipients =
                    shipment.legs().stream()
                            .map(
                                    leg ->
                                            new SmtpRecipient(
                                                    leg.recipient().address().email(), NOTICES))
                            .toList();
            return new SmtpEnvelope(
                    shipment.returnPath(),
                    recipients,
                    mail.needsSmtpUtf8(),
                    new SmtpDsn.Mail(SmtpDsn.Return.HDRS, shipment.key().toString()));
        }

        @Override
        public void close() {
            reservation.close();
        }
    }

    private record ComposedMessage(ComposedMail mail) implements SmtpMessage {
        @Override
        public void writeTo(OutputStream out) throws IOException {
            mail.writeTo(out);
        }

        @Override
        public long size() {
            return mail.size();
        }

        @Override
        public boolean eightBit() {
            return mail.eightBit();
        }
    }
}
