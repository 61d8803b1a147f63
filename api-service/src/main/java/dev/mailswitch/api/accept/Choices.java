package dev.mailswitch.api.accept;

import dev.mailswitch.model.mail.OnUnknown;
import org.jspecify.annotations.Nullable;

/// What is to be done with a mail, where doors or senders differ.
///
/// @param policy        null: as the environment's lane asks
/// @param onUnknown     null: as the environment says
/// @param onSuppressed  the door's, about recipients who get no mail
/// @param needsProvider whether an environment without one is refused; else the mail waits for one
public record Choices(
        @Nullable Policy policy,
        @Nullable OnUnknown onUnknown,
        OnSuppressed onSuppressed,
        boolean needsProvider) {

    public static final Choices STANDARD =
            new Choices(null, null, OnSuppressed.REFUSE_IF_NOBODY_IS_LEFT, false);

    public Choices policy(@Nullable Policy wanted) {
        return new Choices(wanted, onUnknown, onSuppressed, needsProvider);
    }

    public Choices onUnknown(@Nullable OnUnknown wanted) {
        return new Choices(policy, wanted, onSuppressed, needsProvider);
    }

    public Choices onSuppressed(OnSuppressed wanted) {
        return new Choices(policy, onUnknown, wanted, needsProvider);
    }

    public Choices needsProvider(boolean needed) {
        return new Choices(policy, onUnknown, onSuppressed, needed);
    }
}
