package dev.mailswitch.provider.sparkpost;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailswitch.model.mail.Recipient;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.model.outcome.Phase;
import dev.mailswitch.provider.HttpAnswer;
import dev.mailswitch.provider.Outcomes;
import dev.mailswitch.provider.Parcel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// A transmission that was created. SparkPost counts whom it took and whom not, and why not; which
/// recipient is meant it says at most in passing, in the words of the error.
final class Counted {

    private Counted() {}

    static Map<Integer, Outcome> of(Parcel parcel, HttpAnswer answer) {
        JsonNode results = answer.json().path("results");
        Outcome accepted = Outcomes.accepted(Texts.of(results.path("id")), answer);
        // Unread, the body counts as one that rejects nobody.
        boolean nobodyTaken = results.path("total_accepted_recipients").asInt(-1) == 0;
        int rejected = results.path("total_rejected_recipients").asInt(0);
        if (!nobodyTaken && rejected <= 0) {
            return Outcomes.all(parcel, accepted);
        }
        List<ApiError> errors = new ArrayList<>();
        results.path("rcpt_to_errors").forEach(error -> errors.add(ApiError.of(error)));
        Map<Integer, ApiError> named = named(parcel, errors);
        if (nobodyTaken) {
            ApiError other = anybodys(errors, answer);
            return Outcomes.each(
                    parcel,
                    recipient -> refused(named.getOrDefault(recipient.position(), other), answer));
        }
        if (named.size() != rejected) {
            return Outcomes.all(parcel, untold(parcel, rejected));
        }
        return Outcomes.each(
                parcel,
                recipient -> {
                    ApiError error = named.get(recipient.position());
                    return error == null ? accepted : refused(error, answer);
                });
    }

    private static Outcome refused(ApiError error, HttpAnswer answer) {
        return error.outcome(BounceClass.PROTOCOL, error.reply(answer));
    }

    /// The error of those that none names: on a list of SparkPost's they are for sure only if it
    /// says so of everybody.
    private static ApiError anybodys(List<ApiError> errors, HttpAnswer answer) {
        return errors.stream()
                .filter(error -> !error.suppressed())
                .findFirst()
                .or(() -> errors.stream().findFirst())
                .orElseGet(() -> ApiError.first(answer.json().path("errors")));
    }

    /// To send to all of them again would double some, to leave it at that would lose one.
    private static Outcome untold(Parcel parcel, int rejected) {
        return new Outcome.Unknown(
                Phase.ANSWER,
                "SparkPost rejected %d of %d recipients and did not say which"
                        .formatted(rejected, parcel.recipients().size()));
    }

    private static Map<Integer, ApiError> named(Parcel parcel, List<ApiError> errors) {
        Map<Integer, ApiError> named = new HashMap<>();
        for (Recipient recipient : parcel.recipients()) {
            Pattern address = address(recipient);
            errors.stream()
                    .filter(error -> address.matcher(error.words()).find())
                    .findFirst()
                    .ifPresent(error -> named.put(recipient.position(), error));
        }
        return named;
    }

    /// The whole address: `a@b.test` does not stand in `aa@b.test` or `a@b.test.example`.
    private static Pattern address(Recipient recipient) {
        return Pattern.compile(
                "(?<![\\w.!#$%&*+/=?^`{|}~-])"
                        + Pattern.quote(recipient.address().onTheWire())
                        + "(?![\\w-]|\\.\\w)",
                Pattern.CASE_INSENSITIVE);
    }
}
