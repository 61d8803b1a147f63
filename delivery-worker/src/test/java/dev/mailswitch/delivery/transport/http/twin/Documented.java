package dev.mailswitch.delivery.transport.http.twin;

import dev.mailswitch.model.outcome.Outcome;
import java.time.Duration;
import java.time.Instant;

/// An answer that the vendor documents, and what it must come to.
///
/// @param name     for the test's report
/// @param comesTo  as [#words] writes it, for a mail that may double
public record Documented(String name, Answered answer, String comesTo) {

    /// An outcome in short: `accepted`, `recipient_refused suppressed`, `message_refused protocol`,
    /// `message_refused message_too_large elsewhere`, `blocked provider_block recipient_domain`,
    /// `throttled 5s`, `misconfigured provider`, `misconfigured sender_domain`,
    /// `unavailable answer`, `unknown answer`.
    public static String words(Outcome outcome, Instant now) {
        return outcome.word()
                + switch (outcome) {
                    case Outcome.Accepted a -> "";
                    case Outcome.RecipientRefused r -> " " + r.bounceClass().word();
                    case Outcome.MessageRefused m ->
                            " "
                                    + m.bounceClass().word()
                                    + (m.differsElsewhere() ? " elsewhere" : "");
                    case Outcome.Blocked b -> " " + b.bounceClass().word() + " " + b.scope().word();
                    case Outcome.Throttled t ->
                            " " + Duration.between(now, t.until()).toSeconds() + "s";
                    case Outcome.Misconfigured m -> " " + m.scope().word();
                    case Outcome.Unavailable u -> " " + u.phase().word();
                    case Outcome.Unknown u -> " " + u.phase().word();
                    case Outcome.Unsuited u -> " " + u.bounceClass().word();
                };
    }

    @Override
    public String toString() {
        return name;
    }
}
