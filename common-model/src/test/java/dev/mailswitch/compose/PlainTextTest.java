package dev.mailswitch.compose;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainTextTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "null",
            value = {
                "null                 | null  | null",
                "''                   | ''    | null",
                "null                 | words | words",
                "<p>other</p>         | words | words",
                "<p>A &amp; B</p>     | null  | A & B",
                "<p>A &amp; B</p>     | ''    | A & B",
                "<style>p {}</style>  | null  | null",
            })
    void whatIsGivenGoesBeforeWhatTheHtmlSays(
            @Nullable String html, @Nullable String text, @Nullable String expected) {
        assertThat(PlainText.of(html, text)).isEqualTo(expected);
    }
}
