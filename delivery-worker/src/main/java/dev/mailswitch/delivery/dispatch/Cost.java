package dev.mailswitch.delivery.dispatch;

import dev.mailswitch.routing.Call;
import dev.mailswitch.routing.Repeat;

/// What a call costs of its provider's budget.
enum Cost {
    /// Each recipient: a copy goes out.
    COUNTED,
    /// Nothing: it counted when it was first made, and what the provider has it sends no more.
    COUNTED_BEFORE,
    /// Each recipient, should it go out after the question; nothing for the question.
    ASKING;

    static Cost of(Call call) {
        Repeat repeat = call.repeat();
        if (repeat == null) {
            return COUNTED;
        }
        return switch (repeat.kind()) {
            case KEYED -> COUNTED_BEFORE;
            case ASKED -> ASKING;
            case COPY -> COUNTED;
        };
    }
}
