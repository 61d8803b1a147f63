package dev.mailswitch.vendors;

import dev.mailswitch.bounce.Classifier;
import dev.mailswitch.provider.ProviderKind;
import dev.mailswitch.provider.Vendor;
import dev.mailswitch.provider.brevo.Brevo;
import dev.mailswitch.provider.mailgun.Mailgun;
import dev.mailswitch.provider.mailjet.Mailjet;
import dev.mailswitch.provider.postmark.Postmark;
import dev.mailswitch.provider.resend.Resend;
import dev.mailswitch.provider.sendgrid.SendGrid;
import dev.mailswitch.provider.ses.Ses;
import dev.mailswitch.provider.sparkpost.SparkPost;

/// The vendors, by kind.
public final class Vendors {

    private Vendors() {}

    /// @param classifier reads what hosts said, in answers and events
    /// @throws IllegalArgumentException if the kind is no vendor
    public static Vendor of(ProviderKind kind, Classifier classifier) {
        return switch (kind) {
            case SENDGRID -> new SendGrid(classifier);
            case POSTMARK -> new Postmark(classifier);
            case SPARKPOST -> new SparkPost(classifier);
            case MAILGUN -> new Mailgun(classifier);
            case SES -> new Ses(classifier);
            case RESEND -> new Resend(classifier);
            case BREVO -> new Brevo(classifier);
            case MAILJET -> new Mailjet(classifier);
            case SMTP, SANDBOX -> throw new IllegalArgumentException(kind + " is no vendor");
        };
    }
}
