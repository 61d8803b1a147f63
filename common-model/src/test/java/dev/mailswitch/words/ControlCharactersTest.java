package dev.mailswitch.words;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlCharactersTest {

    @ParameterizedTest
    @ValueSource(ints = {0, '\t', '\n', '\r', 0x1f, 0x7f, 0x85, 0x9f, 0x2028, 0x2029})
    void whatEndsALineOrIsNoLetterIsFound(int control) {
        assertThat(ControlCharacters.is(control)).isTrue();
        assertThat(ControlCharacters.in("a" + Character.toString(control) + "b")).isTrue();
        assertThat(ControlCharacters.in("a" + Character.toString(control))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a~", "\u00a0", "\u00ad", "\u2027", "\u202a", "😀", "\ud800"})
    void whatIsTextIsNot(String text) {
        assertThat(ControlCharacters.in(text)).isFalse();
    }
}
