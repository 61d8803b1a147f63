package dev.mailswitch.delivery.transport.smtp;

/// The SASL mechanisms this client speaks.
public enum AuthMechanism {
    /// RFC 4616.
    PLAIN("PLAIN", true),
    /// draft-murchison-sasl-login: obsolete, and still all that some servers have.
    LOGIN("LOGIN", true),
    /// RFC 2195. The secret does not travel.
    CRAM_MD5("CRAM-MD5", false),
    /// The bearer token form of Google and Microsoft.
    XOAUTH2("XOAUTH2", true);

    private final String keyword;
    private final boolean revealsSecret;

    AuthMechanism(String keyword, boolean revealsSecret) {
        this.keyword = keyword;
        this.revealsSecret = revealsSecret;
    }

    /// As in the server's AUTH line.
    public String keyword() {
        return keyword;
    }

    /// Whether whoever listens on the line learns the secret.
    public boolean revealsSecret() {
        return revealsSecret;
    }

    boolean fits(SmtpCredentials credentials) {
        return switch (credentials) {
            case SmtpCredentials.Password _ -> this != XOAUTH2;
            case SmtpCredentials.BearerToken _ -> this == XOAUTH2;
        };
    }
}
