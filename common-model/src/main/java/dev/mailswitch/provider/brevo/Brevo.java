package dev.mailswitch.provider.brevo;

import dev.mailswitch.bounce.Classifier;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.provider.Account;
import dev.mailswitch.provider.Authenticity;
import dev.mailswitch.provider.Finding;
import dev.mailswitch.provider.HttpAnswer;
import dev.mailswitch.provider.HttpCall;
import dev.mailswitch.provider.Inquiry;
import dev.mailswitch.provider.Parcel;
import dev.mailswitch.provider.ProviderEvent;
import dev.mailswitch.provider.ProviderKind;
import dev.mailswitch.provider.SharedSecret;
import dev.mailswitch.provider.Sought;
import dev.mailswitch.provider.Vendor;
import dev.mailswitch.provider.Webhook;
import dev.mailswitch.provider.Written;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Mail through Brevo.
public final class Brevo implements Vendor {

    private final Classifier classifier;
    private final Inquiry standing = new Standing();

    /// @param classifier reads what hosts said, in events
    public Brevo(Classifier classifier) {
        this.classifier = classifier;
    }

    @Override
    public ProviderKind kind() {
        return ProviderKind.BREVO;
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
    public Optional<HttpCall> lookUp(Sought sought, Account account, Instant now) {
        return Optional.of(LookUp.call(sought, account, now));
    }

    @Override
    public Finding found(Sought sought, HttpAnswer answer) {
        return LookUp.finding(sought, answer);
    }

    @Override
    public Inquiry inquiry() {
        return standing;
    }

    /// Brevo signs nothing. It is told to send a credential of ours, which is compared here.
    ///
    /// @param secrets each `user:password` as it stands in the webhook's URL, or the token of the
    ///     webhook's `auth`; printable ASCII
    @Override
    public Authenticity verify(Webhook webhook, List<String> secrets, Instant now) {
        return SharedSecret.basicOrBearer(webhook, secrets);
    }

    @Override
    public List<ProviderEvent> events(Webhook webhook) {
        return Events.of(webhook, classifier);
    }
}
