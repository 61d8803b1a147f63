package dev.mailswitch.provider.mailgun;

import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.provider.HttpAnswer;
import dev.mailswitch.provider.Outcomes;
import dev.mailswitch.provider.Parcel;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What Mailgun answers: by the status and then by its words, as it has no codes
/// ([sending](https://documentation.mailgun.com/docs/mailgun/api-reference/send/mailgun/messages)).
final class Reply {

    /// The sender's address, which is as wrong elsewhere.
    private static final Pattern FROM =
            Pattern.compile("\\bfrom\\b.{0,40}(is missing|not a valid address)");

    /// Words for its own form, its limits and its idea of an address, which is narrower than the
    /// standard's: another vendor asks for other things.
    private static final List<String> FORM =
            List.of(
                    "parameter is missing",
                    "is not a valid address",
                    "need at least one of",
                    "limited to 16 kb",
                    "too many recipients",
                    "pure ascii",
                    "rfc-2822 compliant date",
                    "malformed multipart",
                    "not a valid json");

    /// `…, try again after Mon, 20 Dec 2021 20:33:21 UTC`.
    private static final Pattern AGAIN =
            Pattern.compile(
                    "try again after (?:[a-z]{3}, )?"
                            + "(\\d{1,2} [a-z]{3} \\d{4} \\d{2}:\\d{2}:\\d{2})",
                    Pattern.CASE_INSENSITIVE);

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("d MMM yyyy HH:mm:ss", Locale.ENGLISH);

    private Reply() {}

    static Map<Integer, Outcome> of(Parcel parcel, HttpAnswer answer, Instant now) {
        return Outcomes.all(parcel, outcome(parcel, answer, now));
    }

    private static Outcome outcome(Parcel parcel, HttpAnswer answer, Instant now) {
        if (answer.success()) {
            return Outcomes.accepted(MessageId.of(answer.json().path("id")), answer);
        }
        String said = said(answer);
        String reply = Outcomes.reply(answer, null, said);
        return switch (answer.status()) {
            case 400 -> refused(parcel, answer, said.toLowerCase(Locale.ROOT), reply, now);
            case 401 -> Outcomes.account("Mailgun refuses the API key", reply);
            case 402 -> Outcomes.account("the account's plan does not cover it", reply);
            case 403 -> Outcomes.account("Mailgun does not let the account send this", reply);
            case 404 ->
                    Outcomes.account(
                            "Mailgun does not know the domain: check domain, and base_url for its"
                                    + " region",
                            reply);
            case 429 -> Outcomes.throttled(wait(said, answer, now), reply, now);
            default -> Outcomes.byStatus(parcel, answer, reply, now);
        };
    }

    private static Outcome refused(
            Parcel parcel, HttpAnswer answer, String said, String reply, Instant now) {
        // A test domain, one that is not verified, an account that is not activated or shut.
        if (said.contains("is not allowed to send")) {
            return Outcomes.account("Mailgun does not let the domain send", reply);
        }
        if (FROM.matcher(said).find()) {
            return Outcomes.wrong(reply);
        }
        return FORM.stream().anyMatch(said::contains)
                ? Outcomes.message(BounceClass.PROTOCOL, reply)
                : Outcomes.byStatus(parcel, answer, reply, now);
    }

    /// `message` of the body, or the body if it is text, as the `Forbidden` of a wrong key is.
    private static String said(HttpAnswer answer) {
        String message = answer.json().path("message").asText("");
        String body = answer.body().strip();
        boolean text = !body.startsWith("<") && !body.startsWith("{");
        return message.isEmpty() && text ? body : message;
    }

    private static @Nullable Duration wait(String said, HttpAnswer answer, Instant now) {
        Matcher again = AGAIN.matcher(said);
        if (again.find()) {
            try {
                LocalDateTime until = LocalDateTime.parse(again.group(1), DATE);
                return Duration.between(now, until.toInstant(ZoneOffset.UTC));
            } catch (DateTimeException none) {
                return Outcomes.retryAfter(answer);
            }
        }
        return Outcomes.retryAfter(answer);
    }
}
