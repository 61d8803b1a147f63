package dev.mailswitch.provider.resend;

import dev.mailswitch.bounce.Classifier;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.provider.Account;
import dev.mailswitch.provider.Authenticity;
import dev.mailswitch.provider.HttpAnswer;
import dev.mailswitch.provider.HttpCall;
import dev.mailswitch.provider.Parcel;
import dev.mailswitch.provider.ProviderEvent;
import dev.mailswitch.provider.ProviderKind;
import dev.mailswitch.provider.Readiness;
import dev.mailswitch.provider.Vendor;
import dev.mailswitch.provider.Webhook;
import dev.mailswitch.provider.Written;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Mail through Resend.
public final class Resend implements Vendor {

    private final Classifier classifier;

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
    public HttpCall accountQuestion(Account account, Instant now) {
        return Standing.call(account);
    }

    @Override
    public Readiness accountReady(HttpAnswer answer) {
        return Standing.account(answer);
    }

    @Override
    public Optional<HttpCall> senderQuestion(String from, Account account, Instant now) {
        return Optional.of(Standing.call(account));
    }

    @Override
    public Readiness senderReady(String from, HttpAnswer answer) {
        return Standing.sender(from, answer);
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
