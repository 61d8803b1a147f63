package dev.mailswitch.api.template.language;

import dev.mailswitch.api.template.language.Token.Kind;
import dev.mailswitch.api.template.language.Token.Literal;
import dev.mailswitch.api.template.language.Token.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// Makes a program of a part. Recursion is as deep as blocks are, which is limited.
final class Parser {

    private enum Word {
        IF,
        UNLESS,
        EACH,
        WITH
    }

    /// What a block's tag says.
    private record Head(Word word, Reference reference, List<String> parameters) {}

    private final List<Token> tokens;
    private final Limits limits;
    private final SortedSet<String> variables = new TreeSet<>();
    private Scope scope = Scope.whole();
    private int at;
    private int depth;

    private Parser(List<Token> tokens, Limits limits) {
        this.tokens = tokens;
        this.limits = limits;
    }

    /// @throws SyntaxError where the part stops being a template
    static Program parse(String source, Limits limits) {
        Parser parser = new Parser(Scanner.scan(source, limits), limits);
        List<Node> nodes = parser.nodes();
        if (parser.at < parser.tokens.size() && parser.tokens.get(parser.at) instanceof Tag tag) {
            throw new SyntaxError(
                    tag.place(),
                    tag.kind() == Kind.CLOSE
                            ? "{{/%s}} closes nothing".formatted(tag.body())
                            : "{{else}} stands outside a block");
        }
        return new Program(nodes, parser.variables, parser.tags());
    }

    private int tags() {
        return (int) tokens.stream().filter(Tag.class::isInstance).count();
    }

    /// Up to the `else` or the end of the block they stand in.
    private List<Node> nodes() {
        List<Node> nodes = new ArrayList<>();
        while (at < tokens.size()) {
            switch (tokens.get(at)) {
                case Literal literal -> nodes.add(new Node.Text(literal.text()));
                case Tag tag -> {
                    switch (tag.kind()) {
                        case COMMENT -> {}
                        case VALUE, RAW_VALUE -> nodes.add(value(tag));
                        case OPEN -> nodes.add(block(tag));
                        case ELSE, CLOSE -> {
                            return nodes;
                        }
                    }
                }
            }
            at++;
        }
        return nodes;
    }

    private Node value(Tag tag) {
        List<String> words = words(tag.body());
        if (words.size() > 1) {
            throw new SyntaxError(
                    tag.place(),
                    "a tag holds one variable's name; helpers such as '%s' are not known here"
                            .formatted(words.getFirst()));
        }
        return new Node.Value(asked(words.getFirst(), tag.place()), tag.kind() == Kind.RAW_VALUE);
    }

    /// Ends at the tag that closes it.
    private Node block(Tag open) {
        String word = open.body().isEmpty() ? "" : words(open.body()).getFirst();
        Node node = chain(open);
        if (!(at < tokens.size() && tokens.get(at) instanceof Tag close)) {
            throw new SyntaxError(
                    open.place(), "the block is not closed: {{/%s}} is missing".formatted(word));
        }
        if (close.kind() == Kind.ELSE) {
            throw new SyntaxError(close.place(), "the block has had its {{else}}");
        }
        if (!close.body().equals(word)) {
            throw new SyntaxError(
                    close.place(),
                    "{{/%s}} stands where {{/%s}} of line %d must"
                            .formatted(close.body(), word, open.place().line()));
        }
        return node;
    }

    /// A block with its `else` and, in that, the blocks of an `else if`; stands at the end then.
    private Node chain(Tag open) {
        if (++depth > limits.depth()) {
            throw new SyntaxError(
                    open.place(), "blocks are nested deeper than %d".formatted(limits.depth()));
        }
        Head head = head(open);
        at++;
        List<Node> body = body(head);
        List<Node> otherwise = List.of();
        if (at < tokens.size() && tokens.get(at) instanceof Tag tag && tag.kind() == Kind.ELSE) {
            if (tag.body().isEmpty()) {
                at++;
                otherwise = nodes();
            } else {
                otherwise = List.of(chain(tag));
            }
        }
        depth--;
        return switch (head.word()) {
            case IF -> new Node.Condition(head.reference(), false, body, otherwise);
            case UNLESS -> new Node.Condition(head.reference(), true, body, otherwise);
            case EACH -> new Node.Loop(head.reference(), body, otherwise);
            case WITH -> new Node.With(head.reference(), body, otherwise);
        };
    }

    private List<Node> body(Head head) {
        Scope outside = scope;
        String name = head.reference().name();
        switch (head.word()) {
            case IF, UNLESS -> {}
            case EACH -> scope = new Scope(outside, true, name + "[]", head.parameters());
            case WITH -> scope = new Scope(outside, false, name, head.parameters());
        }
        List<Node> body = nodes();
        scope = outside;
        return body;
    }

    private Head head(Tag open) {
        List<String> words = words(open.body());
        Word word =
                switch (words.isEmpty() ? "" : words.getFirst()) {
                    case "if" -> Word.IF;
                    case "unless" -> Word.UNLESS;
                    case "each" -> Word.EACH;
                    case "with" -> Word.WITH;
                    default ->
                            throw new SyntaxError(
                                    open.place(),
                                    "only the blocks if, unless, each and with are known here");
                };
        String called = words.getFirst();
        List<String> parameters = List.of();
        int as = words.indexOf("as");
        if (as == 2) {
            parameters = parameters(open, word, words.subList(3, words.size()));
            words = words.subList(0, as);
        }
        if (words.size() != 2) {
            throw new SyntaxError(
                    open.place(), "%s needs the name of one variable".formatted(called));
        }
        return new Head(word, asked(words.get(1), open.place()), parameters);
    }

    private static List<String> parameters(Tag open, Word word, List<String> words) {
        String text = String.join(" ", words);
        int most =
                switch (word) {
                    case IF, UNLESS -> 0;
                    case WITH -> 1;
                    case EACH -> 2;
                };
        if (text.length() > 2 && text.startsWith("|") && text.endsWith("|")) {
            List<String> names = words(text.substring(1, text.length() - 1));
            if (!names.isEmpty()
                    && names.size() <= most
                    && names.stream().allMatch(Scope::name)
                    && names.stream().distinct().count() == names.size()) {
                return names;
            }
        }
        throw new SyntaxError(
                open.place(),
                most == 0
                        ? "if and unless give no names to anything"
                        : most == 1
                                ? "after 'as' one name must stand, as in |customer|"
                                : "after 'as' one or two names must stand, as in |item index|");
    }

    private Reference asked(String text, Place place) {
        Reference reference = scope.reference(text, place);
        if (reference.aspect() == Reference.Aspect.VALUE) {
            variables.add(reference.name());
        }
        return reference;
    }

    /// Cut at white space, save within `[ ]`.
    private static List<String> words(String body) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean literal = false;
        for (int i = 0; i < body.length(); i++) {
            char c = body.charAt(i);
            literal = c == '[' || literal && c != ']';
            if (!literal && Character.isWhitespace(c)) {
                if (!word.isEmpty()) {
                    words.add(word.toString());
                    word.setLength(0);
                }
            } else {
                word.append(c);
            }
        }
        if (!word.isEmpty()) {
            words.add(word.toString());
        }
        return words;
    }
}
