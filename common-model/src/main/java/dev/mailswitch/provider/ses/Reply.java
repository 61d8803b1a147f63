package dev.mailswitch.provider.ses;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.provider.EventJson;
import dev.mailswitch.provider.HttpAnswer;
import dev.mailswitch.provider.Outcomes;
import dev.mailswitch.provider.Parcel;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What SES answers, by the type of the error, where that stands for several things by its words,
/// and then by the status
/// ([SendEmail](https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html),
/// [common errors](https://docs.aws.amazon.com/ses/latest/APIReference-V2/CommonErrors.html),
/// [words](https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-error-messages.html)). A call is
/// taken or refused as a whole.
final class Reply {

    /// The rate is one of mails a second; no answer says how long to wait.
    private static final Duration NEXT_SECOND = Duration.ofSeconds(1);

    private static final String UNVERIFIED = "address is not verified";

    private Reply() {}

    static Map<Integer, Outcome> of(Parcel parcel, HttpAnswer answer, Instant now) {
        return Outcomes.all(parcel, outcome(parcel, answer, now));
    }

    private static Outcome outcome(Parcel parcel, HttpAnswer answer, Instant now) {
        JsonNode body = answer.json();
        if (answer.success()) {
            return Outcomes.accepted(body.path("MessageId").textValue(), answer);
        }
        String type = type(answer);
        String message = body.path("message").asText(body.path("Message").asText(""));
        String reply = Outcomes.reply(answer, type, message);
        String words = message.toLowerCase(Locale.ROOT);
        Optional<Refusal> refusal = Refusal.of(type);
        if (refusal.isPresent()) {
            return Outcomes.account(refusal.get().words(), reply);
        }
        return switch (type) {
            case "BadRequestException", "ValidationException", "ValidationError" ->
                    badRequest(words, reply);
            case "MessageRejected" -> rejected(parcel, words, reply);
            case "MailFromDomainNotVerifiedException" ->
                    Outcomes.sender("this From's custom MAIL FROM domain is not set up", reply);
            case "AccountSuspendedException" ->
                    Outcomes.account("Amazon has suspended the account's sending", reply);
            case "SendingPausedException" ->
                    Outcomes.account("sending is paused for the account or the set", reply);
            case "NotFoundException" ->
                    Outcomes.account("the configuration set does not exist there", reply);
            case "LimitExceededException" ->
                    Outcomes.account("the account is at one of its limits", reply);
            case "TooManyRequestsException",
                    "Throttling",
                    "ThrottlingException",
                    "ThrottledException",
                    "RequestLimitExceeded" ->
                    overDay(words)
                            ? Outcomes.account("the account's daily quota is used up", reply)
                            : Outcomes.throttled(NEXT_SECOND, reply, now);
            case "AccessDenied", "AccessDeniedException", "NotAuthorized" -> denied(words, reply);
            case "UnknownOperationException" ->
                    Outcomes.account("its API is not at this address", reply);
            case "ServiceUnavailable", "ServiceUnavailableException" -> Outcomes.unavailable(reply);
            default -> Outcomes.byStatus(parcel, answer, reply, now);
        };
    }

    /// `BadRequestException:http://…` in a header, or `namespace#BadRequestException` in the body.
    static String type(HttpAnswer answer) {
        JsonNode body = answer.json();
        String given =
                answer.header("x-amzn-errortype")
                        .orElse(body.path("__type").asText(body.path("code").asText("")));
        int colon = given.indexOf(':');
        String bare = colon < 0 ? given : given.substring(0, colon);
        return bare.substring(bare.indexOf('#') + 1).strip();
    }

    /// All addresses were valid by RFC 5321 when the mail was taken, and one that SES dislikes
    /// makes it refuse the whole call: another provider may take it.
    private static Outcome badRequest(String words, String reply) {
        if (overDay(words)) {
            return Outcomes.account("the account's daily quota is used up", reply);
        }
        return Outcomes.message(
                words.contains("message length is more than")
                        ? BounceClass.MESSAGE_TOO_LARGE
                        : BounceClass.PROTOCOL,
                reply);
    }

    private static Outcome rejected(Parcel parcel, String words, String reply) {
        if (words.contains(UNVERIFIED)) {
            return recipientsFailed(parcel, words)
                    ? Outcomes.account(
                            "the account is in the SES sandbox, which sends to verified addresses"
                                    + " only",
                            reply)
                    : Outcomes.sender("this From is not verified at Amazon SES", reply);
        }
        if (words.contains("sending suspended") || words.contains("sending paused")) {
            return Outcomes.account("Amazon has suspended or paused the account's sending", reply);
        }
        if (overDay(words)) {
            return Outcomes.account("the account's daily quota is used up", reply);
        }
        return Outcomes.message(BounceClass.CONTENT_REJECTED, reply);
    }

    /// Whether all that `The following identities failed the check in region …: a, b` names are
    /// recipients and none is the From: only then the account is to blame and not this From.
    private static boolean recipientsFailed(Parcel parcel, String words) {
        List<String> failed =
                Arrays.stream(words.substring(words.lastIndexOf(':') + 1).split(","))
                        .map(EventJson::address)
                        .filter(identity -> identity.contains("@"))
                        .toList();
        Set<String> recipients =
                parcel.recipients().stream()
                        .map(recipient -> lower(recipient.address()))
                        .collect(Collectors.toSet());
        return !failed.isEmpty()
                && recipients.containsAll(failed)
                && !failed.contains(lower(parcel.letter().from()));
    }

    private static String lower(Address address) {
        return address.onTheWire().toLowerCase(Locale.ROOT);
    }

    /// Policies may allow single identities, and then the resource is the From's; one that allows
    /// none is found out with each From.
    private static Outcome denied(String words, String reply) {
        return words.contains(":identity/")
                ? Outcomes.sender("the access key may not send from this identity", reply)
                : Outcomes.account("the access key may not send", reply);
    }

    private static boolean overDay(String words) {
        return words.contains("daily") && words.contains("quota");
    }
}
