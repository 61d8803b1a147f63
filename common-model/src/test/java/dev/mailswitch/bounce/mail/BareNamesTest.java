package dev.mailswitch.bounce.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BareNamesTest {

    private static final List<String> WRITTEN_TO =
            List.of("Ann@example.com", "bob@example.com", "bob@example.net", "ann@EXAMPLE.com");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    550 <ann>... User unknown         | 550 <Ann@example.com>... User unknown
                    <ann>... User unknown             | <Ann@example.com>... User unknown
                    550 5.1.1 ann... User unknown     | 550 5.1.1 Ann@example.com... User unknown
                    550 <bob>... User unknown         | 550 <bob>... User unknown
                    550 <cid>... User unknown         | 550 <cid>... User unknown
                    ann... we could not reach her     | ann... we could not reach her
                    Dear <ann>... it failed           | Dear <ann>... it failed
                    550 <x@ann>... Host unknown       | 550 <x@ann>... Host unknown
                    550 ann (smtp)... Host unknown    | 550 ann (smtp)... Host unknown
                    ... while talking to ann:         | ... while talking to ann:
                    """)
    void nameIsCompletedWhereOneAddressHasIt(String line, String completed) {
        assertThat(BareNames.completed(line, WRITTEN_TO)).isEqualTo(completed);
    }
}
