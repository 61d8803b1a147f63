package dev.mailswitch.provider.postmark;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailswitch.provider.Account;
import dev.mailswitch.provider.HttpAnswer;
import dev.mailswitch.provider.HttpCall;
import dev.mailswitch.provider.Inquiry;
import dev.mailswitch.provider.Readiness;
import dev.mailswitch.provider.Standings;
import java.time.Instant;

/// Asks for the message stream that mail goes through
/// ([API](https://postmarkapp.com/developer/api/message-streams-api#get-a-message-stream)), which
/// shows the token and the stream at once. A server token cannot read sender signatures or domains,
/// those take a token of the whole account: nobody is asked about a From.
final class Standing implements Inquiry {

    private static final String NAME = "Postmark";

    @Override
    public HttpCall accountQuestion(Account account, Instant now) {
        String stream = Standings.encoded(account.required(Postmark.STREAM));
        return HttpCall.get(account.under("/message-streams/" + stream))
                .with(Postmark.TOKEN, account.secret());
    }

    @Override
    public Readiness accountReady(HttpAnswer answer) {
        JsonNode body = answer.json();
        if (answer.success() && body.path("ID").isTextual()) {
            return stream(body);
        }
        int code = body.path("ErrorCode").asInt(0);
        return switch (answer.status()) {
            case 401 ->
                    Standings.notReady(
                            "Postmark refuses the server token; take one from the server's API"
                                    + " Tokens tab");
            case 404, 422 ->
                    code / 100 == 12
                            ? Standings.notReady(
                                    "the server has no such message stream; check message_stream")
                            : Standings.unclear(NAME, answer);
            default -> Standings.unclear(NAME, answer);
        };
    }

    private static Readiness stream(JsonNode stream) {
        if (stream.path("ArchivedAt").isTextual()) {
            return Standings.notReady(
                    "the message stream is archived; unarchive it at Postmark, or set another"
                            + " message_stream");
        }
        return stream.path("MessageStreamType").asText("").equals("Inbound")
                ? Standings.notReady(
                        "the message stream is one for inbound mail; set another message_stream")
                : Standings.ready();
    }
}
