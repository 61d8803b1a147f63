package dev.mailswitch.compose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Content;
import dev.mailswitch.model.mail.Header;
import dev.mailswitch.model.mail.Headers;
import dev.mailswitch.model.mail.Tracking;
import dev.mailswitch.model.token.Sent;
import dev.mailswitch.model.token.TargetUrl;
import dev.mailswitch.model.token.Token;
import dev.mailswitch.model.token.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jsoup.parser.Parser;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrackerTest {

    private static final String BASE = "https://t.example.com";
    private static final Tokens TOKENS = new Tokens(List.of(new byte[32]));
    private static final Tracker TRACKER = new Tracker(TOKENS);
    private static final Reader READER = reader(0, "ada@example.com");
    private static final Pattern TRACKED = Pattern.compile(BASE + "/t/c/([A-Za-z0-9_-]+)");
    private static final Pattern PIXEL =
            Pattern.compile("<img src=\"" + BASE + "/t/o/([A-Za-z0-9_-]+)\"[^>]*>");
    private static final Tracking OPENS = new Tracking(true, false, false, false, null);
    private static final Tracking CLICKS = new Tracking(false, true, false, false, null);
    private static final Tracking LEAVE = new Tracking(false, false, true, false, null);
    private static final Tracking ALL = new Tracking(true, true, true, false, "Soon");

    private static Reader reader(int position, String address) {
        return new Reader(
                new Sent(
                        EmailId.parse("019a0000-0000-7abc-8def-012345678800"),
                        position,
                        1,
                        OrganisationId.parse("00000000-0000-0000-0000-0000000000b1"),
                        ProviderId.parse("00000000-0000-0000-0000-0000000000a1")),
                EnvironmentId.parse("00000000-0000-0000-0000-0000000000e1"),
                Address.of(address),
                BASE);
    }

    private static Content content(
            @Nullable String html, @Nullable String text, Tracking tracking, Header... headers) {
        return new Content(
                "Hi", html, text, List.of(), new Headers(List.of(headers)), List.of(), tracking);
    }

    private static String rewritten(String html, Tracking tracking) {
        return TRACKER.own(content(html, "text", tracking), READER).content().html();
    }

    /// The HTML with every tracked link as the URL in its token.
    private static String resolved(String html) {
        return TRACKED.matcher(html)
                .replaceAll(
                        m ->
                                Matcher.quoteReplacement(
                                        "["
                                                + TOKENS.readClick(m.group(1))
                                                        .orElseThrow()
                                                        .target()
                                                + "]"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '`',
            value = {
                "<a href=\"https://a.example/x\">x</a> => <a href=\"[https://a.example/x]\">x</a>",
                "<A HREF='https://a.example/x'>x</A> => <A HREF='[https://a.example/x]'>x</A>",
                "<a href=https://a.example/x>x</a> => <a href=[https://a.example/x]>x</a>",
                "<a href=https://a.example/x/>x => <a href=[https://a.example/x/]>x",
                "<a class=b href = \"https://a.example\" id=c>x => <a class=b href = \"[https://a.example]\" id=c>x",
                "<a\tid='>'\thref=\"https://a.example\">x => <a\tid='>'\thref=\"[https://a.example]\">x",
                "<a title=\"a > b\" href=\"https://a.example\"> => <a title=\"a > b\" href=\"[https://a.example]\">",
                "<a title='href=\"https://no.example\"' href=\"https://a.example\"> => <a title='href=\"https://no.example\"' href=\"[https://a.example]\">",
                "<a href=\"https://a.example\" href=\"https://b.example\"> => <a href=\"[https://a.example]\" href=\"https://b.example\">",
                "<a data-href=\"https://a.example\"> => <a data-href=\"https://a.example\">",
                "<a xlink:href=\"https://a.example\"> => <a xlink:href=\"https://a.example\">",
                "<area shape=rect href=\"https://a.example/m\"/> => <area shape=rect href=\"[https://a.example/m]\"/>",
                "<abbr href=\"https://a.example\"> => <abbr href=\"https://a.example\">",
                "<link href=\"https://a.example/s.css\"> => <link href=\"https://a.example/s.css\">",
                "<a href=\"https://a.example/?a=1&amp;b=2\"> => <a href=\"[https://a.example/?a=1&b=2]\">",
                "<a href=\"https://a.example/?a=1&copy=2\"> => <a href=\"[https://a.example/?a=1&copy=2]\">",
                "<a href=\"https&#58;//a.example/&#x78;\"> => <a href=\"[https://a.example/x]\">",
                "<a href=\" https://a.example/x#part \"> => <a href=\"[https://a.example/x#part]\">",
                "<a href=\"https://a.example/ä b\"> => <a href=\"[https://a.example/%C3%A4%20b]\">",
                "<a href> => <a href>",
                "<a href=> => <a href=>",
                "<a href=\"\"> => <a href=\"\">",
                "<a =href=\"https://a.example\"> => <a =href=\"https://a.example\">",
                "<a/href=\"https://a.example\"> => <a/href=\"[https://a.example]\">",
                "2 < 3 <a href=\"https://a.example\"> => 2 < 3 <a href=\"[https://a.example]\">",
                "<><a href=\"https://a.example\"> => <><a href=\"[https://a.example]\">",
                "</ a><a href=\"https://a.example\"> => </ a><a href=\"[https://a.example]\">",
                "<?php echo '>' ?><a href=\"https://a.example\"> => <?php echo '>' ?><a href=\"[https://a.example]\">",
                "<![CDATA[x]]><a href=\"https://a.example\"> => <![CDATA[x]]><a href=\"[https://a.example]\">",
                "<!--><a href=\"https://a.example\"> => <!--><a href=\"[https://a.example]\">",
                "<!-- x --!><a href=\"https://a.example\"> => <!-- x --!><a href=\"[https://a.example]\">",
            })
    void linksAreRewrittenAndNothingElse(String html, String expected) {
        assertThat(resolved(rewritten(html, CLICKS))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<a href=\"mailto:a@example.com\">m</a>",
                "<a href=\"tel:+491234\">t</a>",
                "<a href=\"#top\">up</a>",
                "<a href=\"cid:logo\">c</a>",
                "<a href=\"data:text/html,x\">d</a>",
                "<a href=\"/relative\">r</a>",
                "<a href=\"{{url}}\">t</a>",
                "<a href=\"javascript:void(0)\">j</a>",
                "<!-- <a href=\"https://a.example\"> -->",
                "<!--[if mso]><a href=\"https://a.example\">outlook</a><![endif]-->",
                "<!--[if gte mso 9]><v:roundrect href=\"https://a.example\"/><![endif]-->",
                "<style>a[href=\"https://a.example\"]{color:red} <a href=\"https://a.example\"></style>",
                "<script>var x = '<a href=\"https://a.example\">';</script>",
                "<title><a href=\"https://a.example\"></title>",
                "<TEXTAREA><a href=\"https://a.example\"></TEXTAREA>",
                "<a href=\"https://a.example",
                "<style><a href=\"https://a.example\">",
                "<!-- <a href=\"https://a.example\">",
                "a & b < c &amp; d \u00e4 \uD83D\uDE00\r\n\tx",
            })
    void whatIsNoLinkToTheWebStaysAsItIs(String html) {
        assertThat(rewritten(html, CLICKS)).isEqualTo(html);
    }

    @Test
    void contentOfRevealedConditionalCommentsIsRewritten() {
        String html =
                "<!--[if !mso]><!--><a href=\"https://a.example\">x</a><!--<![endif]-->"
                        + "<![if !mso]><a href=\"https://b.example\">y</a><![endif]>";
        assertThat(resolved(rewritten(html, CLICKS)))
                .contains("\"[https://a.example]\"", "\"[https://b.example]\"");
    }

    @Test
    void designersTemplateKeepsEveryOtherCharacter() {
        String html =
                """
                <!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
                <html xmlns="http://www.w3.org/1999/xhtml" xmlns:v="urn:schemas-microsoft-com:vml">
                <head>
                <!--[if gte mso 9]><xml><o:OfficeDocumentSettings><o:AllowPNG/></o:OfficeDocumentSettings></xml><![endif]-->
                <style type="text/css">/* <body> */ @media (max-width:600px){ .x > a{width:100%!important} }</style>
                <title>A <b>title</b></title></HEAD>
                <BODY BGCOLOR=#FFFFFF style='margin:0'
                   onload="x > y">
                <!--[if mso]><table><tr><td><v:roundrect href="https://out.example/mso"><![endif]-->
                <TABLE><TR><TD background=bg.png>Hello <br>
                <a
                  style="color:#fff"
                  href="https://out.example/a?x=1&amp;y=%20&utm_source=m"
                  target=_blank>Go</a>
                <a href=https://out.example/plain>plain</a> <a name=here>x</a>
                <!--[if mso]></td></tr></table><![endif]-->
                </TABLE>
                </BODY >
                </html>
                """;
        String tracked = rewritten(html, new Tracking(true, true, false, false, "Pre & <view>"));
        Matcher pixel = PIXEL.matcher(tracked);
        assertThat(pixel.find()).isTrue();
        assertThat(tracked.substring(pixel.end())).startsWith("</BODY >");
        String preheader = tracked.substring(tracked.indexOf("<div style=\"display:none"));
        preheader = preheader.substring(0, preheader.indexOf("</div>") + 6);
        assertThat(preheader).contains(">Pre &amp; &lt;view&gt;&#847;");
        assertThat(tracked).contains("onload=\"x > y\">" + preheader);
        String back =
                resolved(tracked.replace(preheader, "").replace(pixel.group(), ""))
                        .replace(
                                "[https://out.example/a?x=1&y=%20&utm_source=m]",
                                "https://out.example/a?x=1&amp;y=%20&utm_source=m")
                        .replace("[https://out.example/plain]", "https://out.example/plain");
        assertThat(back).isEqualTo(html);
        assertThat(TRACKED.matcher(tracked).results()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '`',
            value = {
                "<p>x</p> => <p>x</p>#",
                "<body><p>x</p></body></html> => <body><p>x</p>#</body></html>",
                "<body>a</body>b</body>c => <body>a</body>b#</body>c",
                "<html><p>x</html> => <html><p>x#</html>",
                "<p>x</p><!-- </body> --> => <p>x</p><!-- </body> -->#",
                "<p>x</p><!-- never closed => <p>x</p>#<!-- never closed",
                "<p>x</p><style>p{} => <p>x</p>#<style>p{}",
                "<p>x</p><a href=\"x => <p>x</p>#<a href=\"x",
            })
    void thePixelStandsAtTheEndOfTheBody(String html, String expected) {
        String tracked = rewritten(html, OPENS);
        assertThat(PIXEL.matcher(tracked).replaceAll("#")).isEqualTo(expected);
        Matcher pixel = PIXEL.matcher(tracked);
        assertThat(pixel.find()).isTrue();
        assertThat(TOKENS.readOpen(pixel.group(1))).contains(new Token.Open(READER.sent()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '`',
            value = {
                "<p>x</p> => #<p>x</p>",
                "<!doctype html><p>x => <!doctype html>#<p>x",
                "<!doctype html><html><p>x => <!doctype html><html>#<p>x",
                "<html><head><title><body></title></head><p>x => <html><head><title><body></title></head>#<p>x",
                "<html><head></head><body class='a>b'><p>x => <html><head></head><body class='a>b'>#<p>x",
            })
    void thePreheaderStandsBeforeEverythingShown(String html, String expected) {
        String tracked = rewritten(html, new Tracking(false, false, false, false, "Soon"));
        assertThat(tracked.replaceAll("<div style=\"display:none.*?</div>", "#"))
                .isEqualTo(expected);
        assertThat(tracked).contains(">Soon&#847;");
    }

    @Test
    void unsubscribingHasHeadersAndAPlaceholderInBothBodies() {
        Copy copy =
                TRACKER.own(
                        content(
                                "<a href='%unsubscribe_url%'>Leave</a> <a href=\"https://a.example\">x</a>",
                                "Leave: %unsubscribe_url%",
                                new Tracking(false, true, true, false, null),
                                new Header("list-unsubscribe", "<mailto:mine@example.com>"),
                                new Header("X-Mine", "1")),
                        READER);
        String url =
                BASE
                        + "/u/"
                        + TOKENS.unsubscribe(
                                new Token.Unsubscribe(
                                        READER.sent(), READER.environment(), READER.address()));
        assertThat(copy.ours())
                .containsExactly(
                        new Header("List-Unsubscribe", "<" + url + ">"),
                        new Header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
        assertThat(copy.content().headers().all()).containsExactly(new Header("X-Mine", "1"));
        assertThat(copy.content().text()).isEqualTo("Leave: " + url);
        assertThat(resolved(copy.content().html()))
                .isEqualTo("<a href='" + url + "'>Leave</a> <a href=\"[https://a.example]\">x</a>");
    }

    @Test
    void oneClickIsOfferedOverHttpsOnly() {
        Reader plain =
                new Reader(
                        READER.sent(),
                        READER.environment(),
                        READER.address(),
                        "http://localhost:8080");
        assertThat(TRACKER.own(content("<p>x", null, LEAVE), plain).ours())
                .extracting(Header::name)
                .containsExactly("List-Unsubscribe");
    }

    @Test
    void withoutUnsubscribingThePlaceholderStays() {
        Copy copy = TRACKER.own(content("%unsubscribe_url%", "%unsubscribe_url%", OPENS), READER);
        assertThat(copy.content().text()).isEqualTo("%unsubscribe_url%");
        assertThat(copy.content().html()).startsWith("%unsubscribe_url%");
        assertThat(copy.ours()).isEmpty();
    }

    @Test
    void derivedTextHasTheSendersLinks() {
        Copy copy =
                TRACKER.own(
                        content(
                                "<p>Go <a href=\"https://a.example/x\">there</a>"
                                        + "<a href=\"%unsubscribe_url%\">leave</a>",
                                null, ALL),
                        READER);
        assertThat(copy.content().text())
                .startsWith("Go there (https://a.example/x)")
                .contains(BASE + "/u/")
                .doesNotContain("/t/", "Soon");
    }

    @Test
    void textBecomesHtmlIfAskedAndLinksInTheTextStay() {
        String text = "Hi <you> & all,\n\nsee https://a.example/?a=1&b=2.  Bye";
        Copy copy =
                TRACKER.own(
                        content(null, text, new Tracking(true, true, false, true, null)), READER);
        assertThat(copy.content().text()).isEqualTo(text);
        assertThat(resolved(copy.content().html()))
                .contains(
                        "Hi &lt;you&gt; &amp; all,<br>\n<br>\nsee "
                                + "<a href=\"[https://a.example/?a=1&b=2]\">"
                                + "https://a.example/?a=1&amp;b=2</a>. &nbsp;Bye")
                .containsPattern(PIXEL);
        Copy stays = TRACKER.own(content(null, text, OPENS), READER);
        assertThat(stays.content().html()).isNull();
    }

    @Test
    void eachRecipientHasTokensOfItsOwnAndRepeatsAreTheSame() {
        Content content = content("<a href=\"https://a.example\">x</a>", null, ALL);
        Copy once = TRACKER.own(content, READER);
        assertThat(TRACKER.own(content, READER)).isEqualTo(once);
        Copy other = TRACKER.own(content, reader(1, "bob@example.com"));
        List<String> tokens = new ArrayList<>();
        for (Copy copy : List.of(once, other)) {
            Matcher matcher =
                    Pattern.compile("/(?:t/o|t/c|u)/([A-Za-z0-9_-]+)")
                            .matcher(copy.content().html() + copy.ours());
            matcher.results().forEach(r -> tokens.add(r.group(1)));
        }
        assertThat(tokens).hasSize(6).doesNotHaveDuplicates();
    }

    @Test
    void theSharedCopyHasNoTokens() {
        Copy copy = TRACKER.shared(content("<a href=\"https://a.example\">x</a>", "t", ALL));
        assertThat(copy.content().html())
                .contains("<a href=\"https://a.example\">x</a>", ">Soon&#847;")
                .doesNotContain(BASE);
        Content plain = content("<p>x", "t", Tracking.NONE);
        assertThat(TRACKER.shared(plain).content()).isSameAs(plain);
    }

    /// Whatever the HTML: what is neither a link's value nor the pixel stays, and links lead where
    /// they led.
    @Property(tries = 2_000)
    void nothingButTheValuesOfLinksChanges(@ForAll("uglyHtml") String html) {
        String tracked = rewritten(html, new Tracking(true, true, false, false, null));
        assertThat(PIXEL.matcher(tracked).results()).hasSize(1);
        String after = PIXEL.matcher(tracked).replaceAll("");
        List<HtmlMarks.Span> were = HtmlScanner.scan(html).links();
        List<HtmlMarks.Span> are = HtmlScanner.scan(after).links();
        assertThat(without(after, are)).isEqualTo(without(html, were));
        for (int i = 0; i < were.size(); i++) {
            String was = html.substring(were.get(i).from(), were.get(i).to());
            String is = after.substring(are.get(i).from(), are.get(i).to());
            Matcher link = TRACKED.matcher(is);
            if (link.matches()) {
                assertThat(TOKENS.readClick(link.group(1)).map(Token.Click::target))
                        .isEqualTo(TargetUrl.read(Parser.unescapeEntities(was, true)));
            } else {
                assertThat(is).isEqualTo(was);
            }
        }
    }

    private static String without(String html, List<HtmlMarks.Span> spans) {
        StringBuilder rest = new StringBuilder(html);
        for (HtmlMarks.Span span : spans.reversed()) {
            rest.delete(span.from(), span.to());
        }
        return rest.toString();
    }

    @Provide
    Arbitrary<String> uglyHtml() {
        return Arbitraries.of(
                        "<",
                        ">",
                        "\"",
                        "'",
                        "=",
                        "/",
                        " ",
                        "\n",
                        "a",
                        "A",
                        "href",
                        "HREF",
                        "<a ",
                        "<area ",
                        "</a>",
                        "https://a.example/x",
                        "<!--",
                        "-->",
                        "--!>",
                        "<!",
                        "<?",
                        "<style>",
                        "</style",
                        "<script ",
                        "</script>",
                        "<body>",
                        "</body>",
                        "&amp;",
                        "<title>",
                        "<![endif]",
                        "[if mso]",
                        "\u00e4",
                        "href=\"https://b.example\"")
                .list()
                .ofMaxSize(25)
                .map(parts -> "p" + String.join("", parts));
    }
}
