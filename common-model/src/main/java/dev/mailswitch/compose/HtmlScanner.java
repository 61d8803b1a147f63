package dev.mailswitch.compose;

import dev.mailswitch.compose.HtmlMarks.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds tags as browsers do (WHATWG HTML, section 13.2.5), without building a document: a parser
/// that writes the document again would change what designers have fitted to each mail program.
/// Comments, conditional ones for Outlook among them, and the content of `style`, `script` and
/// their like hold no tags.
final class HtmlScanner {

    /// Their content is text up to their own end tag.
    private static final Set<String> RAW =
            Set.of(
                    "script",
                    "style",
                    "textarea",
                    "title",
                    "xmp",
                    "iframe",
                    "noembed",
                    "noframes",
                    "plaintext");

    private final String text;
    private final List<Span> links = new ArrayList<>();
    private int doctype = -1;
    private int html = -1;
    private int head = -1;
    private int body = -1;
    private int bodyEnd = -1;
    private int htmlEnd = -1;
    private int end;

    private HtmlScanner(String text) {
        this.text = text;
        this.end = text.length();
    }

    static HtmlMarks scan(String text) {
        HtmlScanner scanner = new HtmlScanner(text);
        int at = text.indexOf('<');
        while (at >= 0) {
            int next = scanner.markup(at);
            if (next < 0) {
                scanner.end = at;
                break;
            }
            at = text.indexOf('<', next);
        }
        return new HtmlMarks(
                List.copyOf(scanner.links),
                scanner.doctype,
                scanner.html,
                scanner.head,
                scanner.body,
                scanner.bodyEnd,
                scanner.htmlEnd,
                scanner.end);
    }

    /// Reads what starts with the `<` here; returns where it ends, -1 if it never does.
    private int markup(int at) {
        char next = charAt(at + 1);
        if (letter(next)) {
            return startTag(at);
        }
        return switch (next) {
            case '/' -> letter(charAt(at + 2)) ? endTag(at) : after('>', at + 2);
            case '!' -> text.startsWith("--", at + 2) ? comment(at + 4) : declaration(at);
            case '?' -> after('>', at + 2);
            default -> at + 1;
        };
    }

    private int comment(int at) {
        if (text.startsWith(">", at)) {
            return at + 1;
        }
        if (text.startsWith("->", at)) {
            return at + 2;
        }
        for (int dashes = text.indexOf("--", at);
                dashes >= 0;
                dashes = text.indexOf("--", dashes + 1)) {
            if (charAt(dashes + 2) == '>') {
                return dashes + 3;
            }
            if (charAt(dashes + 2) == '!' && charAt(dashes + 3) == '>') {
                return dashes + 4;
            }
        }
        return -1;
    }

    private int declaration(int at) {
        int after = after('>', at + 2);
        if (after >= 0 && text.regionMatches(true, at + 2, "doctype", 0, 7)) {
            doctype = after;
        }
        return after;
    }

    private int endTag(int at) {
        int nameEnd = nameEnd(at + 2);
        int after = attributes(nameEnd, null);
        switch (name(at + 2, nameEnd)) {
            case "head" -> head = after;
            case "body" -> bodyEnd = after < 0 ? bodyEnd : at;
            case "html" -> htmlEnd = after < 0 ? htmlEnd : at;
            default -> {}
        }
        return after;
    }

    private int startTag(int at) {
        int nameEnd = nameEnd(at + 1);
        String name = name(at + 1, nameEnd);
        boolean link = name.equals("a") || name.equals("area");
        List<Span> found = new ArrayList<>(1);
        int after = attributes(nameEnd, link ? found : null);
        if (after < 0) {
            return -1;
        }
        // Of an attribute given twice the first counts.
        found.stream().limit(1).forEach(links::add);
        switch (name) {
            case "html" -> html = html < 0 ? after : html;
            case "body" -> body = body < 0 ? after : body;
            default -> {}
        }
        return RAW.contains(name) ? rawEnd(name, after) : after;
    }

    /// Where the end tag of an element of raw text starts.
    private int rawEnd(String name, int at) {
        for (int close = text.indexOf("</", at);
                close >= 0;
                close = text.indexOf("</", close + 2)) {
            if (text.regionMatches(true, close + 2, name, 0, name.length())
                    && endOfName(charAt(close + 2 + name.length()))) {
                return close;
            }
        }
        return -1;
    }

    /// Reads attributes up to the end of the tag; notes the values of `href` if somebody asks.
    private int attributes(int from, @Nullable List<Span> hrefs) {
        int at = from;
        while (true) {
            while (at < text.length() && (space(text.charAt(at)) || text.charAt(at) == '/')) {
                at++;
            }
            if (at >= text.length()) {
                return -1;
            }
            if (text.charAt(at) == '>') {
                return at + 1;
            }
            int name = at;
            // An equals sign at its start belongs to the name.
            at++;
            while (at < text.length() && !endOfName(text.charAt(at)) && text.charAt(at) != '=') {
                at++;
            }
            boolean href = at - name == 4 && text.regionMatches(true, name, "href", 0, 4);
            at = spaces(at);
            if (charAt(at) != '=') {
                continue;
            }
            int start = spaces(at + 1);
            Span value = value(start);
            if (value.to() < 0) {
                return -1;
            }
            if (href && hrefs != null) {
                hrefs.add(value);
            }
            at = value.from() > start ? value.to() + 1 : value.to();
        }
    }

    /// The value that starts here; its end is -1 if its quotes never close.
    private Span value(int at) {
        char first = charAt(at);
        if (quote(first)) {
            return new Span(at + 1, text.indexOf(first, at + 1));
        }
        int to = at;
        while (to < text.length() && !space(text.charAt(to)) && text.charAt(to) != '>') {
            to++;
        }
        return new Span(at, to);
    }

    private int spaces(int at) {
        int to = at;
        while (to < text.length() && space(text.charAt(to))) {
            to++;
        }
        return to;
    }

    private int after(char wanted, int from) {
        int at = text.indexOf(wanted, from);
        return at < 0 ? -1 : at + 1;
    }

    private int nameEnd(int from) {
        int to = from;
        while (to < text.length() && !endOfName(text.charAt(to))) {
            to++;
        }
        return to;
    }

    private String name(int from, int to) {
        return text.substring(from, to).toLowerCase(Locale.ROOT);
    }

    private char charAt(int at) {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private static boolean quote(char c) {
        return c == '"' || c == '\'';
    }

    private static boolean letter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean space(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
    }

    private static boolean endOfName(char c) {
        return space(c) || c == '/' || c == '>';
    }
}
