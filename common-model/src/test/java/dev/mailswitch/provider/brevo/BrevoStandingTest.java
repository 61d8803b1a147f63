package dev.mailswitch.provider.brevo;

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

class BrevoStandingTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Account ACCOUNT =
            new Account(Map.of("base_url", "https://api.brevo.com"), "xkeysib-1");

    private final Brevo brevo = new Brevo(Classifier.standard());

    @Test
    void itAsksForTheAccount() {
        HttpCall call = brevo.inquiry().accountQuestion(ACCOUNT, NOW);
        assertThat(call.method()).isEqualTo(HttpCall.Method.GET);
        assertThat(call.uri()).hasToString("https://api.brevo.com/v3/account");
        assertThat(call.headers()).containsEntry("api-key", "xkeysib-1");
    }

    @Test
    void itAsksForTheDomainOfAFrom() {
        HttpCall call = brevo.inquiry().senderQuestion("a@x/../y.test", ACCOUNT, NOW).orElseThrow();
        assertThat(call.method()).isEqualTo(HttpCall.Method.GET);
        assertThat(call.uri())
                .hasToString("https://api.brevo.com/v3/senders/domains/x%2F..%2Fy.test");
        assertThat(call.headers()).containsEntry("api-key", "xkeysib-1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    200 | {"email":"a@x.test","plan":[],"relay":{"enabled":true,"data":{}}} | ready
                    200 | {"email":"a@x.test","plan":[]}                                  | ready
                    200 | {"email":"a@x.test","relay":{"enabled":false}} | not ready: transactional mail is not
                    401 | {"code":"unauthorized","message":"Key not found"} | not ready: Brevo refuses the API key
                    403 | {"code":"permission_denied","message":"x"}     | not ready: the account is not activated
                    403 | <html>                                         | not known: Brevo answered 403
                    429 | {}                                             | unanswered: Brevo is asked too often
                    503 | {}                                             | unanswered: Brevo answered 503
                    """)
    void anAccountIsOpenIfItsTransactionalMailIs(int status, String body, String told) {
        assertThat(Told.of(brevo.inquiry().accountReady(answer(status, body)))).startsWith(told);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    200 | {"domain":"example.com","verified":true,"authenticated":true,"dns_records":{}} | ready
                    200 | {"domain":"example.com","verified":true,"authenticated":false} \
                        | not known: example.com is not authenticated
                    200 | {"domain":"example.com","verified":false,"authenticated":false} \
                        | not known: example.com is not authenticated
                    404 | {"code":"document_not_found","message":"Domain does not exist"} \
                        | not known: example.com is no domain
                    400 | {"code":"invalid_parameter","message":"x"} | not known: example.com is no domain
                    404 | <html>                                     | not known: Brevo answered 404
                    401 | {"code":"unauthorized","message":"x"}      | not known: Brevo does not tell
                    500 | {}                                         | unanswered: Brevo answered 500
                    """)
    void aFromIsReadyIfItsDomainIsAuthenticated(int status, String body, String told) {
        assertThat(Told.of(brevo.inquiry().senderReady("a@example.com", answer(status, body))))
                .startsWith(told);
    }

    private static HttpAnswer answer(int status, String body) {
        return new HttpAnswer(status, Map.of(), body);
    }
}
