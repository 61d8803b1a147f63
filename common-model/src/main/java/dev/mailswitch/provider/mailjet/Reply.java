package dev.mailswitch.provider.mailjet;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Recipient;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.provider.Addressees;
import dev.mailswitch.provider.HttpAnswer;
import dev.mailswitch.provider.Outcomes;
import dev.mailswitch.provider.Parcel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What Mailjet answers
/// ([errors](https://dev.mailjet.com/email/guides/send-api-v31/#send-api-errors)): what the body
/// says of the message goes before the status, as a 400 can stand over a success. An error is one
/// of the whole call, at the root, or of the message; there it can be one of several.
final class Reply {

    private static final String BAD_ADDRESS = "mj-0013";

    /// An address that an error is about, such as `To[0].Email`.
    private static final Pattern POINTER =
            Pattern.compile("(?:Messages\\[0]\\.)?(To|Cc|Bcc)\\[(\\d{1,3})](?:\\.\\w+)?");

    private Reply() {}

    static Map<Integer, Outcome> of(Parcel parcel, HttpAnswer answer, Instant now) {
        JsonNode body = answer.json();
        JsonNode message = body.path("Messages").path(0);
        String status = message.path("Status").asText("");
        if (status.equals("success")) {
            return accepted(parcel, message);
        }
        List<JsonNode> errors = errors(message.path("Errors"));
        if (!errors.isEmpty()) {
            return refused(parcel, answer, errors, now);
        }
        String reply = reply(answer, body);
        return Outcomes.all(
                parcel,
                status.equals("error")
                        ? unlisted(parcel, answer, message, reply, now)
                        : global(parcel, answer, body, reply, now));
    }

    /// Each recipient has a mail of its own there.
    private static Map<Integer, Outcome> accepted(Parcel parcel, JsonNode message) {
        Map<String, String> ids = new HashMap<>();
        for (String field : List.of("To", "Cc", "Bcc")) {
            for (JsonNode entry : message.path(field)) {
                String id = MessageId.of(entry.path("MessageID"));
                if (id != null) {
                    ids.put(entry.path("Email").asText("").toLowerCase(Locale.ROOT), id);
                }
            }
        }
        return Outcomes.each(
                parcel, recipient -> new Outcome.Accepted(ids.get(recipient.address().key())));
    }

    private static Map<Integer, Outcome> refused(
            Parcel parcel, HttpAnswer answer, List<JsonNode> errors, Instant now) {
        JsonNode first = decisive(errors);
        String reply = reply(answer, first);
        Set<String> named = named(parcel, errors);
        if (!named.isEmpty()) {
            return Outcomes.each(parcel, recipient -> beside(named, recipient, reply));
        }
        return Outcomes.all(parcel, outcome(parcel, answer, first, reply, now));
    }

    /// The account's faults go before the mail's: with these it would be refused in any case.
    private static JsonNode decisive(List<JsonNode> errors) {
        return errors.stream()
                .filter(error -> accountsFault(code(error)))
                .findFirst()
                .orElse(errors.getFirst());
    }

    private static boolean accountsFault(String code) {
        return switch (code) {
            case "mj-0001", "mj-0015", "send-0006", "send-0007", "send-0008" -> true;
            default -> false;
        };
    }

    /// One address that Mailjet takes for none makes it refuse the mail for all. That one may do
    /// elsewhere; the others have not been sent to and are tried again without it.
    private static Outcome beside(Set<String> named, Recipient recipient, String reply) {
        return named.contains(recipient.address().key())
                ? Outcomes.message(BounceClass.PROTOCOL, reply)
                : Outcomes.unavailable(reply);
    }

    /// The addresses of recipients that errors are about, if they are about nothing else.
    private static Set<String> named(Parcel parcel, List<JsonNode> errors) {
        Addressees addressees = parcel.addressees();
        Set<String> named = new HashSet<>();
        for (JsonNode error : errors) {
            JsonNode pointers = error.path("ErrorRelatedTo");
            if (!code(error).equals(BAD_ADDRESS) || pointers.isEmpty()) {
                return Set.of();
            }
            for (JsonNode pointer : pointers) {
                Matcher matcher = POINTER.matcher(pointer.asText(""));
                if (!matcher.matches()) {
                    return Set.of();
                }
                List<Address> list =
                        switch (matcher.group(1)) {
                            case "To" -> addressees.to();
                            case "Cc" -> addressees.cc();
                            default -> addressees.bcc();
                        };
                int index = Integer.parseInt(matcher.group(2));
                if (index >= list.size()) {
                    return Set.of();
                }
                named.add(list.get(index).key());
            }
        }
        return named;
    }

    private static Outcome global(
            Parcel parcel, HttpAnswer answer, JsonNode body, String reply, Instant now) {
        return code(body).isEmpty() || answer.success()
                ? Outcomes.byStatus(parcel, answer, reply, now)
                : outcome(parcel, answer, body, reply, now);
    }

    /// The mail has passed our own rules, so that what Mailjet's object to, another provider's may
    /// not.
    private static Outcome outcome(
            Parcel parcel, HttpAnswer answer, JsonNode error, String reply, Instant now) {
        return switch (code(error)) {
            case "mj-0001" -> Outcomes.account("Mailjet has suspended the API key", reply);
            case "mj-0015" ->
                    Outcomes.account("Mailjet refuses the API key or its secret key", reply);
            case "send-0006", "send-0007" ->
                    Outcomes.account("the account may not use a Sender", reply);
            case "send-0008" -> Outcomes.sender("this From is not validated at Mailjet", reply);
            case "mj-0011" -> Outcomes.message(BounceClass.MESSAGE_TOO_LARGE, reply);
            case "mj-0002",
                    "mj-0003",
                    "mj-0004",
                    "mj-0005",
                    "mj-0006",
                    "mj-0007",
                    "mj-0008",
                    "mj-0012",
                    BAD_ADDRESS,
                    "send-0003",
                    "send-0004",
                    "send-0010",
                    "send-0011",
                    "send-0012",
                    "send-0013",
                    "send-0015",
                    "send-0016" ->
                    Outcomes.message(BounceClass.PROTOCOL, reply);
            default -> unlisted(parcel, answer, error, reply, now);
        };
    }

    /// An error that no page lists, by its own status; the one over it may be another's. It is
    /// never read as a success.
    private static Outcome unlisted(
            Parcel parcel, HttpAnswer answer, JsonNode error, String reply, Instant now) {
        int status = error.path("StatusCode").asInt(answer.status());
        return status < 400 || status > 599
                ? Outcomes.message(BounceClass.UNKNOWN, reply)
                : Outcomes.byStatus(
                        parcel,
                        new HttpAnswer(status, answer.headers(), answer.body()),
                        reply,
                        now);
    }

    private static String code(JsonNode error) {
        return error.path("ErrorCode").asText("");
    }

    private static List<JsonNode> errors(JsonNode errors) {
        List<JsonNode> all = new ArrayList<>();
        errors.forEach(all::add);
        return all;
    }

    /// With the field it is about, and with the identifier that Mailjet's support asks for.
    private static String reply(HttpAnswer answer, JsonNode error) {
        StringBuilder words = new StringBuilder(error.path("ErrorMessage").asText(""));
        error.path("ErrorRelatedTo").forEach(to -> words.append(' ').append(to.asText("")));
        String identifier = error.path("ErrorIdentifier").asText("");
        if (!identifier.isEmpty()) {
            words.append(" (").append(identifier).append(')');
        }
        return Outcomes.reply(answer, code(error), words.toString());
    }
}
