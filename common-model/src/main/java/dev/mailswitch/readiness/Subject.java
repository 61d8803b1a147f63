package dev.mailswitch.readiness;

import dev.mailswitch.model.id.ProviderId;

/// What is asked about: an account, or a From at it.
///
/// @param sender the address of the From as its environment has it; empty: the account itself
public record Subject(ProviderId provider, String sender) {

    /// The account itself.
    public static Subject account(ProviderId provider) {
        return new Subject(provider, "");
    }

    public boolean isAccount() {
        return sender.isEmpty();
    }
}
