package dev.mailswitch.model.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetUrlTest {

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            value = {
                "https://example.com -> https://example.com",
                "HTTP://Example.com/A -> HTTP://Example.com/A",
                "'  https://example.com/a b\t' -> https://example.com/a%20b",
                "https://example.com/ü?q=ö#ä -> https://example.com/%C3%BC?q=%C3%B6#%C3%A4",
                "https://example.com/%20?a=1&b=2#x -> https://example.com/%20?a=1&b=2#x",
                "https://example.com/\uD83D\uDE00 -> https://example.com/%F0%9F%98%80",
                "https://example.com/\" -> https://example.com/%22",
                "https://[2001:db8::1]:8443/ -> https://[2001:db8::1]:8443/",
            })
    void linksAreReadAsBrowsersDo(String href, String url) {
        assertThat(TargetUrl.read(href)).map(TargetUrl::value).contains(url);
    }

    @Test
    void lineBreaksWithinALinkGo() {
        assertThat(TargetUrl.read("\n https://example.com/a\r\n\tb\n").orElseThrow().value())
                .isEqualTo("https://example.com/ab");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "javascript:alert(1)",
                "mailto:a@example.com",
                "tel:+1",
                "#top",
                "/relative",
                "//example.com/",
                "data:text/html,x",
                "cid:image",
                "ftp://example.com/",
                "https:example.com",
                "https://",
                "https:///path",
                "http://?q",
                "https://münchen.example/",
                "https://exa mple.com/",
                "java\nscript:alert(1)"
            })
    void whatIsNoLinkToTheWebIsLeftAlone(String href) {
        assertThat(TargetUrl.read(href)).isEmpty();
    }

    @Test
    void tooLongLinksAreLeftAlone() {
        String most = "https://example.com/" + "a".repeat(TargetUrl.MAX - 20);
        assertThat(TargetUrl.read(most)).isPresent();
        assertThat(TargetUrl.read(most + "a")).isEmpty();
        assertThat(TargetUrl.read("https://example.com/" + "ü".repeat(300))).isEmpty();
    }

    @Test
    void aValueCannotBreakAHeader() {
        assertThatThrownBy(() -> new TargetUrl("https://example.com/\r\nX: y"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TargetUrl("javascript:alert(1)"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void whateverIsReadCanStandInAHeader(@ForAll String tail) {
        TargetUrl.read("https://example.com/" + tail)
                .ifPresent(url -> assertThat(url.value()).matches("https://[!-~]+"));
    }
}
