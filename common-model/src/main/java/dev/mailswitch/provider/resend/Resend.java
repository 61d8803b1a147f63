package dev.mailswitch.provider.resend;

import dev.mailswitch.bounce.Classifier;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.provider.Account;
import dev.mailswitch.provider.Authenticity;
import dev.mailswitch.provider.HttpAnswer;
import dev.mailswitch.provider.Inquiry;
import dev.mailswitch.provider.Parcel;
import dev.mailswitch.provider.ProviderEvent;
import dev.mailswitch.provider.ProviderKind;
import dev.mailswitch.provider.Vendor;
import dev.mailswitch.provider.Webhook;
import dev.mailswitch.provider.Written;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Mail through Resend.
public final class Resend implements Vendor {

    private final Classifier classifier;
    private final Inquiry standing = new Standing();

    /// @param classifier reads what hosts said, in events
    public Resend(Classifier classifier) {
        this.classifier = classifier;
    }

    @Override
    public ProviderKind kind() {
        return ProviderKind.RESEND;
    }

    @Override
    public Written write(Parcel parcel, Account account, Instant now) {
        return Request.of(parcel, account);
    }

    @Override
    public Map<Integer, Outcome> read(Parcel parcel, HttpAnswer answer, Instant now) {
        return Reply.of(parcel, answer, now);
    }

    @Override
    public Inquiry inquiry() {
        return standing;
    }

    @Override
    public Authenticity verify(Webhook webhook, List<String> secrets, Instant now) {
        return Signature.verify(webhook, secrets, now);
    }

    @Override
    public List<ProviderEvent> events(Webhook webhook) {
        return Events.of(webhook, classifier);
    }
}
