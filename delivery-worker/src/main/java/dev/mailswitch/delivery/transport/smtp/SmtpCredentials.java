package dev.mailswitch.delivery.transport.smtp;

/// Who we are to the server. Never printed.
public sealed interface SmtpCredentials {

    String user();

    /// For PLAIN, LOGIN and CRAM-MD5.
    record Password(String user, String password) implements SmtpCredentials {
        public Password {
            CommandText.requireNoControls("user", user);
            CommandText.requireNoControls("password", password);
        }

        @Override
        public String toString() {
            return "Password[…]";
        }
    }

    /// For XOAUTH2; whoever holds the credentials renews the token.
    record BearerToken(String user, String token) implements SmtpCredentials {
        public BearerToken {
            CommandText.requireNoControls("user", user);
            CommandText.requireNoControls("token", token);
        }

        @Override
        public String toString() {
            return "BearerToken[…]";
        }
    }
}
