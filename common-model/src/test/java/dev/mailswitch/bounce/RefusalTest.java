package dev.mailswitch.bounce;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusalTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            textBlock =
                    """
                    550 5.1.1 no such user | 550 | 5.1.1
                    550-5.1.1 no such user | 550 | 5.1.1
                    550 no such user (#5.1.1) | 550 | 5.1.1
                    smtp; 550-5.1.1 no such user | 550 | 5.1.1
                    host 192.5.7.1 said: 451 please wait | 451 | -
                    mail from 203.5.7.1 is refused | 0 | -
                    waited 450 seconds: 552 5.2.2 full | 552 | 5.2.2
                    connect to mx.test[5.7.1.25]:25: timed out | 0 | -
                    4.4.7 expired | 0 | 4.4.7
                    450 5.3.9 hm | 450 | 4.3.9
                    nothing of the kind | 0 | -
                    """)
    void codesAreFound(String text, int code, @Nullable String enhanced) {
        Refusal refusal = Refusal.of(0, null, text, false);
        assertThat(refusal.code()).isEqualTo(code);
        assertThat(refusal.enhanced()).isEqualTo(enhanced);
    }

    @Test
    void linesOfOneReplyBecomeOne() {
        String lines =
                "550-5.7.1 [192.0.2.7] Our system has detected\r\n550-5.7.1 that this is\r\n550 5.7.1 so";
        String said = "550-5.7.1 [192.0.2.7] our system has detected that this is so";
        assertThat(Refusal.of(0, null, lines, false).text()).isEqualTo(said);
        assertThat(Refusal.of(0, null, lines.replace("\r\n", " "), false).text()).isEqualTo(said);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    SMTP error from remote mail server after RCPT TO:<a@b.test>: host spam.test [192.0.2.7]: 550 no | 550 no
                    smtp; 550 no | 550 no
                    host spam.test[192.0.2.7] said: 550 no (in reply to RCPT TO command) | 550 no
                    SMTP error from remote mail server after RCPT TO:<>: 550-rejected - [192.0.2.7]:99 listed | smtp error from remote mail server after rcpt to:<>: 550-rejected - [192.0.2.7]:99 listed
                    """)
    void wordsOfRelaysGo(String text, String said) {
        assertThat(Refusal.of(0, null, text, false).text()).isEqualTo(said);
    }

    @Test
    void addressesAreMaskedAndAccentsGo() {
        Refusal refusal = Refusal.of(0, null, "550 Boîte de <é.a@exämple.test>. pleine", false);
        assertThat(refusal.text()).isEqualTo("550 boite de <@>. pleine");
        assertThat(refusal.unmasked()).contains("e.a@example.test");
    }

    @Property
    void anyTextIsReadWithinItsBounds(@ForAll @StringLength(max = 6_000) String text) {
        Refusal refusal = Refusal.of(0, null, text, false);
        assertThat(refusal.text().length()).isLessThanOrEqualTo(Refusal.MAX_TEXT);
        assertThat(Classifier.standard().classify(refusal).ruleId()).isNotEmpty();
    }

    /// What patterns choke on: long runs of the same.
    @ParameterizedTest
    @CsvSource({"a", "@", "5.", "550 ", "550-5.7.1 ", "host ", "a@", "<", "é"})
    void runsOfTheSameAreRead(String piece) {
        Refusal refusal = Refusal.of(0, null, piece.repeat(100_000), false);
        assertThat(refusal.text().length()).isLessThanOrEqualTo(Refusal.MAX_TEXT);
    }
}
