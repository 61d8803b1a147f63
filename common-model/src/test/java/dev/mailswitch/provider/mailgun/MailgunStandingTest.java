package dev.mailswitch.provider.mailgun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

class MailgunStandingTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final String URL = "https://api.mailgun.net";
    private static final Account ACCOUNT =
            new Account(Map.of("base_url", URL, "domain", "mg.example.com"), "key");

    private final Mailgun mailgun = new Mailgun(Classifier.standard());

    @Test
    void itAsksForTheAccountsDomain() {
        HttpCall call = mailgun.inquiry().accountQuestion(ACCOUNT, NOW);
        assertThat(call.method()).isEqualTo(HttpCall.Method.GET);
        assertThat(call.uri()).hasToString("https://api.mailgun.net/v4/domains/mg.example.com");
        // api:key
        assertThat(call.headers()).containsEntry("Authorization", "Basic YXBpOmtleQ==");
    }

    @Test
    void aboutAFromItAsksTheSame() {
        HttpCall call =
                mailgun.inquiry().senderQuestion("a@example.com", ACCOUNT, NOW).orElseThrow();
        assertThat(call.uri()).hasToString("https://api.mailgun.net/v4/domains/mg.example.com");
        assertThat(call.headers()).containsEntry("Authorization", "Basic YXBpOmtleQ==");
    }

    @Test
    void aDomainCannotLeaveItsSegment() {
        Account odd = new Account(Map.of("base_url", URL, "domain", "x/../y?z"), "key");
        assertThat(mailgun.inquiry().accountQuestion(odd, NOW).uri())
                .hasToString("https://api.mailgun.net/v4/domains/x%2F..%2Fy%3Fz");
    }

    @Test
    void withoutADomainItCannotBeAsked() {
        assertThatThrownBy(
                        () ->
                                mailgun.inquiry()
                                        .accountQuestion(
                                                new Account(Map.of("base_url", URL), "key"), NOW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("domain");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    200 | {"domain":{"name":"mg.example.com","state":"active","type":"custom"}} | ready
                    200 | {"domain":{"name":"mg.example.com","state":"active","disabled":null}} | ready
                    200 | {"domain":{"name":"mg.example.com","state":"unverified"}} \
                        | not ready: the account's domain is not verified
                    200 | {"domain":{"name":"mg.example.com","state":"disabled"}} \
                        | not ready: the account's domain is disabled
                    200 | {"domain":{"name":"mg.example.com","state":"active","is_disabled":true}} \
                        | not ready: the account's domain is disabled
                    200 | {"domain":{"name":"mg.example.com","state":"active","disabled":{"code":"blacklisted"}}} \
                        | not ready: the account's domain is disabled
                    200 | {"domain":{"name":"mg.example.com","state":"asleep"}} | not known: Mailgun gives
                    404 | {"message":"Domain not found"} | not ready: Mailgun does not know the domain
                    404 | 404 page not found             | not known: Mailgun answered 404
                    401 | Forbidden                      | not known: Mailgun refuses the API key
                    403 | {"message":"Forbidden"}        | not known: Mailgun refuses the API key
                    429 | {"message":"slow"}             | unanswered: Mailgun is asked too often
                    500 | {}                             | unanswered: Mailgun answered 500
                    """)
    void anAccountIsOpenIfItsDomainIsActive(int status, String body, String told) {
        assertThat(Told.of(mailgun.inquiry().accountReady(answer(status, body)))).startsWith(told);
        assertThat(Told.of(mailgun.inquiry().senderReady("a@mg.example.com", answer(status, body))))
                .startsWith(told);
    }

    @ParameterizedTest
    @CsvSource({
        "mg.example.com, ready",
        "example.com, ready",
        "eu.mg.example.com, ready",
        "shop.example.com, not known: Mailgun takes mail from shop.example.com",
        "xmg.example.com, not known: Mailgun takes mail from xmg.example.com",
        "example.net, not known: Mailgun takes mail from example.net"
    })
    void aFromElsewhereIsSignedAsAnotherDomain(String domain, String told) {
        String body = "{\"domain\":{\"name\":\"mg.example.com\",\"state\":\"active\"}}";
        assertThat(Told.of(mailgun.inquiry().senderReady("a@" + domain, answer(200, body))))
                .startsWith(told);
    }

    private static HttpAnswer answer(int status, String body) {
        return new HttpAnswer(status, Map.of(), body);
    }
}
