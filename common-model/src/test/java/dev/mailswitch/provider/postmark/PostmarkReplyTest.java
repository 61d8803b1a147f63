package dev.mailswitch.provider.postmark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.bounce.Classifier;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.model.outcome.Phase;
import dev.mailswitch.provider.HttpAnswer;
import dev.mailswitch.provider.Parcel;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostmarkReplyTest {

    private static final Parcel THREE =
            Parcels.to("Hard@X.test", "spam@x.test", "am@x.test").build();

    private final Postmark postmark = new Postmark(Classifier.standard());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Message OK, but will not deliver to these inactive addresses: hard@x.test,"
                        + " spam@x.test. Inactive recipients are ones that have generated a hard"
                        + " bounce or a spam complaint.",
                "Message OK, but will not deliver to these inactive addresses: hard@x.test,"
                        + " spam@x.test.",
                "Message OK, but will not deliver to these inactive addresses:\\n"
                        + "spam@x.test,hard@x.test"
            })
    void aSuccessLeavesOutWhomItNames(String message) {
        Map<Integer, Outcome> outcomes = read(200, 0, message);
        assertThat(outcomes.get(0)).isInstanceOf(Outcome.RecipientRefused.class);
        assertThat(outcomes.get(1))
                .isInstanceOfSatisfying(
                        Outcome.RecipientRefused.class,
                        refused ->
                                assertThat(refused.bounceClass())
                                        .isEqualTo(BounceClass.SUPPRESSED));
        assertThat(outcomes.get(2)).isEqualTo(new Outcome.Accepted("id-1"));
    }

    @Test
    void aSuccessThatNamesNobodyIsForAll() {
        assertThat(read(200, 0, "OK").values()).containsOnly(new Outcome.Accepted("id-1"));
    }

    @Test
    void allInactiveAreSuppressed() {
        assertThat(
                        read(
                                        422,
                                        406,
                                        "You tried to send to recipient(s) that have been marked as"
                                                + " inactive. Found inactive addresses: .")
                                .values())
                .hasSize(3)
                .allSatisfy(o -> assertThat(o).isInstanceOf(Outcome.RecipientRefused.class));
    }

    @Test
    void whomARefusalForInactiveOnesDoesNotNameIsUnknown() {
        Map<Integer, Outcome> outcomes =
                read(
                        422,
                        406,
                        "Found inactive addresses: hard@x.test, spam@x.test.\\nInactive recipients"
                                + " are ones that have generated a hard bounce.");
        assertThat(outcomes.get(0)).isInstanceOf(Outcome.RecipientRefused.class);
        assertThat(outcomes.get(1)).isInstanceOf(Outcome.RecipientRefused.class);
        assertThat(outcomes.get(2))
                .isInstanceOfSatisfying(
                        Outcome.Unknown.class,
                        unknown -> assertThat(unknown.phase()).isEqualTo(Phase.ANSWER));
    }

    @Test
    void oneUnreadableAddressKeepsNothingFromTheOthers() {
        Map<Integer, Outcome> outcomes = read(422, 300, "Invalid 'To' address: 'hard@x.test'.");
        assertThat(outcomes.get(0)).isInstanceOf(Outcome.MessageRefused.class);
        assertThat(outcomes.get(1))
                .isInstanceOfSatisfying(
                        Outcome.Unavailable.class,
                        again -> assertThat(again.phase()).isEqualTo(Phase.PREPARE))
                .isEqualTo(outcomes.get(2));
    }

    @Test
    void anErrorInASuccessIsNoSuccess() {
        assertThat(read(200, 4_711, "Something new").values())
                .allSatisfy(o -> assertThat(o).isInstanceOf(Outcome.MessageRefused.class));
    }

    @Test
    void severalErrorsStandInTheReply() {
        HttpAnswer answer =
                new HttpAnswer(
                        422,
                        Map.of(),
                        """
                        {"ErrorCode":11,"Message":"Multiple errors occurred.",
                         "Errors":{"To":[{"ErrorCode":300,"Message":"Invalid 'To' address."}]}}
                        """);
        assertThat(postmark.read(THREE, answer, Instant.EPOCH).get(0))
                .isInstanceOfSatisfying(
                        Outcome.MessageRefused.class,
                        refused ->
                                assertThat(refused.reply())
                                        .isEqualTo(
                                                "422 11: Multiple errors occurred. Invalid 'To'"
                                                        + " address."));
    }

    private Map<Integer, Outcome> read(int status, int code, String message) {
        String body =
                "{\"To\":\"x\",\"MessageID\":\"id-1\",\"ErrorCode\":%d,\"Message\":\"%s\"}"
                        .formatted(code, message);
        return postmark.read(THREE, new HttpAnswer(status, Map.of(), body), Instant.EPOCH);
    }
}
