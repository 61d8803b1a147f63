package dev.mailswitch.delivery.transport.http;

import dev.mailswitch.model.outcome.Phase;
import dev.mailswitch.provider.HttpAnswer;

/// How far a call came. The line that matters is the end of its body: before it, the server cannot
/// have acted on the call; after it, only its answer tells.
sealed interface Exchange {

    /// The server answered.
    record Answered(HttpAnswer answer) implements Exchange {}

    /// It broke off before the whole call was handed over.
    record NotSent(Phase phase, String words) implements Exchange {}

    /// The whole call was handed over, and no answer came.
    record NoAnswer(String words) implements Exchange {}

    /// The point of no return could not be passed: nothing was sent that the server could act on.
    record Withheld() implements Exchange {}

    /// The account's address is one that outgoing calls may not reach, or its certificate is not
    /// trusted. Nothing was sent.
    record Refused(String what, String words) implements Exchange {}
}
