package dev.mailswitch.provider;

import dev.mailswitch.model.outcome.BounceClass;

/// A mail as a vendor's call, if the vendor can carry it.
public sealed interface Written {

    record Call(HttpCall call) implements Written {}

    /// Something of the mail would be lost on this way, or is sure to be refused. Nothing is sent;
    /// another provider is asked.
    ///
    /// @param bounceClass message_too_large, or protocol for what it has no field for
    /// @param what        in words for the timeline, such as `Brevo has no inline images`
    record CannotCarry(BounceClass bounceClass, String what) implements Written {

        /// It has no field for something.
        public static CannotCarry of(String what) {
            return new CannotCarry(BounceClass.PROTOCOL, what);
        }

        public static CannotCarry tooLarge(String what) {
            return new CannotCarry(BounceClass.MESSAGE_TOO_LARGE, what);
        }
    }
}
