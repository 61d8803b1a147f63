package dev.mailswitch.provider;

/// Whether an account can be used, or a From at it, as the provider says when it is asked. Asking
/// sends no mail. Words are shown to operators and have no secrets.
public sealed interface Readiness {

    /// It can be used.
    record Ready() implements Readiness {}

    /// It cannot, and a mail would be refused.
    ///
    /// @param what is missing, and what to do: `example.com is not verified at Resend; add its DNS
    ///     records there`
    record NotReady(String what) implements Readiness {}

    /// Nobody can tell: the provider cannot be asked, may not be asked with this key, or its answer
    /// leaves it open. To ask again soon changes nothing.
    ///
    /// @param why in words that go on after `not known: `
    record NotKnown(String why) implements Readiness {}

    /// Nothing was said this time: no connection, no answer in time, too many questions, a fault of
    /// the provider's or of ours. What it said before still stands, and it is worth asking again soon.
    ///
    /// @param why in words that go on after `not known: `
    record Unanswered(String why) implements Readiness {}
}
