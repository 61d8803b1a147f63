package dev.mailswitch.provider.mailjet;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailswitch.provider.Account;
import dev.mailswitch.provider.Finding;
import dev.mailswitch.provider.HttpAnswer;
import dev.mailswitch.provider.HttpCall;
import dev.mailswitch.provider.Sought;

/// Asks for the mails with our id
/// ([GET /message](https://dev.mailjet.com/email/reference/messages/)). Mailjet keeps one for each
/// recipient.
final class LookUp {

    private LookUp() {}

    static HttpCall call(Sought sought, Account account) {
        String path = "/v3/REST/message?CustomID=" + sought.correlation() + "&ShowCustomID=true";
        return HttpCall.get(account.under(path))
                .basic(account.required("api_key"), account.secret());
    }

    static Finding finding(Sought sought, HttpAnswer answer) {
        JsonNode mails = answer.json().path("Data");
        if (!answer.success()) {
            return new Finding.NotNow("Mailjet answers " + answer.status());
        }
        if (!mails.isArray()) {
            return new Finding.NotNow("Mailjet answers with something that is no list of mails");
        }
        if (mails.isEmpty()) {
            return new Finding.NotSeen();
        }
        for (JsonNode mail : mails) {
            // A mail of somebody else must not pass for this one, or this one would be lost.
            if (!sought.correlation().equals(mail.path("CustomID").textValue())) {
                return new Finding.NotNow("Mailjet shows mails with another CustomID or with none");
            }
        }
        // Of several recipients each has an id of its own, and nothing here tells whose it is.
        return new Finding.Arrived(
                mails.size() == 1 ? MessageId.of(mails.get(0).path("ID")) : null);
    }
}
