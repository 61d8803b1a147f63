package dev.mailswitch.api.template.language;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Puts variables into a template. Strict: what a template uses must be there, save in the condition
/// of an `if` or `unless`; null is there and writes nothing.
public final class Renderer {

    /// How many missing names are told.
    public static final int MOST_NAMES = 50;

    /// Beyond this a number is written as Java writes it, not in full.
    private static final int MOST_DIGITS = 40;

    /// A scope while it runs.
    ///
    /// @param position in its list or object, from 0
    /// @param key      in its object; null in a list
    private record Frame(
            JsonNode value,
            @Nullable Frame outer,
            int position,
            @Nullable String key,
            boolean last) {}

    private final Output output;
    private final TreeSet<String> missing = new TreeSet<>();
    private @Nullable Flaw flaw;
    private Part part = Part.SUBJECT;

    private Renderer(Limits limits) {
        output = new Output(limits);
    }

    public static Rendering render(Compiled template, Map<String, JsonNode> variables) {
        return render(template, variables, Limits.STANDARD);
    }

    public static Rendering render(
            Compiled template, Map<String, JsonNode> variables, Limits limits) {
        ObjectNode whole = JsonNodeFactory.instance.objectNode();
        whole.setAll(variables);
        try {
            return new Renderer(limits).run(template, new Frame(whole, null, 0, null, false));
        } catch (Output.CutOff cutOff) {
            return new Rendering.TooLarge(cutOff.limit());
        }
    }

    private Rendering run(Compiled template, Frame whole) {
        String subject = part(Part.SUBJECT, template.subject(), whole);
        String html = template.html() == null ? null : part(Part.HTML, template.html(), whole);
        String text = template.text() == null ? null : part(Part.TEXT, template.text(), whole);
        if (!missing.isEmpty()) {
            return new Rendering.Missing(missing.stream().limit(MOST_NAMES).toList());
        }
        if (flaw == null) {
            flaw = unfitSubject(subject);
        }
        return flaw != null
                ? new Rendering.Invalid(flaw)
                : new Rendering.Rendered(subject, html, text);
    }

    private String part(Part which, Program program, Frame whole) {
        part = which;
        run(program.nodes(), whole);
        return output.take();
    }

    private void run(List<Node> nodes, Frame frame) {
        for (Node node : nodes) {
            output.spend(1);
            switch (node) {
                case Node.Text text -> output.write(text.text());
                case Node.Value value -> write(value, frame);
                case Node.Condition condition ->
                        run(
                                truthy(find(condition.reference(), frame)) != condition.negated()
                                        ? condition.then()
                                        : condition.otherwise(),
                                frame);
                case Node.Loop loop -> repeat(loop, frame);
                case Node.With with -> enter(with, frame);
            }
        }
    }

    private void write(Node.Value node, Frame frame) {
        JsonNode value = required(node.reference(), frame);
        if (value == null || value.isNull()) {
            return;
        }
        if (value.isContainerNode()) {
            note(node.reference(), "'%s' is a list or an object and cannot stand for text");
            return;
        }
        String text = text(value);
        if (part == Part.HTML && !node.raw()) {
            output.writeEscaped(text);
        } else {
            output.write(text);
        }
    }

    private void repeat(Node.Loop loop, Frame frame) {
        JsonNode value = required(loop.reference(), frame);
        if (value == null) {
            return;
        }
        if (value.isContainerNode() && !value.isEmpty()) {
            int position = 0;
            int size = value.size();
            if (value instanceof ObjectNode object) {
                // In the order of their names: that of a request says nothing.
                for (Map.Entry<String, JsonNode> entry : sorted(object).entrySet()) {
                    turn(loop, entry.getValue(), frame, position++, entry.getKey(), size);
                }
            } else {
                for (JsonNode item : value) {
                    turn(loop, item, frame, position++, null, size);
                }
            }
        } else if (value.isContainerNode() || !truthy(value)) {
            run(loop.otherwise(), frame);
        } else {
            note(loop.reference(), "'%s' must be a list or an object");
        }
    }

    private static SortedMap<String, JsonNode> sorted(ObjectNode object) {
        SortedMap<String, JsonNode> sorted = new TreeMap<>();
        object.properties().forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        return sorted;
    }

    private void turn(
            Node.Loop loop,
            JsonNode item,
            Frame frame,
            int position,
            @Nullable String key,
            int size) {
        output.spend(1);
        run(loop.body(), new Frame(item, frame, position, key, position == size - 1));
    }

    private void enter(Node.With with, Frame frame) {
        JsonNode value = required(with.reference(), frame);
        if (value == null) {
            return;
        }
        // Zero is something to look into, and nothing to go by: so Handlebars has it.
        if (truthy(value) || value.isNumber()) {
            run(with.body(), new Frame(value, frame, 0, null, false));
        } else {
            run(with.otherwise(), frame);
        }
    }

    private @Nullable JsonNode required(Reference reference, Frame frame) {
        JsonNode value = find(reference, frame);
        if (value == null && missing.size() < MOST_NAMES * 2) {
            missing.add(reference.name());
        }
        return value;
    }

    /// Null if it is not there; what is there and null is a node.
    private @Nullable JsonNode find(Reference reference, Frame from) {
        output.spend(1 + reference.up() + reference.path().size());
        Frame frame = from;
        for (int up = reference.up(); up > 0 && frame.outer() != null; up--) {
            frame = frame.outer();
        }
        return switch (reference.aspect()) {
            case VALUE -> inside(frame.value(), reference.path());
            case INDEX -> IntNode.valueOf(frame.position());
            case KEY ->
                    frame.key() == null
                            ? IntNode.valueOf(frame.position())
                            : TextNode.valueOf(frame.key());
            case FIRST -> JsonNodeFactory.instance.booleanNode(frame.position() == 0);
            case LAST -> JsonNodeFactory.instance.booleanNode(frame.last());
        };
    }

    private static @Nullable JsonNode inside(JsonNode value, List<String> path) {
        @Nullable JsonNode at = value;
        for (String step : path) {
            at =
                    switch (at) {
                        case ObjectNode object -> object.get(step);
                        case ArrayNode list when step.equals("length") ->
                                IntNode.valueOf(list.size());
                        case ArrayNode list when step.matches("\\d{1,9}") ->
                                list.get(Integer.parseInt(step));
                        case null, default -> null;
                    };
        }
        return at;
    }

    /// As Handlebars: absent, null, false, zero, the empty text and the empty list are not.
    private static boolean truthy(@Nullable JsonNode value) {
        return switch (value) {
            case null -> false;
            case ArrayNode list -> !list.isEmpty();
            case ObjectNode object -> true;
            default ->
                    value.isTextual()
                            ? !value.textValue().isEmpty()
                            : value.isNumber() ? value.doubleValue() != 0 : value.booleanValue();
        };
    }

    private static String text(JsonNode value) {
        return value.isFloatingPointNumber() ? number(value) : value.asText();
    }

    /// As a person writes it: 19.9 and 1000000, not 1.0E6; in full as long as that is not absurd.
    private static String number(JsonNode value) {
        if (!Double.isFinite(value.doubleValue())) {
            return value.asText();
        }
        BigDecimal exact = value.decimalValue().stripTrailingZeros();
        return Math.abs(exact.scale()) + exact.precision() > MOST_DIGITS
                ? value.asText()
                : exact.toPlainString();
    }

    private void note(Reference reference, String words) {
        if (flaw == null) {
            Place place = reference.place();
            flaw = new Flaw(part, place.line(), place.column(), words.formatted(reference.name()));
        }
    }

    /// What would break the header or the message.
    private static @Nullable Flaw unfitSubject(String subject) {
        for (int i = 0; i < subject.length(); i++) {
            int c = subject.codePointAt(i);
            boolean half = c <= 0xFFFF && Character.isSurrogate((char) c);
            if (half || c == 0x7F || c < ' ' && c != '\t') {
                return new Flaw(
                        Part.SUBJECT,
                        1,
                        1,
                        half
                                ? "the subject must be valid Unicode"
                                : "the subject must not contain line breaks or control characters");
            }
            i += Character.charCount(c) - 1;
        }
        return subject.isBlank()
                ? new Flaw(Part.SUBJECT, 1, 1, "the subject must not be empty")
                : null;
    }
}
