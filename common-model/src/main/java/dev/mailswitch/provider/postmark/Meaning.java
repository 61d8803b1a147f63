package dev.mailswitch.provider.postmark;

import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.provider.ProviderEvent.Type;
import org.jspecify.annotations.Nullable;

/// What a webhook says, but for whom and when.
///
/// @param bounceClass as in [dev.mailswitch.provider.ProviderEvent]; permanent and reason likewise
record Meaning(
        Type type, @Nullable BounceClass bounceClass, boolean permanent, @Nullable String reason) {

    static Meaning plain(Type type) {
        return new Meaning(type, null, false, null);
    }

    /// The same with another class.
    Meaning as(BounceClass better) {
        return new Meaning(type, better, permanent, reason);
    }
}
