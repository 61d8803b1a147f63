package dev.mailswitch.provider;

import java.net.URI;

/// Whether a webhook is the vendor's own.
public sealed interface Authenticity {

    record Genuine() implements Authenticity {}

    /// @param why for our log; the sender learns nothing of it
    record Forged(String why) implements Authenticity {}

    /// The vendor signs with a key that has to be fetched first (Amazon SNS). Purity ends here: who
    /// called fetches it, under the rules for outgoing calls, and calls again with it as a secret.
    ///
    /// @param uri checked to be the vendor's
    record NeedsKey(URI uri) implements Authenticity {}
}
