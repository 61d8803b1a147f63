package dev.mailswitch.provider.sparkpost;

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

class SparkPostStandingTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final String URL = "https://api.sparkpost.com";
    private static final Account ACCOUNT = new Account(Map.of("base_url", URL), "key");

    private final SparkPost sparkPost = new SparkPost(Classifier.standard());

    @Test
    void itAsksForTheAccountWithTheBareKey() {
        HttpCall call = sparkPost.inquiry().accountQuestion(ACCOUNT, NOW);
        assertThat(call.method()).isEqualTo(HttpCall.Method.GET);
        assertThat(call.uri()).hasToString("https://api.sparkpost.com/api/v1/account");
        assertThat(call.headers()).containsEntry("Authorization", "key");
    }

    @Test
    void itAsksForTheSendingDomainOfAFrom() {
        HttpCall call =
                sparkPost.inquiry().senderQuestion("a@x/../y.test", ACCOUNT, NOW).orElseThrow();
        assertThat(call.method()).isEqualTo(HttpCall.Method.GET);
        assertThat(call.uri())
                .hasToString("https://api.sparkpost.com/api/v1/sending-domains/x%2F..%2Fy.test");
        assertThat(call.headers()).containsEntry("Authorization", "key");
    }

    @Test
    void aSubaccountMayUseDomainsThatAreNotItsOwn() {
        Account subaccount = new Account(Map.of("base_url", URL, "subaccount", "7"), "key");
        assertThat(sparkPost.inquiry().senderQuestion("a@example.com", subaccount, NOW)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    200 | {"results":{"customer_id":1,"status":"active"}}     | ready
                    200 | {"results":{"customer_id":1,"status":"suspended"}}  | not ready: the account is
                    200 | {"results":{"customer_id":1,"status":"terminated"}} | not ready: the account is
                    200 | {"results":{"customer_id":1,"status":"asleep"}}     | not known: SparkPost gives
                    401 | {"errors":[{"message":"Unauthorized."}]}            | not ready: SparkPost refuses
                    403 | {"errors":[{"message":"Forbidden."}]}               | not known: SparkPost knows
                    403 | <html>                                              | not known: SparkPost answered
                    429 | {"errors":[{"message":"Too many requests"}]}        | unanswered: SparkPost is asked
                    503 | {"errors":[{"message":"overload","code":"1900"}]}   | unanswered: SparkPost answered
                    """)
    void anAccountIsOpenIfItIsActive(int status, String body, String told) {
        assertThat(Told.of(sparkPost.inquiry().accountReady(answer(status, body))))
                .startsWith(told);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    200 | {"results":{"status":{"ownership_verified":true,"compliance_status":"valid"}}} | ready
                    200 | {"results":{"status":{"ownership_verified":true}}} | ready
                    200 | {"results":{"status":{"ownership_verified":false,"dkim_status":"pending"}}} \
                        | not ready: example.com is not verified
                    200 | {"results":{"status":{"ownership_verified":true,"compliance_status":"blocked"}}} \
                        | not ready: example.com is blocked
                    200 | {"results":{"status":{"ownership_verified":true},"subaccount_id":7}} \
                        | not known: example.com belongs to a subaccount
                    404 | {"errors":[{"message":"resource not found","code":"1600"}]} \
                        | not ready: example.com is no sending domain
                    404 | <html>                                     | not known: SparkPost answered 404
                    401 | {"errors":[{"message":"Unauthorized."}]}   | not known: SparkPost does not tell
                    403 | {"errors":[{"message":"Forbidden."}]}      | not known: SparkPost does not tell
                    500 | {"errors":[{"message":"x","code":"1500"}]} | unanswered: SparkPost answered 500
                    """)
    void aFromIsReadyIfItsDomainIsVerified(int status, String body, String told) {
        assertThat(Told.of(sparkPost.inquiry().senderReady("a@example.com", answer(status, body))))
                .startsWith(told);
    }

    private static HttpAnswer answer(int status, String body) {
        return new HttpAnswer(status, Map.of(), body);
    }
}
