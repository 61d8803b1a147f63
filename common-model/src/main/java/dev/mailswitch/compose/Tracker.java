package dev.mailswitch.compose;

import dev.mailswitch.compose.HtmlMarks.Span;
import dev.mailswitch.model.mail.Content;
import dev.mailswitch.model.mail.Header;
import dev.mailswitch.model.mail.Headers;
import dev.mailswitch.model.mail.Tracking;
import dev.mailswitch.model.token.Sent;
import dev.mailswitch.model.token.TargetUrl;
import dev.mailswitch.model.token.Token;
import dev.mailswitch.model.token.Tokens;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jsoup.parser.Parser;
import org.jspecify.annotations.Nullable;

/// Makes the copies of a mail: pixel, links by way of us, unsubscribe headers, preheader. What the
/// sender wrote stays as it is, character by character, save the links. The same reader always gets
/// the same copy.
public final class Tracker {

    /// Where senders want the recipient's own unsubscribe address, in HTML and text.
    public static final String PLACEHOLDER = "%unsubscribe_url%";

    /// Keeps programs from showing the start of the mail after a short preheader.
    private static final String FILLER = "&#847;&zwnj;&nbsp;".repeat(60);

    private final Tokens tokens;

    public Tracker(Tokens tokens) {
        this.tokens = tokens;
    }

    /// The copy that everybody gets, of a mail in which nothing is made for one of them.
    public Copy shared(Content content) {
        return copy(content, null);
    }

    /// The copy of one recipient.
    public Copy own(Content content, Reader reader) {
        return copy(content, reader);
    }

    /// What a vendor is given with a call, to send it back with its events. The same for the same
    /// call, always.
    public String correlation(Sent first) {
        return tokens.parcel(new Token.Parcel(first));
    }

    private Copy copy(Content content, @Nullable Reader reader) {
        Tracking tracking = content.tracking();
        if (tracking.equals(Tracking.NONE)) {
            return new Copy(content, List.of());
        }
        String leave = reader != null && tracking.unsubscribe() ? unsubscribeUrl(reader) : null;
        String text = filled(content.text(), leave);
        String html = filled(html(content, text), leave);
        if (html != null && (text == null || text.isEmpty())) {
            // Of the HTML as it was written: links in text stay what they are.
            text = TextFromHtml.of(html);
        }
        if (html != null) {
            html = put(html, tracking, reader);
        }
        return new Copy(
                Content.stored(
                        content.subject(),
                        html,
                        text,
                        content.replyTo(),
                        leave == null ? content.headers() : withoutListHeaders(content.headers()),
                        content.attachments(),
                        Tracking.NONE),
                leave == null ? List.of() : listHeaders(leave));
    }

    private static @Nullable String html(Content content, @Nullable String text) {
        if (content.html() != null && !content.html().isEmpty()) {
            return content.html();
        }
        return content.tracking().textAsHtml() && text != null && !text.isEmpty()
                ? TextAsHtml.of(text)
                : null;
    }

    private static @Nullable String filled(@Nullable String body, @Nullable String leave) {
        return body == null || leave == null ? body : body.replace(PLACEHOLDER, leave);
    }

    private String put(String html, Tracking tracking, @Nullable Reader reader) {
        HtmlMarks marks = HtmlScanner.scan(html);
        String preheader = tracking.preheader();
        Patches patches = new Patches(html);
        if (preheader != null) {
            patches.insert(marks.top(), preheader(preheader));
        }
        if (reader != null && tracking.clicks()) {
            for (Span link : marks.links()) {
                tracked(html.substring(link.from(), link.to()), reader)
                        .ifPresent(url -> patches.replace(link, url));
            }
        }
        if (reader != null && tracking.opens()) {
            patches.insert(marks.bottom(), pixel(reader));
        }
        return patches.done();
    }

    private Optional<String> tracked(String href, Reader reader) {
        return TargetUrl.read(Parser.unescapeEntities(href, true))
                .filter(target -> !target.value().startsWith(reader.base() + "/u/"))
                .map(
                        target ->
                                reader.base()
                                        + "/t/c/"
                                        + tokens.click(new Token.Click(reader.sent(), target)));
    }

    private String pixel(Reader reader) {
        return "<img src=\"%s/t/o/%s\" width=\"1\" height=\"1\" alt=\"\" style=\"border:0;width:1px;height:1px\">"
                .formatted(reader.base(), tokens.open(new Token.Open(reader.sent())));
    }

    private static String preheader(String text) {
        StringBuilder html =
                new StringBuilder(
                        "<div style=\"display:none;max-height:0;max-width:0;overflow:hidden;"
                                + "opacity:0;font-size:1px;line-height:1px;mso-hide:all\">");
        TextAsHtml.escapeCharacters(html, text);
        return html.append(FILLER).append("</div>").toString();
    }

    private String unsubscribeUrl(Reader reader) {
        return reader.base()
                + "/u/"
                + tokens.unsubscribe(
                        new Token.Unsubscribe(
                                reader.sent(), reader.environment(), reader.address()));
    }

    /// RFC 2369 section 3.2; a program may only post to https (RFC 8058 section 3.1).
    private static List<Header> listHeaders(String leave) {
        Header list = new Header("List-Unsubscribe", "<" + leave + ">");
        return leave.startsWith("https://")
                ? List.of(list, new Header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
                : List.of(list);
    }

    private static Headers withoutListHeaders(Headers headers) {
        return new Headers(
                headers.all().stream()
                        .filter(
                                header ->
                                        !header.name()
                                                .toLowerCase(Locale.ROOT)
                                                .startsWith("list-unsubscribe"))
                        .toList());
    }
}
