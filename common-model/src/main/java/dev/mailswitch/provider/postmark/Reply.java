package dev.mailswitch.provider.postmark;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailswitch.model.mail.Recipient;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.model.outcome.Phase;
import dev.mailswitch.provider.HttpAnswer;
import dev.mailswitch.provider.Outcomes;
import dev.mailswitch.provider.Parcel;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// What Postmark answers, by the `ErrorCode` of the body
/// ([codes](https://postmarkapp.com/developer/api/overview#error-codes)). Its numbers overlap with
/// those of HTTP and mean other things, so only an answer with 422 or 200 is read by them.
final class Reply {

    private static final String INACTIVE = "inactive addresses:";

    private Reply() {}

    static Map<Integer, Outcome> of(Parcel parcel, HttpAnswer answer, Instant now) {
        JsonNode body = answer.json();
        int code = body.path("ErrorCode").asInt(0);
        // With several errors (code 11) each has a message of its own further inside.
        String message = String.join(" ", body.findValuesAsText("Message"));
        String reply = Outcomes.reply(answer, code == 0 ? null : Integer.toString(code), message);
        if (answer.success() && code == 0) {
            return accepted(parcel, answer, message, reply);
        }
        if (!answer.success() && answer.status() != 422) {
            return Outcomes.all(parcel, byStatus(parcel, answer, reply, now));
        }
        return switch (code) {
            case 300 -> invalid(parcel, message, reply);
            case 406 -> inactive(parcel, message, reply);
            default -> Outcomes.all(parcel, byCode(code, reply));
        };
    }

    /// A success may leave some out, which only its prose says: `Message OK, but will not deliver
    /// to these inactive addresses: …`.
    private static Map<Integer, Outcome> accepted(
            Parcel parcel, HttpAnswer answer, String message, String reply) {
        Set<Integer> inactive = named(parcel, listed(message));
        Outcome accepted = Outcomes.accepted(answer.json().path("MessageID").textValue(), answer);
        return Outcomes.each(
                parcel,
                recipient ->
                        inactive.contains(recipient.position())
                                ? Outcomes.suppressed(reply)
                                : accepted);
    }

    /// By the documents this says that every recipient is on the suppression list. Should it name
    /// some of them only, the others may have got the mail: they are looked up.
    private static Map<Integer, Outcome> inactive(Parcel parcel, String message, String reply) {
        Set<Integer> inactive = named(parcel, listed(message));
        return Outcomes.each(
                parcel,
                recipient ->
                        inactive.isEmpty() || inactive.contains(recipient.position())
                                ? Outcomes.suppressed(reply)
                                : new Outcome.Unknown(Phase.ANSWER, reply));
    }

    /// Most of what this code covers are rules of Postmark's own, so another provider is asked. One
    /// address that Postmark cannot read keeps the mail from all: the others go again without it,
    /// with an outcome that blames nobody. Each time one recipient less is left, so this ends.
    private static Map<Integer, Outcome> invalid(Parcel parcel, String message, String reply) {
        String lower = message.toLowerCase(Locale.ROOT);
        Set<Integer> unreadable = named(parcel, address -> lower.contains(" '" + address + "'"));
        Outcome refused = Outcomes.message(BounceClass.PROTOCOL, reply);
        if (unreadable.isEmpty()) {
            return Outcomes.all(parcel, refused);
        }
        Outcome again =
                new Outcome.Unavailable(Phase.PREPARE, "refused for another recipient: " + reply);
        return Outcomes.each(
                parcel, recipient -> unreadable.contains(recipient.position()) ? refused : again);
    }

    private static Outcome byCode(int code, String reply) {
        return switch (code) {
            case 10 -> Outcomes.account("Postmark refuses the server token", reply);
            case 100 -> Outcomes.unavailable(reply);
            case 400, 401 -> Outcomes.sender("this From is not confirmed at Postmark", reply);
            case 405 -> Outcomes.account("the account's credits are used up", reply);
            case 409 -> withoutHeaders(reply);
            case 411 -> Outcomes.message(BounceClass.CONTENT_REJECTED, reply);
            case 412 ->
                    Outcomes.account(
                            "the account is not approved yet and may write to its own domain only",
                            reply);
            case 413, 422 -> Outcomes.account("Postmark lets the account send nothing", reply);
            case 1480 ->
                    Outcomes.account("Postmark's list of allowed IPs lacks our address", reply);
            // Our call is wrong for Postmark; that of another provider is another one. 11 stands
            // for several errors of the kind of 300.
            case 11, 402, 403, 410, 1101, 1109, 1120, 1121, 1122, 1123 ->
                    Outcomes.message(BounceClass.PROTOCOL, reply);
            default ->
                    code / 100 == 12
                            ? Outcomes.account(
                                    "the server has no such message stream to send through", reply)
                            : Outcomes.message(BounceClass.UNKNOWN, reply);
        };
    }

    private static Outcome byStatus(Parcel parcel, HttpAnswer answer, String reply, Instant now) {
        return switch (answer.status()) {
            case 401 -> Outcomes.account("Postmark refuses the server token", reply);
            case 415 -> withoutHeaders(reply);
            default -> Outcomes.byStatus(parcel, answer, reply, now);
        };
    }

    private static Outcome withoutHeaders(String reply) {
        return Outcomes.account(
                "the call reaches Postmark without its JSON headers; look at what is between",
                reply);
    }

    /// Whether an address stands in the list after `inactive addresses:`, which ends with a full
    /// stop, mostly followed by `Inactive recipients are …`. Postmark writes it in lower case.
    private static Predicate<String> listed(String message) {
        String lower = message.toLowerCase(Locale.ROOT);
        int start = lower.indexOf(INACTIVE);
        if (start < 0) {
            return address -> false;
        }
        int end = lower.indexOf("inactive recipients", start);
        String list =
                lower.substring(start + INACTIVE.length(), end < 0 ? lower.length() : end)
                        .replaceAll("\\s", "");
        String between =
                "," + (list.endsWith(".") ? list.substring(0, list.length() - 1) : list) + ",";
        return address -> between.contains("," + address.replaceAll("\\s", "") + ",");
    }

    /// Which recipients a message speaks of.
    ///
    /// @param speaks of an address in lower case
    private static Set<Integer> named(Parcel parcel, Predicate<String> speaks) {
        return parcel.recipients().stream()
                .filter(recipient -> speaks.test(recipient.address().key()))
                .map(Recipient::position)
                .collect(Collectors.toSet());
    }
}
