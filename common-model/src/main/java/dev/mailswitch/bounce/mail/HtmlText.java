package dev.mailswitch.bounce.mail;

import java.util.Locale;
import java.util.Map;

/// HTML as text to search, by one pass: tags become spaces, those that end a line a line end. Not
/// meant to be shown to anybody.
final class HtmlText {

    private static final Map<String, String> ENTITIES =
            Map.of(
                    "lt", "<", "gt", ">", "amp", "&", "quot", "\"", "nbsp", " ", "apos", "'", "#39",
                    "'", "#64", "@");

    /// Letters of the longest entity known, with its semicolon.
    private static final int LONGEST_ENTITY = 6;

    private static final int LONGEST_TAG = 12;

    private final String html;
    private final StringBuilder text;

    /// The tag whose content is no text, or nothing.
    private String within = "";

    private HtmlText(String html) {
        this.html = html;
        this.text = new StringBuilder(html.length());
    }

    static String of(String html) {
        return new HtmlText(html).text();
    }

    private String text() {
        int lastEnd = html.lastIndexOf('>');
        for (int at = 0; at < html.length(); at++) {
            char letter = html.charAt(at);
            if (letter == '<' && at < lastEnd) {
                tag(at + 1);
                at = html.indexOf('>', at);
            } else if (within.isEmpty()) {
                at = letter == '&' ? entity(at) : letter(letter, at);
            }
        }
        return text.toString();
    }

    private int letter(char letter, int at) {
        text.append(letter);
        return at;
    }

    private void tag(int from) {
        int end = from;
        while (end < html.length()
                && end < from + LONGEST_TAG
                && html.charAt(end) != '>'
                && html.charAt(end) > ' ') {
            end++;
        }
        String tag = html.substring(from, end).toLowerCase(Locale.ROOT);
        if (!within.isEmpty()) {
            within = tag.equals("/" + within) ? "" : within;
            return;
        }
        within = tag.equals("style") || tag.equals("script") ? tag : "";
        text.append(endsLine(tag.startsWith("/") ? tag.substring(1) : tag) ? '\n' : ' ');
    }

    private static boolean endsLine(String tag) {
        return switch (tag) {
            case "br", "br/", "p", "div", "tr", "td", "li", "h1", "h2", "h3", "pre", "title" ->
                    true;
            default -> false;
        };
    }

    private int entity(int at) {
        int end = at + 1;
        while (end < html.length() && end <= at + LONGEST_ENTITY && html.charAt(end) != ';') {
            end++;
        }
        String meant =
                end < html.length() && html.charAt(end) == ';'
                        ? ENTITIES.get(html.substring(at + 1, end))
                        : null;
        text.append(meant == null ? "&" : meant);
        return meant == null ? at : end;
    }
}
