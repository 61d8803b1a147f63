package dev.mailswitch.provider;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What speaks to the provider.
public enum ProviderKind {
    /// Any SMTP relay.
    SMTP,
    /// Delivers nowhere, keeps what it got, answers as the address asks.
    SANDBOX,
    SENDGRID,
    POSTMARK,
    SPARKPOST,
    MAILGUN,
    SES,
    RESEND,
    BREVO,
    MAILJET;

    /// As settings and the API write it.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<ProviderKind> ofWord(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }

    /// What is known of the vendor behind it; nothing for a relay and the sandbox.
    public Optional<VendorSheet> sheet() {
        return switch (this) {
            case SMTP, SANDBOX -> Optional.empty();
            case SENDGRID, POSTMARK, SPARKPOST, MAILGUN, SES, RESEND, BREVO, MAILJET ->
                    Optional.of(VendorSheet.of(this));
        };
    }

    /// What the secret of such a provider may look like.
    public CredentialRule secretRule() {
        return switch (this) {
            case SMTP, SANDBOX -> CredentialRule.RELAY_SECRET;
            case SENDGRID, POSTMARK, SPARKPOST, MAILGUN, SES, RESEND, BREVO, MAILJET ->
                    CredentialRule.VENDOR_SECRET;
        };
    }

    public Capabilities capabilities() {
        return switch (this) {
            case SMTP -> Capabilities.RELAY;
            case SANDBOX -> Capabilities.SANDBOX;
            case SENDGRID, POSTMARK, SPARKPOST, MAILGUN, SES, RESEND, BREVO, MAILJET ->
                    VendorSheet.of(this).capabilities();
        };
    }
}
