package dev.mailswitch.api.accept;

import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.OnUnknown;
import org.jspecify.annotations.Nullable;

/// What is to be done with a mail, where doors or senders differ.
///
/// @param policy        key of one of the organisation's, not looked up; null: the environment's
/// @param otherwise     the lane whose policy from birth is taken if there is none of that key any
///     more; null: then the mail is refused
/// @param onUnknown     null: as its policy says, else the environment
/// @param onSuppressed  the door's, about recipients who get no mail
/// @param needsProvider whether an environment without one is refused; else the mail waits for one
public record Choices(
        @Nullable String policy,
        @Nullable Lane otherwise,
        @Nullable OnUnknown onUnknown,
        OnSuppressed onSuppressed,
        boolean needsProvider) {

    public static final Choices STANDARD =
            new Choices(null, null, null, OnSuppressed.REFUSE_IF_NOBODY_IS_LEFT, false);

    public Choices policy(@Nullable String key) {
        return new Choices(key, null, onUnknown, onSuppressed, needsProvider);
    }

    /// For a mail that had it before.
    public Choices policy(String key, Lane ifGone) {
        return new Choices(key, ifGone, onUnknown, onSuppressed, needsProvider);
    }

    public Choices onUnknown(@Nullable OnUnknown wanted) {
        return new Choices(policy, otherwise, wanted, onSuppressed, needsProvider);
    }

    public Choices onSuppressed(OnSuppressed wanted) {
        return new Choices(policy, otherwise, onUnknown, wanted, needsProvider);
    }

    public Choices needsProvider(boolean needed) {
        return new Choices(policy, otherwise, onUnknown, onSuppressed, needed);
    }
}
