package dev.mailswitch.api.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IfMatchTest {

    private static boolean matches(String... lines) {
        return IfMatch.parse(List.of(lines)).orElseThrow().matches("7");
    }

    @Test
    void anyTagOfTheListMayBeTheOne() {
        assertThat(matches("\"7\"")).isTrue();
        assertThat(matches("\"6\", \"7\"")).isTrue();
        assertThat(matches("\"6\"", "\"7\"")).isTrue();
        assertThat(matches(" , \"6,8\" ,, \"7\",")).isTrue();
        assertThat(matches("\"6\",\"8\"")).isFalse();
    }

    @Test
    void aStarMatchesWhateverThereIs() {
        assertThat(matches(" * ")).isTrue();
    }

    @Test
    void aWeakTagNeverMatches() {
        assertThat(matches("W/\"7\"")).isFalse();
        assertThat(matches("W/\"7\", \"7\"")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7", "\"7", "\"7\" \"8\"", "*, \"7\"", "w/\"7\"", ",", "\"7\"x"})
    void whatIsNoListIsNone(String line) {
        assertThat(IfMatch.parse(List.of(line))).isEmpty();
    }
}
