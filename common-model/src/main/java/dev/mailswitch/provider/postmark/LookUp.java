package dev.mailswitch.provider.postmark;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailswitch.provider.Account;
import dev.mailswitch.provider.Finding;
import dev.mailswitch.provider.HttpAnswer;
import dev.mailswitch.provider.HttpCall;
import dev.mailswitch.provider.Sought;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/// The search for a mail by our own id
/// ([API](https://postmarkapp.com/developer/api/messages-api#outbound-message-search)).
final class LookUp {

    private LookUp() {}

    static HttpCall call(Sought sought, Account account) {
        // Without a stream only the default one is searched.
        String query =
                "?count=50&offset=0&messagestream=%s&metadata_%s=%s"
                        .formatted(
                                encoded(account.required(Postmark.STREAM)),
                                Metadata.CORRELATION,
                                encoded(Metadata.first(sought.correlation())));
        return HttpCall.get(account.under("/messages/outbound" + query))
                .with(Postmark.TOKEN, account.secret());
    }

    /// Each mail of the answer is checked: a search whose filter went unheard shows anybody's, and
    /// taking one of those for ours would lose a mail.
    static Finding found(Sought sought, HttpAnswer answer) {
        JsonNode mails = answer.json().path("Messages");
        if (answer.status() != 200 || !mails.isArray()) {
            return new Finding.NotNow("Postmark answered " + answer.status() + " to the search");
        }
        for (JsonNode mail : mails) {
            if (sought.correlation().equals(Metadata.correlation(mail.path("Metadata")))) {
                return new Finding.Arrived(mail.path("MessageID").textValue());
            }
        }
        return mails.isEmpty()
                ? new Finding.NotSeen()
                : new Finding.NotNow("Postmark shows other mails than the one asked for");
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
