package dev.mailswitch.provider.mailgun;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.provider.Account;
import dev.mailswitch.provider.Finding;
import dev.mailswitch.provider.HttpAnswer;
import dev.mailswitch.provider.HttpCall;
import dev.mailswitch.provider.Sought;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// Asks whether a mail was accepted
/// ([events](https://documentation.mailgun.com/docs/mailgun/api-reference/send/mailgun/events)).
/// Events cannot be searched by a user variable, so those of the sender around that time are read
/// and ours is looked for among them. They are complete only after half an hour or so.
final class LookUp {

    /// Their clock may be behind ours.
    private static final Duration BEFORE = Duration.ofMinutes(1);

    /// A call runs that long at most, until it was accepted.
    private static final Duration AFTER = Duration.ofMinutes(5);

    /// Events have one to two kilobytes; this many of them are below [HttpAnswer#MAX_BODY].
    private static final int MOST = 100;

    private LookUp() {}

    static HttpCall call(Sought sought, Account account) {
        String query =
                "?event=accepted&ascending=yes&limit=%d&begin=%d&end=%d&from=%s"
                        .formatted(
                                MOST,
                                sought.sent().minus(BEFORE).getEpochSecond(),
                                sought.sent().plus(AFTER).getEpochSecond(),
                                URLEncoder.encode(
                                        Address.stored(sought.from(), null).onTheWire(),
                                        StandardCharsets.UTF_8));
        return HttpCall.get(Request.ofDomain(account, "/events" + query))
                .basic("api", account.secret());
    }

    static Finding found(Sought sought, HttpAnswer answer) {
        JsonNode events = answer.json().path("items");
        if (!answer.success() || !events.isArray()) {
            return new Finding.NotNow("Mailgun does not tell: it answered " + answer.status());
        }
        for (JsonNode event : events) {
            if (sought.correlation().equals(Events.correlation(event))) {
                return new Finding.Arrived(Events.messageId(event));
            }
        }
        // There may be more, among them the one.
        return events.size() < MOST
                ? new Finding.NotSeen()
                : new Finding.NotNow("Mailgun has more events of that time than it tells at once");
    }
}
