package dev.mailswitch.api.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AwayTest {

    @ParameterizedTest
    @ValueSource(strings = {"08006", "57P01", "57014", "53300", "55P03", "40P01", "40001", "25P04"})
    void theDatabasesTroublesAreNotOurs(String state) {
        assertThat(Away.is(new IllegalStateException(new SQLException("m", state)))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"23505", "42P01", "22P02"})
    void mistakesAre(String state) {
        assertThat(Away.is(new SQLException("m", state))).isFalse();
        assertThat(
                        Outline.of(
                                new IllegalStateException(
                                        "secret", new SQLException("secret", state))))
                .contains("java.lang.IllegalStateException", state)
                .doesNotContain("secret");
    }
}
