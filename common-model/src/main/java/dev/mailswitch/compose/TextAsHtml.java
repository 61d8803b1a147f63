package dev.mailswitch.compose;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Text as HTML that looks like it: line breaks and spaces stay, links can be followed.
public final class TextAsHtml {

    private static final Pattern LINK = Pattern.compile("https?://[^\\s<>\"']+");
    private static final String HEAD =
            "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"></head><body>\n"
                    + "<div style=\"font-family:sans-serif\">";
    private static final String TAIL = "</div>\n</body></html>\n";

    private TextAsHtml() {}

    public static String of(String text) {
        StringBuilder html = new StringBuilder(text.length() + 256).append(HEAD);
        Matcher link = LINK.matcher(text);
        int from = 0;
        while (link.find()) {
            escape(html, text.substring(from, link.start()));
            String url = withoutPunctuation(link.group());
            html.append("<a href=\"");
            escapeCharacters(html, url);
            html.append("\">");
            escapeCharacters(html, url);
            html.append("</a>");
            from = link.start() + url.length();
        }
        escape(html, text.substring(from));
        return html.append(TAIL).toString();
    }

    /// What ends a sentence ends no link; nor does a bracket that was opened before it.
    private static String withoutPunctuation(String url) {
        int end = url.length();
        while (end > 8
                && (".,;:!?]}".indexOf(url.charAt(end - 1)) >= 0
                        || (url.charAt(end - 1) == ')' && url.indexOf('(') < 0))) {
            end--;
        }
        return url.substring(0, end);
    }

    private static void escape(StringBuilder html, String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        escapeCharacters(escaped, text);
        html.append(
                escaped.toString()
                        .replace("\r\n", "\n")
                        .replace('\r', '\n')
                        .replace("  ", " &nbsp;")
                        .replace("\n", "<br>\n"));
    }

    /// As they may stand in text and in a value with double quotes.
    static void escapeCharacters(StringBuilder html, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> html.append("&amp;");
                case '<' -> html.append("&lt;");
                case '>' -> html.append("&gt;");
                case '"' -> html.append("&quot;");
                default -> html.append(c);
            }
        }
    }
}
