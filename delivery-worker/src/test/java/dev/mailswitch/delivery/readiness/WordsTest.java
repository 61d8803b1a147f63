package dev.mailswitch.delivery.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "`535 5.7.8 Wrong`, `535 5.7.8 Wrong`",
                "`  two \n\t lines  `, `two lines`",
                "`none\u0000 of\u001b[31m that`, `none of [31m that`",
                "`turned\u202e round`, `turned round`",
                "`half \ud83d a character`, `half a character`",
                "`\u2028`, ``",
                "`grüße 😀`, `grüße 😀`",
            })
    void aLineHasNothingThatCannotBeShownOrKept(String said, String kept) {
        assertThat(Words.kept(said)).isEqualTo(kept);
    }

    @Test
    void aLineIsCutBetweenCharacters() {
        assertThat(Words.kept("x".repeat(Words.MOST - 1) + "😀")).isEqualTo("x".repeat(499));
        assertThat(Words.kept("x".repeat(5_000))).hasSize(Words.MOST);
        assertThat(Words.kept("x".repeat(Words.MOST) + " y")).hasSize(Words.MOST);
    }
}
