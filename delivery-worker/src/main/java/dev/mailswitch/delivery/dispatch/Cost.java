package dev.mailswitch.delivery.dispatch;

import dev.mailswitch.model.mail.OnUnknown;
import dev.mailswitch.routing.Call;
import dev.mailswitch.routing.Repeat;

/// What a call costs of its provider's budget.
enum Cost {
    /// Each recipient: a copy goes out.
    COUNTED,
    /// Nothing: it is the call that counted when it was first made, or only a question about it.
    FREE,
    /// Each recipient, should it go out after the question; nothing for the question.
    ASKING;

    /// @param onUnknown the mail's policy: of one that must not double no copy follows a question,
    ///     and none follows where keys are taken
    static Cost of(Call call, OnUnknown onUnknown) {
        Repeat repeat = call.repeat();
        if (repeat == null) {
            return COUNTED;
        }
        return switch (repeat.kind()) {
            case KEYED -> FREE;
            case ASKED ->
                    call.via().provider().capabilities().idempotent()
                                    || onUnknown == OnUnknown.AT_MOST_ONCE
                            ? FREE
                            : ASKING;
            case COPY -> COUNTED;
        };
    }
}
