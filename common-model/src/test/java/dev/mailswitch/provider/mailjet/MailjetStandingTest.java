package dev.mailswitch.provider.mailjet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.bounce.Classifier;
import dev.mailswitch.provider.Account;
import dev.mailswitch.provider.HttpAnswer;
import dev.mailswitch.provider.HttpCall;
import dev.mailswitch.provider.Told;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MailjetStandingTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Account ACCOUNT =
            new Account(Map.of("base_url", "https://api.mailjet.com", "api_key", "key"), "secret");

    private final Mailjet mailjet = new Mailjet(Classifier.standard());

    @Test
    void itAsksForSenders() {
        HttpCall call = mailjet.inquiry().accountQuestion(ACCOUNT, NOW);
        assertThat(call.method()).isEqualTo(HttpCall.Method.GET);
        assertThat(call.uri()).hasToString("https://api.mailjet.com/v3/REST/sender?Limit=1");
        // key:secret
        assertThat(call.headers()).containsEntry("Authorization", "Basic a2V5OnNlY3JldA==");
    }

    @Test
    void aboutAFromItAsksForMoreOfThem() {
        HttpCall call =
                mailjet.inquiry().senderQuestion("a@example.com", ACCOUNT, NOW).orElseThrow();
        assertThat(call.uri()).hasToString("https://api.mailjet.com/v3/REST/sender?Limit=500");
        assertThat(call.headers()).containsEntry("Authorization", "Basic a2V5OnNlY3JldA==");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    200 | {"Count":1,"Data":[{"Email":"a@x.test","Status":"Active"}],"Total":1} | ready
                    200 | {"Count":0,"Data":[],"Total":0}           | ready
                    401 | {"ErrorMessage":"API key authentication/authorization failure.","StatusCode":401} \
                        | not ready: Mailjet refuses the API key
                    429 | {}                                        | unanswered: Mailjet is asked too often
                    404 | <html>                                    | not known: Mailjet answered 404
                    500 | {}                                        | unanswered: Mailjet answered 500
                    """)
    void anAccountIsOpenIfTheKeyPairIsTaken(int status, String body, String told) {
        assertThat(Told.of(mailjet.inquiry().accountReady(answer(status, body)))).startsWith(told);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    200 | {"Data":[{"Email":"A@example.com","Status":"Active"}]}  | ready
                    200 | {"Data":[{"Email":"*@example.com","Status":"Active"}]}  | ready
                    200 | {"Data":[{"Email":"a@example.com","Status":"Inactive"},{"Email":"*@example.com","Status":"Active"}]} \
                        | ready
                    200 | {"Data":[{"Email":"*@example.com","Status":"Inactive"}]} \
                        | not ready: example.com or the address is not validated
                    200 | {"Data":[{"Email":"a@example.com","Status":"Deleted"}]}  | not known: Mailjet lists
                    200 | {"Data":[{"Email":"b@example.com","Status":"Active"},{"Email":"*@com","Status":"Active"}]} \
                        | not known: Mailjet lists neither example.com
                    200 | {"Data":[]}                          | not known: Mailjet lists neither example.com
                    401 | {"ErrorMessage":"x"}                 | not known: Mailjet does not tell
                    500 | {}                                   | unanswered: Mailjet answered 500
                    """)
    void aFromIsReadyIfItOrItsDomainIsAnActiveSender(int status, String body, String told) {
        assertThat(Told.of(mailjet.inquiry().senderReady("a@example.com", answer(status, body))))
                .startsWith(told);
    }

    @Test
    void whatIsNotOnAFullPageIsNotKnown() {
        String sender = "{\"Email\":\"a@x.test\",\"Status\":\"Active\"}";
        String body = "{\"Data\":[" + String.join(",", Collections.nCopies(500, sender)) + "]}";
        assertThat(Told.of(mailjet.inquiry().senderReady("a@example.com", answer(200, body))))
                .isEqualTo("not known: Mailjet has more senders than it tells at once");
    }

    private static HttpAnswer answer(int status, String body) {
        return new HttpAnswer(status, Map.of(), body);
    }
}
