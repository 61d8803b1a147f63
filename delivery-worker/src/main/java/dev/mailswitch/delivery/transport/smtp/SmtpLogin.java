package dev.mailswitch.delivery.transport.smtp;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// AUTH (RFC 4954).
final class SmtpLogin {

    // A longer line must not carry its first response (RFC 4954 §4).
    private static final int LONGEST_COMMAND = 510;

    private final SmtpConnection connection;
    private final SmtpEndpoint endpoint;
    private final SmtpCredentials credentials;

    SmtpLogin(SmtpConnection connection, SmtpEndpoint endpoint, SmtpCredentials credentials) {
        this.connection = connection;
        this.endpoint = endpoint;
        this.credentials = credentials;
    }

    void run() throws SessionBroken {
        SmtpReply reply =
                switch (mechanism(
                        endpoint,
                        credentials,
                        connection.capabilities(),
                        connection.keepsSecrets())) {
                    case PLAIN -> initial(AuthMechanism.PLAIN, "\0" + user() + "\0" + secret());
                    case LOGIN -> login();
                    case CRAM_MD5 -> cramMd5();
                    case XOAUTH2 ->
                            initial(
                                    AuthMechanism.XOAUTH2,
                                    "user=" + user() + "\1auth=Bearer " + secret() + "\1\1");
                };
        if (reply.code() == 334) {
            // XOAUTH2 tells its reason as a challenge and wants an empty answer; to anybody else a
            // further challenge is a surprise, which "*" ends (RFC 4954 §4).
            reply =
                    connection.exchange(
                            SmtpPhase.AUTH,
                            credentials instanceof SmtpCredentials.BearerToken ? "" : "*");
        }
        if (reply.isPositive()) {
            return;
        }
        if (reply.isIntermediate()) {
            throw connection.nonsense(SmtpPhase.AUTH, reply);
        }
        throw SessionBroken.refused(SmtpPhase.AUTH, clean(reply));
    }

    /// The first mechanism in the endpoint's order that the server offers, that fits the credentials
    /// and that may be used on this connection.
    static AuthMechanism mechanism(
            SmtpEndpoint endpoint,
            SmtpCredentials credentials,
            Capabilities offered,
            boolean keepsSecrets)
            throws SessionBroken {
        if (!offered.auth()) {
            throw unsuited(SmtpObstacle.AUTH_NOT_OFFERED, "the server offers no AUTH");
        }
        boolean mayReveal = endpoint.plaintextAuth() || keepsSecrets;
        boolean unprotected = false;
        for (AuthMechanism mechanism : endpoint.mechanisms()) {
            if (mechanism.fits(credentials) && offered.mechanisms().contains(mechanism.keyword())) {
                if (mayReveal || !mechanism.revealsSecret()) {
                    return mechanism;
                }
                unprotected = true;
            }
        }
        throw unprotected
                ? unsuited(
                        SmtpObstacle.AUTH_UNPROTECTED,
                        "the secret would cross a connection without verified TLS")
                : unsuited(
                        SmtpObstacle.AUTH_NO_MECHANISM,
                        "no mechanism in common with the server's " + offered.mechanisms());
    }

    private static SessionBroken unsuited(SmtpObstacle obstacle, String detail) {
        return SessionBroken.unsuited(
                SmtpPhase.AUTH, obstacle, detail.substring(0, Math.min(300, detail.length())));
    }

    private SmtpReply initial(AuthMechanism mechanism, String response) throws SessionBroken {
        String encoded = base64(response);
        String command = "AUTH " + mechanism.keyword();
        if (command.length() + 1 + encoded.length() <= LONGEST_COMMAND) {
            return connection.exchange(SmtpPhase.AUTH, command + " " + encoded);
        }
        SmtpReply reply = connection.exchange(SmtpPhase.AUTH, command);
        return reply.code() == 334 ? connection.exchange(SmtpPhase.AUTH, encoded) : reply;
    }

    private SmtpReply login() throws SessionBroken {
        SmtpReply reply = connection.exchange(SmtpPhase.AUTH, "AUTH LOGIN");
        if (reply.code() == 334) {
            reply = connection.exchange(SmtpPhase.AUTH, base64(user()));
        }
        return reply.code() == 334 ? connection.exchange(SmtpPhase.AUTH, base64(secret())) : reply;
    }

    private SmtpReply cramMd5() throws SessionBroken {
        ReplyReader.Lines challenge = connection.exchangeLines(SmtpPhase.AUTH, "AUTH CRAM-MD5");
        if (challenge.code() != 334) {
            return challenge.toReply();
        }
        byte[] nonce;
        try {
            nonce = Base64.getDecoder().decode(challenge.texts().getFirst().strip());
        } catch (IllegalArgumentException e) {
            throw connection.nonsense(SmtpPhase.AUTH, challenge.toReply());
        }
        return connection.exchange(SmtpPhase.AUTH, base64(user() + " " + hmacMd5(nonce)));
    }

    private String hmacMd5(byte[] nonce) {
        try {
            Mac mac = Mac.getInstance("HmacMD5");
            // An empty key is legal in the protocol and refused by the platform: one zero is the
            // same.
            byte[] key = secret().getBytes(StandardCharsets.UTF_8);
            mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, "HmacMD5"));
            return HexFormat.of().formatHex(mac.doFinal(nonce));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no HMAC-MD5 on this platform", e);
        }
    }

    private SmtpReply clean(SmtpReply reply) {
        return reply.withoutSecret(base64("\0" + user() + "\0" + secret()))
                .withoutSecret(base64("user=" + user() + "\1auth=Bearer " + secret() + "\1\1"))
                .withoutSecret(base64(secret()))
                .withoutSecret(secret());
    }

    private String user() {
        return credentials.user();
    }

    private String secret() {
        return switch (credentials) {
            case SmtpCredentials.Password password -> password.password();
            case SmtpCredentials.BearerToken token -> token.token();
        };
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
