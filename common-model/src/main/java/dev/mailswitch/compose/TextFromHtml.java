package dev.mailswitch.compose;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;

/// Readable text for those whose program shows no HTML: paragraphs, list marks, targets of links,
/// descriptions of images. What the HTML hides stays out.
final class TextFromHtml implements NodeFilter {

    private static final Set<String> SKIPPED =
            Set.of("head", "style", "script", "title", "template", "object", "svg", "select");
    private static final Set<String> PARAGRAPHS =
            Set.of(
                    "p",
                    "h1",
                    "h2",
                    "h3",
                    "h4",
                    "h5",
                    "h6",
                    "ul",
                    "ol",
                    "dl",
                    "table",
                    "blockquote",
                    "pre",
                    "hr",
                    "figure");

    private final StringBuilder text = new StringBuilder();

    /// Numbers of the items of the lists we are in; 0 for lists without numbers.
    private final Deque<Integer> lists = new ArrayDeque<>();

    private int preformatted;
    private int breaks;
    private boolean space;

    private TextFromHtml() {}

    static String of(String html) {
        Document document = Jsoup.parse(html);
        TextFromHtml reader = new TextFromHtml();
        document.body().filter(reader);
        return reader.text.toString();
    }

    @Override
    public FilterResult head(Node node, int depth) {
        if (node instanceof TextNode part) {
            if (preformatted > 0) {
                preformatted(part.getWholeText());
            } else {
                collapsed(part.getWholeText());
            }
            return FilterResult.CONTINUE;
        }
        return node instanceof Element element ? opened(element) : FilterResult.CONTINUE;
    }

    @Override
    public FilterResult tail(Node node, int depth) {
        if (node instanceof Element element && !SKIPPED.contains(element.normalName())) {
            closed(element);
        }
        return FilterResult.CONTINUE;
    }

    private FilterResult opened(Element element) {
        String name = element.normalName();
        if (SKIPPED.contains(name) || hidden(element)) {
            return FilterResult.SKIP_ENTIRELY;
        }
        switch (name) {
            case "br" -> {
                breaks++;
                space = false;
            }
            case "li" -> {
                lines(1);
                item();
            }
            case "img" -> collapsed(element.attr("alt"));
            case "td", "th" -> space = true;
            case "hr" -> {
                lines(2);
                word("----------");
            }
            case "ul" -> startOfList(0);
            case "ol" -> startOfList(1);
            case "pre" -> {
                lines(2);
                preformatted++;
            }
            default -> blank(element);
        }
        return FilterResult.CONTINUE;
    }

    private void closed(Element element) {
        switch (element.normalName()) {
            case "a" -> target(element);
            case "ul", "ol" -> {
                lists.pop();
                lines(lists.isEmpty() ? 2 : 1);
            }
            case "pre" -> {
                preformatted--;
                lines(2);
            }
            case "br", "img", "td", "th" -> {}
            default -> blank(element);
        }
    }

    private void blank(Element element) {
        if (PARAGRAPHS.contains(element.normalName())) {
            lines(2);
        } else if (element.isBlock()) {
            lines(1);
        }
    }

    private void startOfList(int first) {
        lines(lists.isEmpty() ? 2 : 1);
        lists.push(first);
    }

    private void item() {
        Integer number = lists.peek();
        String indent = "  ".repeat(Math.clamp(lists.size() - 1L, 0, 10));
        if (number == null || number == 0) {
            word(indent + "-");
        } else {
            lists.pop();
            lists.push(number + 1);
            word(indent + number + ".");
        }
        space = true;
    }

    private void target(Element link) {
        String target = link.attr("href").strip();
        String scheme = target.toLowerCase(Locale.ROOT);
        String shown =
                link.childNodeSize() == 1 && link.childNode(0) instanceof TextNode only
                        ? only.getWholeText().strip()
                        : link.text().strip();
        if (scheme.startsWith("mailto:")) {
            target = target.substring("mailto:".length());
        } else if (!scheme.startsWith("http://")
                && !scheme.startsWith("https://")
                && !scheme.startsWith("tel:")) {
            return;
        }
        if (!shown.equals(target)) {
            space = true;
            word(shown.isEmpty() ? target : "(" + target + ")");
        }
    }

    /// Programs hide their preview line and parts for other programs like this.
    private static boolean hidden(Element element) {
        if (!element.hasAttr("style")) {
            return element.hasAttr("hidden");
        }
        String style = element.attr("style").toLowerCase(Locale.ROOT);
        int at = style.indexOf("display");
        return at >= 0 && style.substring(at + 7).replace(" ", "").startsWith(":none");
    }

    private void lines(int wanted) {
        breaks = Math.max(breaks, wanted);
        space = false;
    }

    private void collapsed(String part) {
        int length = part.length();
        int i = 0;
        while (i < length) {
            int start = i;
            while (i < length && blank(part.charAt(i))) {
                i++;
            }
            space |= i > start;
            start = i;
            while (i < length && !blank(part.charAt(i))) {
                i++;
            }
            if (i > start) {
                owed();
                text.append(part, start, i);
            }
        }
    }

    private void preformatted(String part) {
        if (!part.isEmpty()) {
            word(part);
        }
    }

    private void word(String word) {
        owed();
        text.append(word);
    }

    /// Puts the line breaks or the space that stand before the next word.
    private void owed() {
        if (!text.isEmpty()) {
            if (breaks > 0) {
                text.repeat("\n", Math.min(breaks, 2));
            } else if (space) {
                text.append(' ');
            }
        }
        breaks = 0;
        space = false;
    }

    /// White space and what mail designers fill previews with.
    private static boolean blank(char c) {
        return c == ' '
                || (c >= '\t' && c <= '\r')
                || c == '\u00a0'
                || (c >= '\u2000' && c <= '\u200c')
                || c == '\u2028'
                || c == '\u2029'
                || c == '\u034f'
                || c == '\u00ad'
                || c == '\ufeff';
    }
}
