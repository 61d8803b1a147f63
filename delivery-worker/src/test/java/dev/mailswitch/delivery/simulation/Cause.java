package dev.mailswitch.delivery.simulation;

/// Why a simulated provider answered as it did. The world knows; the engine has to find out.
enum Cause {
    NONE,
    /// The provider is down.
    OUTAGE,
    /// A single connection broke.
    MISHAP,
    /// The answer got lost on its way.
    LOST_ANSWER,
    /// The account is too fast.
    THROTTLE,
    /// The recipient's host does not take mail of this provider.
    BLOCK,
    /// The recipient's own fault.
    RECIPIENT,
    /// The mail's own fault.
    MESSAGE;

    /// Whether it says anything against the provider, be it at one domain.
    boolean ofProvider() {
        return switch (this) {
            case OUTAGE, MISHAP, LOST_ANSWER, THROTTLE, BLOCK -> true;
            case NONE, RECIPIENT, MESSAGE -> false;
        };
    }
}
