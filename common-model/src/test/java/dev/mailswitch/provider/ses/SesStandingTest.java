package dev.mailswitch.provider.ses;

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
import org.junit.jupiter.params.provider.ValueSource;

class SesStandingTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Account ACCOUNT =
            new Account(Map.of("region", "eu-west-1", "access_key_id", "AKIA1"), "secret");

    private final Ses ses = new Ses(Classifier.standard());

    @Test
    void itAsksForTheAccountInItsRegion() {
        HttpCall call = ses.inquiry().accountQuestion(ACCOUNT, NOW);
        assertThat(call.uri())
                .hasToString("https://email.eu-west-1.amazonaws.com/v2/email/account");
        assertSigned(call);
    }

    @Test
    void itAsksForAllIdentitiesAboutAFrom() {
        HttpCall call = ses.inquiry().senderQuestion("a@example.com", ACCOUNT, NOW).orElseThrow();
        assertThat(call.uri())
                .hasToString(
                        "https://email.eu-west-1.amazonaws.com/v2/email/identities?PageSize=1000");
        assertSigned(call);
    }

    private static void assertSigned(HttpCall call) {
        assertThat(call.method()).isEqualTo(HttpCall.Method.GET);
        assertThat(call.headers())
                .containsEntry("X-Amz-Date", "20260102T030405Z")
                .hasEntrySatisfying(
                        "Authorization",
                        value ->
                                assertThat(value)
                                        .startsWith(
                                                "AWS4-HMAC-SHA256 Credential=AKIA1/20260102/"
                                                        + "eu-west-1/ses/aws4_request"));
    }

    @Test
    void withoutARegionItCannotBeAsked() {
        Account nowhere = new Account(Map.of("access_key_id", "AKIA1"), "secret");
        assertThatThrownBy(() -> ses.inquiry().accountQuestion(nowhere, NOW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("region");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"SendingEnabled":true,"ProductionAccessEnabled":true,"EnforcementStatus":"HEALTHY"}   | ready
                    {"SendingEnabled":true,"ProductionAccessEnabled":true,"EnforcementStatus":"PROBATION"} | ready
                    {"SendingEnabled":false,"ProductionAccessEnabled":true,"EnforcementStatus":"SHUTDOWN"} \
                        | not ready: Amazon has suspended
                    {"SendingEnabled":false,"ProductionAccessEnabled":true,"EnforcementStatus":"HEALTHY"} \
                        | not ready: sending is paused
                    {"SendingEnabled":true,"ProductionAccessEnabled":false,"EnforcementStatus":"HEALTHY"} \
                        | not known: the account is in the sandbox
                    {"SendingEnabled":"true"} | not known: Amazon SES answered with something
                    """)
    void anAccountIsOpenIfItMaySendToAll(String body, String told) {
        assertThat(Told.of(ses.inquiry().accountReady(new HttpAnswer(200, Map.of(), body))))
                .startsWith(told);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    403 | UnrecognizedClientException | not ready: Amazon refuses the access key; check
                    403 | ExpiredTokenException       | not ready: Amazon refuses the access key; check
                    403 | InvalidSignatureException   | not ready: Amazon refuses the signature
                    403 | AccessDeniedException       | not known: Amazon knows the access key
                    400 | BadRequestException         | not known: Amazon SES answered 400
                    429 | TooManyRequestsException    | unanswered: Amazon SES is asked too often
                    503 | ServiceUnavailableException | unanswered: Amazon SES answered 503
                    """)
    void aRefusalOfTheAccountIsReadByItsType(int status, String type, String told) {
        assertThat(Told.of(ses.inquiry().accountReady(refused(status, type)))).startsWith(told);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    example.com      | true  | SUCCESS           | ready
                    EXAMPLE.com      | true  | SUCCESS           | ready
                    a@b.example.com  | true  | SUCCESS           | ready
                    b.example.com    | true  | SUCCESS           | ready
                    com              | true  | SUCCESS           | ready
                    example.com      | true  |                   | ready
                    example.com      | false |                   | not ready: b.example.com is not verified
                    example.com      | false | SUCCESS           | not ready: b.example.com is not verified
                    example.com      | true  | PENDING           | not ready: b.example.com is not verified
                    example.com      | false | FAILED            | not ready: b.example.com is not verified
                    example.com      | false | TEMPORARY_FAILURE | not known: Amazon SES cannot check
                    z@b.example.com  | true  | SUCCESS           | not ready: b.example.com is not verified
                    ple.com          | true  | SUCCESS           | not ready: b.example.com is not verified
                    a.b.example.com  | true  | SUCCESS           | not ready: b.example.com is not verified
                    """)
    void aFromIsReadyIfItOrADomainAboveIsVerified(
            String name, boolean enabled, String status, String told) {
        String verification = status == null ? "" : ",\"VerificationStatus\":\"" + status + "\"";
        String body =
                """
                {"EmailIdentities":[
                  {"IdentityType":"DOMAIN","IdentityName":"x.test","SendingEnabled":true,
                   "VerificationStatus":"SUCCESS"},
                  {"IdentityName":"%s","SendingEnabled":%s%s}]}
                """
                        .formatted(name, enabled, verification);
        assertThat(sender(new HttpAnswer(200, Map.of(), body))).startsWith(told);
    }

    @Test
    void whatIsNotOnTheFirstPageIsNotKnown() {
        assertThat(
                        sender(
                                new HttpAnswer(
                                        200,
                                        Map.of(),
                                        "{\"EmailIdentities\":[],\"NextToken\":\"t\"}")))
                .isEqualTo("not known: Amazon SES has more identities than it tells at once");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AccessDeniedException", "InvalidSignatureException"})
    void aKeyThatMayNotAskSaysNothingOfAFrom(String type) {
        assertThat(sender(refused(403, type))).startsWith("not known: Amazon SES does not tell");
    }

    private String sender(HttpAnswer answer) {
        return Told.of(ses.inquiry().senderReady("a@b.example.com", answer));
    }

    private static HttpAnswer refused(int status, String type) {
        return new HttpAnswer(
                status, Map.of("x-amzn-ErrorType", type + ":http://x"), "{\"message\":\"x\"}");
    }
}
