package dev.mailswitch.provider;

import dev.mailswitch.model.outcome.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A vendor's HTTP API. All pure: a mail becomes a call, an answer an outcome, a webhook events.
/// Each vendor's folder has the same shape: `Request`, `Reply`, `Events`, `Standing` and
/// `provider.json` behind one public class of this type. Safe for threads.
public interface Vendor {

    /// Whose API it is; by its word the folder's `provider.json` is found.
    ProviderKind kind();

    /// The call that sends a parcel. The same parcel gives the same body and the same idempotency
    /// key; `now` may only go into what a vendor checks and does not compare, such as a signature.
    ///
    /// @throws IllegalArgumentException if the account lacks a setting
    Written write(Parcel parcel, Account account, Instant now);

    /// What the answer means for each recipient of the parcel.
    ///
    /// @return by position; an outcome for every one
    Map<Integer, Outcome> read(Parcel parcel, HttpAnswer answer, Instant now);

    /// The call that asks whether a parcel arrived whose answer never came, if the vendor can be
    /// asked by our own id.
    ///
    /// @param sought the call in doubt
    default Optional<HttpCall> lookUp(Sought sought, Account account, Instant now) {
        return Optional.empty();
    }

    /// What a look-up found.
    default Finding found(Sought sought, HttpAnswer answer) {
        return new Finding.NotNow("this vendor cannot be asked");
    }

    /// How it is asked whether an account can be used.
    Inquiry inquiry();

    /// Whether a webhook is the vendor's own. To be asked with the raw bytes and before anything of
    /// them is believed.
    ///
    /// @param secrets of the endpoint, more than one while they are changed
    Authenticity verify(Webhook webhook, List<String> secrets, Instant now);

    /// The events of an authentic webhook. Unknown types and pings give none.
    ///
    /// @throws IllegalArgumentException if the body cannot be read
    List<ProviderEvent> events(Webhook webhook);
}
