package dev.mailswitch.api.template.language;

import dev.mailswitch.api.template.language.Token.Kind;
import dev.mailswitch.api.template.language.Token.Literal;
import dev.mailswitch.api.template.language.Token.Tag;
import java.util.ArrayList;
import java.util.List;

/// Cuts a part into text and tags. One pass, linear in the text.
final class Scanner {

    private static final String OPENING = "{{";
    private static final String CLOSING = "}}";

    private final String source;
    private final Limits limits;
    private final List<Token> tokens = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private int at;
    private int tags;
    private int line = 1;
    private int lineStart;
    private int counted;

    private Scanner(String source, Limits limits) {
        this.source = source;
        this.limits = limits;
    }

    /// @throws SyntaxError at the first tag that is none
    static List<Token> scan(String source, Limits limits) {
        Scanner scanner = new Scanner(source, limits);
        scanner.run();
        return WhiteSpace.settle(scanner.tokens);
    }

    private void run() {
        while (true) {
            int open = source.indexOf(OPENING, at);
            if (open < 0) {
                text.append(source, at, source.length());
                flush();
                return;
            }
            int backslashes = backslashes(open);
            if (backslashes == 1) {
                // \{{ means the braces themselves.
                text.append(source, at, open - 1).append(OPENING);
                at = open + OPENING.length();
            } else {
                // \\{{ means a backslash before a tag.
                text.append(source, at, backslashes == 2 ? open - 1 : open);
                flush();
                tag(open);
            }
        }
    }

    private int backslashes(int open) {
        int found = 0;
        while (found < 2 && open - 1 - found >= at && source.charAt(open - 1 - found) == '\\') {
            found++;
        }
        return found;
    }

    private void flush() {
        if (!text.isEmpty()) {
            tokens.add(new Literal(text.toString()));
            text.setLength(0);
        }
    }

    private void tag(int open) {
        Place place = place(open);
        if (++tags > limits.tags()) {
            throw new SyntaxError(place, "there are more than %d tags".formatted(limits.tags()));
        }
        if (source.startsWith("{{{{", open)) {
            throw new SyntaxError(place, "raw blocks ({{{{ }}}}) are not known here");
        }
        int from = open + OPENING.length();
        boolean trimsBefore = source.startsWith("~", from);
        from += trimsBefore ? 1 : 0;
        if (source.startsWith("!", from)) {
            comment(from, place, trimsBefore);
        } else if (source.startsWith("{", from)) {
            triple(from + 1, place, trimsBefore);
        } else {
            int end = source.indexOf(CLOSING, from);
            boolean trimsAfter = end > from && source.charAt(end - 1) == '~';
            String body = body(from, end - (trimsAfter ? 1 : 0), place);
            at = end + CLOSING.length();
            tokens.add(signed(body, place, trimsBefore, trimsAfter));
        }
    }

    private void comment(int from, Place place, boolean trimsBefore) {
        int end;
        if (source.startsWith("!--", from)) {
            int dashes = source.indexOf("--", from + 3);
            while (dashes >= 0
                    && !source.startsWith(CLOSING, dashes + 2)
                    && !source.startsWith("~}}", dashes + 2)) {
                dashes = source.indexOf("--", dashes + 1);
            }
            end = dashes < 0 ? -1 : source.indexOf(CLOSING, dashes);
        } else {
            end = source.indexOf(CLOSING, from);
        }
        if (end < 0) {
            throw unclosed(place, CLOSING);
        }
        boolean trimsAfter = source.charAt(end - 1) == '~';
        at = end + CLOSING.length();
        tokens.add(new Tag(Kind.COMMENT, "", place, trimsBefore, trimsAfter));
    }

    private void triple(int from, Place place, boolean trimsBefore) {
        int end = source.indexOf('}', from);
        boolean trimsAfter = end >= 0 && source.startsWith("}~}}", end);
        if (!trimsAfter && (end < 0 || !source.startsWith("}}}", end))) {
            throw unclosed(place, "}}}");
        }
        String body = body(from, end, place);
        at = end + (trimsAfter ? 4 : 3);
        tokens.add(new Tag(Kind.RAW_VALUE, body, place, trimsBefore, trimsAfter));
    }

    private String body(int from, int end, Place place) {
        if (end < from) {
            throw unclosed(place, CLOSING);
        }
        if (end - from > limits.tag()) {
            throw new SyntaxError(
                    place,
                    "the tag has more than %d characters, or its }} is missing"
                            .formatted(limits.tag()));
        }
        String body = source.substring(from, end).strip();
        if (body.isEmpty()) {
            throw new SyntaxError(place, "the tag is empty");
        }
        return body;
    }

    private static SyntaxError unclosed(Place place, String closing) {
        return new SyntaxError(place, "the tag is not closed: %s is missing".formatted(closing));
    }

    private static Tag signed(String body, Place place, boolean trimsBefore, boolean trimsAfter) {
        String rest = body.substring(1).strip();
        Kind kind =
                switch (body.charAt(0)) {
                    case '#' -> {
                        if (rest.startsWith(">")) {
                            throw new SyntaxError(place, "partials are not known here");
                        }
                        if (rest.startsWith("*")) {
                            throw new SyntaxError(place, "decorators are not known here");
                        }
                        yield Kind.OPEN;
                    }
                    case '/' -> Kind.CLOSE;
                    case '&' -> {
                        if (rest.isEmpty()) {
                            throw new SyntaxError(place, "the tag is empty");
                        }
                        yield Kind.RAW_VALUE;
                    }
                    case '^' -> {
                        if (!rest.isEmpty()) {
                            throw new SyntaxError(place, "write {{#unless …}} instead of {{^…}}");
                        }
                        yield Kind.ELSE;
                    }
                    case '>' -> throw new SyntaxError(place, "partials are not known here");
                    case '*' -> throw new SyntaxError(place, "decorators are not known here");
                    case '=' ->
                            throw new SyntaxError(place, "the signs around tags cannot be changed");
                    default -> Kind.VALUE;
                };
        if (kind == Kind.VALUE) {
            boolean elseTag = body.equals("else") || body.matches("(?s)else\\s.*");
            return new Tag(
                    elseTag ? Kind.ELSE : Kind.VALUE,
                    elseTag ? body.substring(4).strip() : body,
                    place,
                    trimsBefore,
                    trimsAfter);
        }
        return new Tag(kind, rest, place, trimsBefore, trimsAfter);
    }

    /// Called for ever later offsets, so that lines are counted once.
    private Place place(int offset) {
        for (; counted < offset; counted++) {
            if (source.charAt(counted) == '\n') {
                line++;
                lineStart = counted + 1;
            }
        }
        return new Place(line, offset - lineStart + 1);
    }
}
