package dev.mailswitch.provider.postmark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.bounce.Classifier;
import dev.mailswitch.provider.Account;
import dev.mailswitch.provider.HttpAnswer;
import dev.mailswitch.provider.HttpCall;
import dev.mailswitch.provider.Told;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostmarkStandingTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Account ACCOUNT =
            new Account(
                    Map.of("base_url", "https://api.postmarkapp.com", "message_stream", "a/b"),
                    "token");

    private final Postmark postmark = new Postmark(Classifier.standard());

    @Test
    void itAsksForTheMessageStream() {
        HttpCall call = postmark.inquiry().accountQuestion(ACCOUNT, NOW);
        assertThat(call.method()).isEqualTo(HttpCall.Method.GET);
        assertThat(call.uri()).hasToString("https://api.postmarkapp.com/message-streams/a%2Fb");
        assertThat(call.headers())
                .containsEntry("X-Postmark-Server-Token", "token")
                .containsEntry("Accept", "application/json");
    }

    @Test
    void aServerTokenCannotAskAboutAFrom() {
        assertThat(postmark.inquiry().senderQuestion("a@example.com", ACCOUNT, NOW)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    200 | {"ID":"outbound","ServerID":1,"MessageStreamType":"Transactional","ArchivedAt":null} \
                        | ready
                    200 | {"ID":"news","ServerID":1,"MessageStreamType":"Broadcasts"} | ready
                    200 | {"ID":"inbound","MessageStreamType":"Inbound"} | not ready: the message stream is one
                    200 | {"ID":"old","MessageStreamType":"Transactional","ArchivedAt":"2026-01-01T00:00:00-04:00"} \
                        | not ready: the message stream is archived
                    401 | {"ErrorCode":10,"Message":"No Account or Server API tokens were supplied."} \
                        | not ready: Postmark refuses the server token
                    422 | {"ErrorCode":1226,"Message":"The message stream was not found."} \
                        | not ready: the server has no such message stream
                    404 | {"ErrorCode":1226,"Message":"The message stream was not found."} \
                        | not ready: the server has no such message stream
                    422 | {"ErrorCode":402,"Message":"Invalid JSON"} | not known: Postmark answered 422
                    404 | <html>                                     | not known: Postmark answered 404
                    503 | {"ErrorCode":100,"Message":"Maintenance"}  | unanswered: Postmark answered 503
                    """)
    void anAccountIsOpenIfItsStreamTakesMail(int status, String body, String told) {
        assertThat(Told.of(postmark.inquiry().accountReady(new HttpAnswer(status, Map.of(), body))))
                .startsWith(told);
    }
}
