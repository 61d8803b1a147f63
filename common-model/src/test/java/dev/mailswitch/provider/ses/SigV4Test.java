package dev.mailswitch.provider.ses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.provider.Account;
import dev.mailswitch.provider.HttpCall;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The expected signatures were calculated step by step as AWS describes it, by other code, with
/// the key of AWS's own examples.
class SigV4Test {

    private static final Instant NOW = Instant.parse("2015-08-30T12:36:00Z");
    private static final Account ACCOUNT =
            new Account(
                    Map.of("access_key_id", "AKIDEXAMPLE"),
                    "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");

    @ParameterizedTest
    @CsvSource({
        "https://email.eu-west-1.amazonaws.com,"
                + " 391bd6389e8a499232b3796cf1db86c4456db7631f26a19f456a48ca20ff0e94",
        "https://email.eu-west-1.amazonaws.com:443,"
                + " 391bd6389e8a499232b3796cf1db86c4456db7631f26a19f456a48ca20ff0e94",
        "http://localhost:8443,"
                + " 57d8978e3077cf257844bfb6c533e8111e4ab172b5a8024a5aa1d4179853c292"
    })
    void theSignatureIsTheDocumentedOne(String base, String expected) {
        Map<String, String> headers = signed(base, NOW).headers();
        assertThat(headers.get("Authorization"))
                .isEqualTo(
                        "AWS4-HMAC-SHA256"
                                + " Credential=AKIDEXAMPLE/20150830/eu-west-1/ses/aws4_request,"
                                + " SignedHeaders=accept;content-type;host;x-amz-content-sha256;"
                                + "x-amz-date,"
                                + " Signature="
                                + expected);
        assertThat(headers)
                .containsEntry("X-Amz-Date", "20150830T123600Z")
                .containsEntry("Content-Type", "application/json")
                .doesNotContainKey("Host");
    }

    @Test
    void theTimeIsTheGivenOne() {
        assertThat(signed("https://x.test", NOW.plusSeconds(1)).headers())
                .containsEntry("X-Amz-Date", "20150830T123601Z");
    }

    private static HttpCall signed(String base, Instant now) {
        return SigV4.signed(
                HttpCall.postJson(
                        URI.create(base + "/v2/email/outbound-emails"),
                        "{\"a\":\"é\"}".getBytes(StandardCharsets.UTF_8)),
                ACCOUNT,
                "eu-west-1",
                now);
    }
}
