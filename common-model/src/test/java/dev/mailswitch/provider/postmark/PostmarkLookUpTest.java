package dev.mailswitch.provider.postmark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.bounce.Classifier;
import dev.mailswitch.provider.Finding;
import dev.mailswitch.provider.HttpAnswer;
import dev.mailswitch.provider.HttpCall;
import dev.mailswitch.provider.Sought;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostmarkLookUpTest {

    private static final Sought SOUGHT = new Sought("token", "a@x.test", Instant.EPOCH);

    private final Postmark postmark = new Postmark(Classifier.standard());

    @Test
    void theSearchAsksForTheFieldInTheStream() {
        HttpCall call = postmark.lookUp(SOUGHT, Parcels.ACCOUNT, Instant.EPOCH).orElseThrow();
        assertThat(call.method()).isEqualTo(HttpCall.Method.GET);
        assertThat(call.uri())
                .hasToString(
                        "https://pm.test/messages/outbound?count=50&offset=0"
                                + "&messagestream=receipts&metadata_mailswitch=token");
        assertThat(call.headers()).containsEntry("X-Postmark-Server-Token", "token");
    }

    @Test
    void aMailOfOursHasArrivedWhateverBecameOfIt() {
        assertThat(
                        found(
                                200,
                                """
                                {"TotalCount":2,"Messages":[
                                  {"MessageID":"id-0","Status":"Sent","Metadata":{}},
                                  {"MessageID":"id-1","Status":"Queued",
                                   "Metadata":{"mailswitch":"token"}}]}
                                """))
                .isEqualTo(new Finding.Arrived("id-1"));
    }

    @Test
    void nothingIsNotSeen() {
        assertThat(found(200, "{\"TotalCount\":0,\"Messages\":[]}"))
                .isEqualTo(new Finding.NotSeen());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | {\"Messages\":[{\"MessageID\":\"x\",\"Metadata\":{\"mailswitch\":\"y\"}}]}",
                "200 | {\"Messages\":[{\"MessageID\":\"x\"}]}",
                "200 | <html>",
                "401 | {\"ErrorCode\":10}",
                "500 | {\"Messages\":[]}"
            })
    void whatIsNoAnswerToTheQuestionSettlesNothing(int status, String body) {
        assertThat(found(status, body)).isInstanceOf(Finding.NotNow.class);
    }

    private Finding found(int status, String body) {
        return postmark.found(SOUGHT, new HttpAnswer(status, Map.of(), body));
    }
}
