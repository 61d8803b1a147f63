package dev.mailswitch.bounce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.outcome.BounceClass;
import java.io.IOException;
import java.io.StringReader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecondOpinionTest {

    /// `grue` speaks for no such user by odds of e⁴ to 1, `blip` of e² to 1, `zork` for content.
    private static final String TABLE =
            """
            # hundredths of log odds
            classes\tPOLICY INVALID_RECIPIENT CONTENT_REJECTED
            grue\t1:400
            blip\t1:200
            zork\t2:250
            """;

    @ParameterizedTest
    @CsvSource({
        "zork, CODE, CONTENT_REJECTED",
        "zork, TOPIC, CONTENT_REJECTED",
        "zork, WORDING, CONTENT_REJECTED",
        "zork, HOST, POLICY",
        "zork, OPERATOR, POLICY",
        "zork zork blip, OPERATOR, POLICY",
        "nothing that it knows, CODE, POLICY"
    })
    void ruleStandsTheLongerTheBetterItsWordingIsKnown(
            String text, Grounds grounds, BounceClass expected) throws IOException {
        assertThat(said("554 5.7.1 " + text, grounds).bounceClass()).isEqualTo(expected);
    }

    /// An address is closed by what is learnt only where it is nearly certain.
    @ParameterizedTest
    @CsvSource({
        "550 5.7.1 grue, INVALID_RECIPIENT",
        "550 5.7.1 blip, POLICY",
        "450 4.7.1 blip, TRANSIENT"
    })
    void addressIsClosedOnlyWhereItIsNearlyCertain(String reply, BounceClass expected)
            throws IOException {
        assertThat(said(reply, Grounds.CODE).bounceClass()).isEqualTo(expected);
    }

    private static Classification said(String reply, Grounds grounds) throws IOException {
        Refusal refusal = Refusal.of(0, null, reply, false);
        var byRules = new Classification(BounceClass.POLICY, "a-rule", refusal.permanent());
        return new SecondOpinion(LearntWords.read(new StringReader(TABLE)))
                .of(refusal, byRules, grounds);
    }
}
