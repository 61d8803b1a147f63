package dev.mailswitch.provider;

import dev.mailswitch.model.mail.Recipient;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.model.outcome.Phase;
import dev.mailswitch.model.outcome.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What answers of HTTP APIs come to, where vendors do not differ.
public final class Outcomes {

    /// How long to leave an account alone that is told to slow down without a time.
    public static final Duration SLOW_DOWN = Duration.ofSeconds(5);

    /// Of a hint: a vendor that says more means a quota, and its route is looked at again in any
    /// case.
    private static final Duration LONGEST_HINT = Duration.ofHours(1);

    private static final int MAX_REPLY = 1_000;

    private Outcomes() {}

    /// The same for everybody in the parcel.
    public static Map<Integer, Outcome> all(Parcel parcel, Outcome outcome) {
        return each(parcel, recipient -> outcome);
    }

    public static Map<Integer, Outcome> each(Parcel parcel, Function<Recipient, Outcome> outcome) {
        Map<Integer, Outcome> all = new HashMap<>();
        for (Recipient recipient : parcel.recipients()) {
            all.put(recipient.position(), outcome.apply(recipient));
        }
        return all;
    }

    /// The answer in a line, as it is kept with the attempt: `422 missing_required_field: …`.
    ///
    /// @param name    the vendor's own code or name of the error, or null
    /// @param message its words, or null
    public static String reply(HttpAnswer answer, @Nullable String name, @Nullable String message) {
        StringBuilder reply = new StringBuilder().append(answer.status());
        if (name != null && !name.isBlank()) {
            reply.append(' ').append(name.strip());
        }
        if (message != null && !message.isBlank()) {
            reply.append(reply.length() > 3 ? ": " : " ").append(message.strip());
        }
        String line = reply.toString().replaceAll("[\\s\\p{Cc}]+", " ");
        return line.length() > MAX_REPLY ? line.substring(0, MAX_REPLY) : line;
    }

    /// The account is refused: wrong key, no permission, suspended, exhausted.
    public static Outcome account(String what, String reply) {
        return new Outcome.Misconfigured(what, Scope.PROVIDER, reply);
    }

    /// This From is not one the account may use.
    public static Outcome sender(String what, String reply) {
        return new Outcome.Misconfigured(what, Scope.SENDER_DOMAIN, reply);
    }

    /// The mail is refused by a rule of this vendor's, which another one may not have.
    public static Outcome message(BounceClass bounceClass, String reply) {
        return new Outcome.MessageRefused(bounceClass, true, reply);
    }

    /// The mail is wrong wherever it goes.
    public static Outcome wrong(String reply) {
        return new Outcome.MessageRefused(BounceClass.PROTOCOL, false, reply);
    }

    /// The vendor has the address on its list and does not try.
    public static Outcome suppressed(String reply) {
        return new Outcome.RecipientRefused(BounceClass.SUPPRESSED, true, reply);
    }

    /// Too fast.
    ///
    /// @param wait as the vendor says, or null
    public static Outcome throttled(@Nullable Duration wait, String reply, Instant now) {
        Duration until = wait == null || wait.isNegative() ? SLOW_DOWN : wait;
        return new Outcome.Throttled(
                now.plus(until.compareTo(LONGEST_HINT) > 0 ? LONGEST_HINT : until), reply);
    }

    /// `Retry-After` in seconds (RFC 9110 section 10.2.3); null if there is none. Its other form, a
    /// date, is sent by none of the vendors.
    public static @Nullable Duration retryAfter(HttpAnswer answer) {
        return answer.header("retry-after")
                .map(String::strip)
                .filter(text -> text.matches("\\d{1,9}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)))
                .orElse(null);
    }

    /// Certainly not taken, and not for a reason of the mail's.
    public static Outcome unavailable(String reply) {
        return new Outcome.Unavailable(Phase.ANSWER, reply);
    }

    /// A server's fault that leaves open whether the mail was taken (500, 502, 504): it hardly ever
    /// was. A mail that may double goes on at once; one that may not waits to be settled.
    public static Outcome trouble(Parcel parcel, String reply) {
        return parcel.mayDouble() ? unavailable(reply) : new Outcome.Unknown(Phase.ANSWER, reply);
    }

    /// A success, also where its body cannot be read: the id comes with the events then. But a page
    /// of HTML is no vendor's answer. Somebody else has said it, such as a proxy that wants a login or
    /// whoever is at a wrong `base_url`, and nobody knows whether the vendor has the mail.
    ///
    /// @param id the vendor's, or null if the answer has none
    public static Outcome accepted(@Nullable String id, HttpAnswer answer) {
        return id == null && answer.body().stripLeading().startsWith("<")
                ? new Outcome.Unknown(
                        Phase.ANSWER,
                        reply(answer, null, "this is no vendor's answer: " + answer.body()))
                : new Outcome.Accepted(id);
    }

    /// What a status says that the vendor's page does not list. A vendor's `Reply` asks here last.
    public static Outcome byStatus(Parcel parcel, HttpAnswer answer, String reply, Instant now) {
        return switch (answer.status()) {
            case 401 -> account("the key is refused", reply);
            // Without the vendor's own words it may be a gate before its API that dislikes this one
            // mail, and must not shut the provider for all.
            case 403 -> own(answer) ? account("the key is refused", reply) : unavailable(reply);
            case 413 -> message(BounceClass.MESSAGE_TOO_LARGE, reply);
            case 408, 425, 503 -> unavailable(reply);
            case 429 -> throttled(retryAfter(answer), reply, now);
            case 500, 502, 504 -> trouble(parcel, reply);
            default -> {
                if (answer.success()) {
                    yield accepted(null, answer);
                }
                if (answer.status() >= 500) {
                    yield trouble(parcel, reply);
                }
                // A redirect, or an address that is none: wherever base_url leads, it is not the
                // vendor's API.
                if (answer.status() < 400 || answer.status() == 404 || answer.status() == 405) {
                    yield own(answer)
                            ? account("its API is not at this address", reply)
                            : unavailable(reply);
                }
                yield message(BounceClass.UNKNOWN, reply);
            }
        };
    }

    private static boolean own(HttpAnswer answer) {
        return answer.json().isObject();
    }
}
