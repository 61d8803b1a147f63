package dev.mailswitch.provider.sendgrid;

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

class SendGridStandingTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Account ACCOUNT =
            new Account(Map.of("base_url", "https://api.sendgrid.com"), "SG.1");

    private final SendGrid sendGrid = new SendGrid(Classifier.standard());

    @Test
    void itAsksWhatTheKeyMayDo() {
        HttpCall call = sendGrid.inquiry().accountQuestion(ACCOUNT, NOW);
        assertThat(call.method()).isEqualTo(HttpCall.Method.GET);
        assertThat(call.uri()).hasToString("https://api.sendgrid.com/v3/scopes");
        assertThat(call.headers()).containsEntry("Authorization", "Bearer SG.1");
    }

    @Test
    void itAsksForTheDomainOfAFrom() {
        HttpCall call =
                sendGrid.inquiry().senderQuestion("a@x&y#.test", ACCOUNT, NOW).orElseThrow();
        assertThat(call.method()).isEqualTo(HttpCall.Method.GET);
        assertThat(call.uri())
                .hasToString(
                        "https://api.sendgrid.com/v3/whitelabel/domains?limit=50"
                                + "&domain=x%26y%23.test");
        assertThat(call.headers()).containsEntry("Authorization", "Bearer SG.1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    200 | {"scopes":["mail.send","sender_verification_eligible"]} | ready
                    200 | {"scopes":["mail.send.read","alerts.read"]}      | not ready: the API key may
                    200 | {"scopes":[]}                                    | not ready: the API key may
                    401 | {"errors":[{"message":"authorization required","field":null}]} \
                        | not ready: SendGrid refuses the API key
                    401 | {"errors":[{"message":"Maximum credits exceeded","field":null}]} \
                        | not ready: the account's quota
                    403 | {"errors":[{"message":"access forbidden"}]}      | not known: SendGrid does
                    429 | {"errors":[{"message":"too many requests"}]}     | unanswered: SendGrid is
                    500 | {}                                               | unanswered: SendGrid answered
                    """)
    void anAccountIsOpenIfTheKeyMaySend(int status, String body, String told) {
        assertThat(Told.of(sendGrid.inquiry().accountReady(answer(status, body)))).startsWith(told);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    200 | [{"id":1,"subdomain":"em","domain":"example.com","valid":true}] | ready
                    200 | [{"domain":"Example.com","valid":false},{"domain":"example.com","valid":true}] \
                        | ready
                    200 | [{"domain":"example.com","valid":false}] | not known: example.com is not auth
                    200 | [{"domain":"example.com"}]               | not known: example.com is not auth
                    200 | [{"domain":"shop.example.com","valid":true},{"domain":"example.com.au","valid":true}] \
                        | not known: example.com is no domain
                    200 | []                                       | not known: example.com is no domain
                    403 | {"errors":[{"message":"access forbidden"}]} | not known: SendGrid does not tell
                    401 | {"errors":[{"message":"authorization required"}]} | not known: SendGrid does
                    503 | {}                                       | unanswered: SendGrid answered 503
                    """)
    void aFromIsReadyIfItsDomainIsAuthenticated(int status, String body, String told) {
        assertThat(Told.of(sendGrid.inquiry().senderReady("a@example.com", answer(status, body))))
                .startsWith(told);
    }

    private static HttpAnswer answer(int status, String body) {
        return new HttpAnswer(status, Map.of(), body);
    }
}
