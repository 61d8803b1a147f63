package dev.mailswitch.provider.resend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.bounce.Classifier;
import dev.mailswitch.provider.Account;
import dev.mailswitch.provider.HttpAnswer;
import dev.mailswitch.provider.HttpCall;
import dev.mailswitch.provider.Told;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResendStandingTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Account ACCOUNT =
            new Account(Map.of("base_url", "https://api.resend.com"), "re_1");

    private final Resend resend = new Resend(Classifier.standard());

    @Test
    void itAsksForAllDomains() {
        for (HttpCall call :
                List.of(
                        resend.inquiry().accountQuestion(ACCOUNT, NOW),
                        resend.inquiry()
                                .senderQuestion("a@example.com", ACCOUNT, NOW)
                                .orElseThrow())) {
            assertThat(call.method()).isEqualTo(HttpCall.Method.GET);
            assertThat(call.uri()).hasToString("https://api.resend.com/domains");
            assertThat(call.headers()).containsEntry("Authorization", "Bearer re_1");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    200 | {"object":"list","has_more":false,"data":[]} | ready
                    401 | {"name":"restricted_api_key","message":"This API key is restricted to only send emails."} \
                        | ready
                    401 | {"name":"missing_api_key","message":"Missing API Key"}    | not ready: Resend refuses
                    403 | {"name":"invalid_api_key","message":"API key is invalid"} | not ready: Resend refuses
                    400 | {"name":"validation_error","message":"API key is invalid"} | not ready: Resend refuses
                    400 | {"name":"validation_error","message":"limit is too high"} | not known: Resend answered
                    403 | {"name":"suspended_api_key","message":"x"} | not ready: Resend has suspended
                    429 | {"name":"rate_limit_exceeded","message":"x"} | unanswered: Resend is asked too often
                    403 | <html>                                     | not known: Resend answered 403
                    500 | {"name":"application_error","message":"x"} | unanswered: Resend answered 500
                    """)
    void anAccountIsOpenToAKeyThatMayOnlySendToo(int status, String body, String told) {
        assertThat(Told.of(resend.inquiry().accountReady(answer(status, body)))).startsWith(told);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    200 | {"data":[{"name":"x.test","status":"verified"},{"name":"example.com","status":"verified"}]} \
                        | ready
                    200 | {"data":[{"name":"example.com","status":"verified","capabilities":{"sending":"enabled"}}]} \
                        | ready
                    200 | {"data":[{"name":"example.com","status":"verified","capabilities":{"sending":"disabled"}}]} \
                        | not ready: sending is disabled for example.com
                    200 | {"data":[{"name":"example.com","status":"not_started"}]} | not ready: example.com is not
                    200 | {"data":[{"name":"example.com","status":"pending"}]}     | not ready: example.com is not
                    200 | {"data":[{"name":"example.com","status":"failed"}]}      | not ready: example.com is not
                    200 | {"data":[{"name":"example.com","status":"partially_verified"}]} | not known: Resend finds
                    200 | {"data":[{"name":"example.com","status":"partially_failed"}]}   | not known: Resend finds
                    200 | {"data":[{"name":"example.com","status":"asleep"}]}      | not known: Resend gives
                    200 | {"data":[{"name":"com","status":"verified"},{"name":"a.example.com","status":"verified"}]} \
                        | not ready: example.com is no domain
                    200 | {"has_more":true,"data":[{"name":"x.test","status":"verified"}]} | not known: Resend has more
                    401 | {"name":"restricted_api_key","message":"x"} | not known: Resend does not tell this key
                    403 | {"name":"invalid_api_key","message":"x"}    | not known: Resend does not tell this key
                    500 | {}                                          | unanswered: Resend answered 500
                    """)
    void aFromIsReadyIfItsDomainIsVerified(int status, String body, String told) {
        assertThat(Told.of(resend.inquiry().senderReady("a@example.com", answer(status, body))))
                .startsWith(told);
    }

    private static HttpAnswer answer(int status, String body) {
        return new HttpAnswer(status, Map.of(), body);
    }
}
