package dev.mailswitch.compose;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextFromHtmlTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "<p>one</p><p>two</p> | one~~two",
                "one<br>two<br><br>three | one~two~~three",
                "<div>one</div><div>two</div> | one~two",
                "<h1>Title</h1>text | Title~~text",
                "a <b>bold</b> word | a bold word",
                "a   b  c | a b c",
                "<b>a</b><i>b</i> | ab",
                "<ul><li>one</li><li>two</li></ul>after | - one~- two~~after",
                "<ol><li>one<li>two</ol> | 1. one~2. two",
                "<ul><li>one<ul><li>deep</ul><li>two</ul> | - one~  - deep~- two",
                "<a href=\"https://example.com/x\">click</a> here | click (https://example.com/x) here",
                "<a href=\"https://example.com\">https://example.com</a> | https://example.com",
                "<a href=\"mailto:a@b.example\">write</a> | write (a@b.example)",
                "<a href=\"mailto:a@b.example\">a@b.example</a> | a@b.example",
                "<a href=\"#top\">up</a> | up",
                "<a href=\"javascript:alert(1)\">up</a> | up",
                "<a href=\"https://example.com\"><img src=x></a> | https://example.com",
                "<img src=x alt=\"Our logo\"> | Our logo",
                "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table> | a b~c",
                "<style>p{}</style><script>x</script><title>t</title>text | text",
                "<div style=\"display: none\">preview</div>text | text",
                "<div style=\"color:red;display:none!important\">preview</div>text | text",
                "<ul style=\"display:none\"><li>x</ul>text | text",
                "a&nbsp;&amp;&lt;b&gt; | a &<b>",
                "<pre>a  b</pre>c | a  b~~c",
                "a<hr>b | a~~----------~~b",
                "text<!-- comment --> | text"
            })
    void readsAsAPersonWould(String html, String expected) {
        assertThat(TextFromHtml.of(html)).isEqualTo(expected.replace('~', '\n'));
    }

    @Test
    void aDeeplyNestedPageIsRead() {
        assertThat(TextFromHtml.of("<div>".repeat(20_000) + "deep")).contains("deep");
    }

    @Property
    void nothingMakesItThrow(@ForAll String html) {
        assertThat(TextFromHtml.of("<ul></ol><li>" + html + "</ul></ol>")).isNotNull();
    }
}
