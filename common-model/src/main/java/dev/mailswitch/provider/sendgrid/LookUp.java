package dev.mailswitch.provider.sendgrid;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailswitch.provider.Account;
import dev.mailswitch.provider.Finding;
import dev.mailswitch.provider.HttpAnswer;
import dev.mailswitch.provider.HttpCall;
import dev.mailswitch.provider.Outcomes;
import dev.mailswitch.provider.Sought;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Asks the history of the account
/// ([Email Activity](https://www.twilio.com/docs/sendgrid/api-reference/e-mail-activity/filter-messages)),
/// which is sold apart and some minutes behind.
final class LookUp {

    private LookUp() {}

    static Optional<HttpCall> call(Sought sought, Account account) {
        if (!account.setting("email_activity").orElse("no").equals("yes")) {
            return Optional.empty();
        }
        // Letters, digits, _ and - are all that a correlation has: it cannot end the text.
        String query =
                "(unique_args['%s']=\"%s\")".formatted(Request.CORRELATION, sought.correlation());
        return Optional.of(
                HttpCall.get(
                                account.under(
                                        "/v3/messages?limit=1&query="
                                                + URLEncoder.encode(query, StandardCharsets.UTF_8)))
                        .bearer(account.secret()));
    }

    static Finding found(Sought sought, HttpAnswer answer) {
        JsonNode messages = answer.json().path("messages");
        if (!answer.success() || !messages.isArray()) {
            return new Finding.NotNow(
                    "its history does not answer: "
                            + Outcomes.reply(answer, null, ErrorBody.of(answer).words()));
        }
        if (messages.isEmpty()) {
            return new Finding.NotSeen();
        }
        JsonNode first = messages.get(0);
        // Where the filter went unheard, it is anybody's mail, and ours would be lost.
        return first.path("from_email").asText("").equalsIgnoreCase(sought.from())
                ? new Finding.Arrived(MessageId.of(first.path("msg_id").textValue()))
                : new Finding.NotNow("its history shows mail of others");
    }
}
