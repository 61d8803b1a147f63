package dev.mailswitch.vendors;

import dev.mailswitch.bounce.Classifier;
import dev.mailswitch.provider.ProviderKind;
import dev.mailswitch.provider.Vendor;
import dev.mailswitch.provider.resend.Resend;

/// The vendors, by kind.
public final class Vendors {

    private Vendors() {}

    /// @param classifier reads what hosts said, in answers and events
    /// @throws IllegalArgumentException if the kind is no vendor
    public static Vendor of(ProviderKind kind, Classifier classifier) {
        return switch (kind) {
            case RESEND -> new Resend(classifier);
            case SENDGRID, POSTMARK, SPARKPOST, MAILGUN, SES, BREVO, MAILJET ->
                    throw new IllegalArgumentException("not yet: " + kind);
            case SMTP, SANDBOX -> throw new IllegalArgumentException(kind + " is no vendor");
        };
    }
}
