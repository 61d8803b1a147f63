package dev.mailswitch.model.lifecycle;

/// What somebody (a provider's answer, a provider's event) says about a recipient, always about
/// one attempt. Statements come late, doubled and in any order; [Reduction] decides which counts.
public sealed interface Statement {

    int attempt();

    /// Nobody knows whether the provider has it.
    record Unsettled(int attempt) implements Statement {}

    /// The provider took it.
    record Accepted(int attempt) implements Statement {}

    /// The recipient's host took it.
    record Delivered(int attempt) implements Statement {}

    /// The recipient's host refused it for good.
    record Bounced(int attempt) implements Statement {}

    /// The provider could not place it, for a reason of the provider: another may.
    record Blocked(int attempt) implements Statement {}
}
