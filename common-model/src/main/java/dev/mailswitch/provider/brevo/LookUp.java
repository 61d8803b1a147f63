package dev.mailswitch.provider.brevo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailswitch.provider.Account;
import dev.mailswitch.provider.Finding;
import dev.mailswitch.provider.HttpAnswer;
import dev.mailswitch.provider.HttpCall;
import dev.mailswitch.provider.Sought;
import java.time.Duration;
import java.time.Instant;

/// Asks for the events with our tag
/// ([its page](https://developers.brevo.com/reference/get-email-event-report)). Whatever event there
/// is, a block too, the mail had arrived.
final class LookUp {

    /// One is enough; a few more in case others stand before it.
    private static final int LIMIT = 20;

    private static final int MAX_DAYS = 90;

    private LookUp() {}

    static HttpCall call(Sought sought, Account account, Instant now) {
        // Today counts as a day, and days begin where the account is.
        long days = Math.clamp(Duration.between(sought.sent(), now).toDays() + 2, 1, MAX_DAYS);
        String query =
                "/v3/smtp/statistics/events?limit=%d&days=%d&sort=desc&tags=%s"
                        .formatted(LIMIT, days, Correlation.tag(sought.correlation()));
        return HttpCall.get(account.under(query)).with("api-key", account.secret());
    }

    static Finding finding(Sought sought, HttpAnswer answer) {
        JsonNode body = answer.json();
        if (answer.status() != 200 || !body.isObject()) {
            return new Finding.NotNow("Brevo answered " + answer.status() + " to the question");
        }
        JsonNode events = body.path("events");
        for (JsonNode event : events) {
            if (Correlation.tagged(event, sought.correlation())) {
                return new Finding.Arrived(MessageId.of(event.path("messageId")));
            }
        }
        // Others' events mean that it did not look for the tag: that says neither yes nor no.
        return events.isEmpty()
                ? new Finding.NotSeen()
                : new Finding.NotNow("Brevo answered with events of other mails");
    }
}
