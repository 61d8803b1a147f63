package dev.mailswitch.provider.ses;

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

/// Mail through Amazon SES. It cannot be asked by our own id: a call in doubt is settled by a
/// `Send` event that carries it.
public final class Ses implements Vendor {

    private final Classifier classifier;
    private final Inquiry standing = new Standing();

    /// @param classifier reads what hosts said, in events
    public Ses(Classifier classifier) {
        this.classifier = classifier;
    }

    @Override
    public ProviderKind kind() {
        return ProviderKind.SES;
    }

    /// Body and destination depend on the parcel and the account's settings alone; `now` goes into
    /// the signature, which Amazon takes for five minutes.
    @Override
    public Written write(Parcel parcel, Account account, Instant now) {
        return Request.of(parcel, account, now);
    }

    @Override
    public Map<Integer, Outcome> read(Parcel parcel, HttpAnswer answer, Instant now) {
        return Reply.of(parcel, answer, now);
    }

    @Override
    public Inquiry inquiry() {
        return standing;
    }

    /// @param secrets first the ARNs of the topics that may send here, then certificates as PEM that
    ///     were fetched after [Authenticity.NeedsKey]. A certificate may have the address it came
    ///     from in a line before it (explanatory text, RFC 7468 section 2) and is then used for
    ///     that address alone, so that several can be kept. One without an address is taken to be
    ///     the one asked for: what does not verify with it is forged.
    @Override
    public Authenticity verify(Webhook webhook, List<String> secrets, Instant now) {
        return Signature.verify(webhook, secrets, now);
    }

    /// Nothing for what confirms a subscription: whoever takes webhooks has to do that.
    @Override
    public List<ProviderEvent> events(Webhook webhook) {
        return Events.of(webhook, classifier);
    }
}
