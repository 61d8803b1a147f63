package dev.mailswitch.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.bounce.Classifier;
import dev.mailswitch.vendors.Vendors;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What holds for the questions of every vendor.
class StandingsTest {

    private static final String FROM = "a@example.com";

    private static final List<String> NONSENSE =
            List.of(
                    "",
                    "<html>",
                    "null",
                    "7",
                    "\"x\"",
                    "{}",
                    "[",
                    "[".repeat(5_000),
                    "{\"results\":7,\"scopes\":{},\"data\":\"x\",\"Data\":{},\"domain\":[],"
                            + "\"EmailIdentities\":null,\"SendingEnabled\":[],\"ID\":{},"
                            + "\"email\":{},\"authenticated\":\"yes\"}");

    static Stream<Vendor> vendors() {
        return Stream.of(ProviderKind.values())
                .filter(kind -> kind.sheet().isPresent())
                .map(kind -> Vendors.of(kind, Classifier.standard()));
    }

    @ParameterizedTest
    @MethodSource("vendors")
    void nonsenseIsNotKnown(Vendor vendor) {
        for (int status : new int[] {200, 204, 302, 400, 403, 404, 418}) {
            for (String body : NONSENSE) {
                HttpAnswer answer = new HttpAnswer(status, Map.of(), body);
                assertThat(vendor.inquiry().accountReady(answer))
                        .as("%d %.20s", status, body)
                        .isInstanceOf(Readiness.NotKnown.class);
                assertThat(vendor.inquiry().senderReady(FROM, answer))
                        .as("%d %.20s", status, body)
                        .isInstanceOf(Readiness.NotKnown.class);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("vendors")
    void whoIsBusyOrBrokenHasNotAnswered(Vendor vendor) {
        boolean asksAboutFroms =
                !vendor.inquiry()
                        .senderReady(FROM, new HttpAnswer(500, Map.of(), ""))
                        .equals(new Readiness.NotKnown("this vendor cannot be asked"));
        for (int status : new int[] {429, 500, 502, 503, 504}) {
            for (String body : NONSENSE) {
                HttpAnswer answer = new HttpAnswer(status, Map.of(), body);
                assertThat(vendor.inquiry().accountReady(answer))
                        .as("%d %.20s", status, body)
                        .isInstanceOf(Readiness.Unanswered.class);
                if (asksAboutFroms) {
                    assertThat(vendor.inquiry().senderReady(FROM, answer))
                            .as("%d %.20s", status, body)
                            .isInstanceOf(Readiness.Unanswered.class);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("vendors")
    void aRefusedQuestionSaysNothingOfAFrom(Vendor vendor) {
        for (int status : new int[] {401, 403}) {
            for (String body : NONSENSE) {
                assertThat(
                                vendor.inquiry()
                                        .senderReady(FROM, new HttpAnswer(status, Map.of(), body)))
                        .isInstanceOf(Readiness.NotKnown.class);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("vendors")
    void noWordsOfTheVendorAreRepeated(Vendor vendor) {
        String evil = "evil\\u0000\\n" + "evil ".repeat(500);
        // A field of each name that is looked at, wherever it is looked for.
        String fields =
                """
                "name":"%1$s","message":"%1$s","status":"%1$s","state":"%1$s","code":"%1$s",
                "Status":"%1$s","EnforcementStatus":"%1$s","MessageStreamType":"%1$s",
                "VerificationStatus":"%1$s","IdentityName":"%1$s","Email":"%1$s"
                """
                        .formatted(evil);
        String body =
                """
                {"ID":"%1$s","email":"%1$s","SendingEnabled":true,"scopes":["%1$s"],
                 "domain":{%2$s},"results":{%2$s},"errors":[{%2$s}],"data":[{%2$s}],"Data":[{%2$s}],
                 "EmailIdentities":[{%2$s}],"ErrorCode":"%1$s",%2$s}
                """
                        .formatted(evil, fields);
        for (int status : new int[] {200, 400, 401, 403, 404, 422, 500}) {
            HttpAnswer answer =
                    new HttpAnswer(status, Map.of("x-amzn-errortype", "evil\u0000"), body);
            for (Readiness readiness :
                    List.of(
                            vendor.inquiry().accountReady(answer),
                            vendor.inquiry().senderReady(FROM, answer))) {
                assertThat(Told.of(readiness)).doesNotContain("evil").hasSizeLessThan(250);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "example.com, example.com",
        "x/../y?z#%, x%2F..%2Fy%3Fz%23%25",
        "a b+c, a%20b%2Bc",
        "ü, %C3%BC"
    })
    void textStaysInItsSegment(String text, String encoded) {
        assertThat(Standings.encoded(text)).isEqualTo(encoded);
    }

    @ParameterizedTest
    @CsvSource({"a@example.com, example.com", "'\"a@b\"@example.com', example.com"})
    void theDomainIsBehindTheLastAt(String from, String domain) {
        assertThat(Standings.domain(from)).isEqualTo(domain);
    }
}
