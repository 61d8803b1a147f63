package dev.mailswitch.model.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentTypeTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "application/pdf | application/pdf",
                " Image/PNG ; | image/png",
                "text/calendar; method=REQUEST; charset=utf-8"
                        + " | text/calendar; method=REQUEST; charset=utf-8",
                "text/plain;Charset = \"utf-8\";;format=flowed"
                        + " | text/plain; charset=utf-8; format=flowed",
                "a/b; t=\"two words; and = \\\"more\\\"\" | a/b; t=\"two words; and = \\\"more\\\"\"",
                "image/png; name=l.png | image/png",
                "image/png; Name=\"l m.png\"; x=1; filename*=UTF-8''l; name*0=l | image/png; x=1",
            })
    void parametersStayAndNamesGo(String given, String written) {
        assertThat(ContentType.parse(given)).hasToString(written);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text",
                "/b",
                "a/",
                "a b/c",
                "a/b; x",
                "a/b; =y",
                "a/b; x=",
                "a/b; x=y z",
                "a/b; x=\"y",
                "a/b; x=\"y\"z",
                "a/b; x=y, z=1",
                "a/b; x=1; X=2",
                "a/b; x=\u00fc",
                "a/b; x=\"\u00fc\"",
                "a/b; x=\"\r\nBcc: victim@example.com\"",
                "a/b; x=\"\\\r\n\"",
                "a/b; x=1\r\nBcc: victim@example.com",
                "a/b\r\nBcc: x",
                "a/b; a=1;b=1;c=1;d=1;e=1;f=1;g=1;h=1;i=1;j=1;k=1"
            })
    void whatIsNoParameterIsRefused(String text) {
        assertThatThrownBy(() -> ContentType.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("victim");
    }

    @Property
    void anythingIsRefusedOrOneLineThatReadsBack(
            @ForAll @CharRange(from = '\t', to = '\u00ff') String text) {
        ContentType read;
        try {
            read = ContentType.parse("a/b;" + text);
        } catch (IllegalArgumentException refused) {
            return;
        }
        assertThat(read.toString()).matches("[ -~]+");
        assertThat(ContentType.parse(read.toString())).isEqualTo(read);
    }
}
