package dev.mailswitch.provider.sparkpost;

import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.model.outcome.Phase;
import dev.mailswitch.provider.HttpAnswer;
import dev.mailswitch.provider.Outcomes;
import dev.mailswitch.provider.Parcel;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/// What SparkPost answers, by the status and then by the code, of which some mean one thing with
/// one status and another with the next
/// ([codes](https://support.sparkpost.com/docs/tech-resources/extended-error-codes), and
/// [those of idempotency](https://github.com/SparkPost/developers.sparkpost.com/pull/590)).
final class Reply {

    /// How long the first try of a call may still run.
    private static final Duration RUNNING = Duration.ofSeconds(2);

    private Reply() {}

    static Map<Integer, Outcome> of(Parcel parcel, HttpAnswer answer, Instant now) {
        if (answer.success()) {
            return Counted.of(parcel, answer);
        }
        ApiError error = ApiError.first(answer.json().path("errors"));
        return Outcomes.all(parcel, refused(parcel, answer, error, now));
    }

    private static Outcome refused(Parcel parcel, HttpAnswer answer, ApiError error, Instant now) {
        String reply = error.reply(answer);
        return switch (answer.status()) {
            case 400, 422 -> request(parcel, answer, error, now);
            case 401 ->
                    Outcomes.account(
                            "SparkPost refuses the API key; the US and the EU each have their own",
                            reply);
            case 403 ->
                    Outcomes.account(
                            "the API key may not send, or the account is suspended", reply);
            case 406, 415 -> Outcomes.account("SparkPost does not take such calls", reply);
            case 409 -> conflict(error, reply, now);
            case 420 -> Outcomes.account("the account's sending limit is used up", reply);
            default -> Outcomes.byStatus(parcel, answer, reply, now);
        };
    }

    private static Outcome request(Parcel parcel, HttpAnswer answer, ApiError error, Instant now) {
        String reply = error.reply(answer);
        return switch (error.code()) {
            case "7000", "7001" ->
                    Outcomes.sender(
                            "this From's domain is not verified at SparkPost, or blocked there",
                            reply);
            case "1100" ->
                    Outcomes.sender(
                            "SparkPost has no usable DKIM key for this From's domain", reply);
            case "1910" -> Outcomes.account("SparkPost has not set up the account", reply);
            case "2009", "2010", "2011", "2012" ->
                    Outcomes.account("the account's tracking domain is not usable", reply);
            case "1502" -> Outcomes.unavailable(reply);
            case "1902" -> error.outcome(BounceClass.POLICY, reply);
            case "5002" -> error.outcome(BounceClass.PROTOCOL, reply);
            // Its templates and its limits of what goes beside a mail: others have none.
            case "1901", "2002", "2007", "3000", "3001" ->
                    Outcomes.message(BounceClass.PROTOCOL, reply);
            case "1200",
                    "1300",
                    "1301",
                    "1305",
                    "1400",
                    "1401",
                    "1603",
                    "2008",
                    "3002",
                    "3010",
                    "3020",
                    "3030",
                    "3040",
                    "3050",
                    "3051" ->
                    Outcomes.wrong(reply);
            default -> Outcomes.byStatus(parcel, answer, reply, now);
        };
    }

    private static Outcome conflict(ApiError error, String reply, Instant now) {
        return switch (error.code()) {
            // The first try has not ended: the same key is asked again.
            case "1601", "1602" -> Outcomes.throttled(RUNNING, reply, now);
            // Other bytes under a known key (1600): the first may have been accepted, and a third
            // variant would be a double. So might it with whatever else is in conflict.
            default -> new Outcome.Unknown(Phase.ANSWER, reply);
        };
    }
}
