package dev.mailswitch.api.template.language;

import dev.mailswitch.api.template.language.Token.Literal;
import dev.mailswitch.api.template.language.Token.Tag;
import java.util.ArrayList;
import java.util.List;

/// Takes away the white space that `~` asks for, and the lines on which nothing but a block's tag
/// or a comment stands (handlebarsjs.com, "Whitespace Control"). Whether a tag has its line for
/// itself is asked of the text as it was written.
final class WhiteSpace {

    private WhiteSpace() {}

    static List<Token> settle(List<Token> tokens) {
        List<Token> settled = new ArrayList<>(tokens.size());
        for (int i = 0; i < tokens.size(); i++) {
            switch (tokens.get(i)) {
                case Tag tag -> settled.add(tag);
                case Literal literal -> {
                    String cut = cut(tokens, i, literal.text());
                    if (!cut.isEmpty()) {
                        settled.add(new Literal(cut));
                    }
                }
            }
        }
        return settled;
    }

    private static String cut(List<Token> tokens, int i, String text) {
        int from = 0;
        int to = text.length();
        if (i > 0 && tokens.get(i - 1) instanceof Tag before) {
            if (before.trimsAfter()) {
                from = to - text.stripLeading().length();
            } else if (standsAlone(tokens, i - 1, before)) {
                from = afterBlankLine(text);
            }
        }
        if (i + 1 < tokens.size() && tokens.get(i + 1) instanceof Tag after) {
            if (after.trimsBefore()) {
                to = text.stripTrailing().length();
            } else if (standsAlone(tokens, i + 1, after)) {
                to = beforeBlanks(text);
            }
        }
        return from >= to ? "" : text.substring(from, to);
    }

    private static boolean standsAlone(List<Token> tokens, int i, Tag tag) {
        return tag.kind().ownsItsLine && startsLine(tokens, i) && endsLine(tokens, i);
    }

    private static boolean startsLine(List<Token> tokens, int i) {
        if (i == 0) {
            return true;
        }
        if (!(tokens.get(i - 1) instanceof Literal before)) {
            return false;
        }
        int blanks = beforeBlanks(before.text());
        return blanks == 0 ? i == 1 : before.text().charAt(blanks - 1) == '\n';
    }

    private static boolean endsLine(List<Token> tokens, int i) {
        if (i == tokens.size() - 1) {
            return true;
        }
        if (!(tokens.get(i + 1) instanceof Literal after)) {
            return false;
        }
        int rest = afterBlankLine(after.text());
        return rest > 0 && after.text().charAt(rest - 1) == '\n'
                || rest == after.text().length() && i + 2 == tokens.size();
    }

    /// Where the blanks at the end of `text` begin.
    private static int beforeBlanks(String text) {
        int end = text.length();
        while (end > 0 && blank(text.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    /// Behind the blanks at the start of `text` and the end of line after them.
    private static int afterBlankLine(String text) {
        int start = 0;
        while (start < text.length() && blank(text.charAt(start))) {
            start++;
        }
        if (text.startsWith("\r\n", start)) {
            return start + 2;
        }
        return text.startsWith("\n", start) ? start + 1 : start;
    }

    private static boolean blank(char c) {
        return c == ' ' || c == '\t';
    }
}
