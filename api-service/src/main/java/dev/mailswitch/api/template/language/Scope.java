package dev.mailswitch.api.template.language;

import dev.mailswitch.api.template.language.Reference.Aspect;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a tag stands: the whole, or the body of an `each` or a `with`. Names are looked for in the
/// scope itself and never silently further out: an item that lacks a name must not get the one of
/// somebody else.
///
/// @param loop       whether it is the body of an `each`
/// @param name       what it holds, as seen from the outside; empty for the whole
/// @param parameters names given after `as`: the value, then its index or key
record Scope(@Nullable Scope outer, boolean loop, String name, List<String> parameters) {

    private static final int MOST_STEPS = 20;
    private static final int MOST_NAME = 100;

    Scope {
        parameters = List.copyOf(parameters);
        // Long names within long names would take more memory than the template.
        if (name.length() > MOST_NAME) {
            name = "…" + name.substring(name.length() - MOST_NAME);
        }
    }

    static Scope whole() {
        return new Scope(null, false, "", List.of());
    }

    /// Reads what a tag asks for: `name`, `a.b.[c d].0`, `this`, `../name`, `@index`, `@root.name`.
    ///
    /// @throws SyntaxError when it is no such thing
    Reference reference(String text, Place place) {
        if (text.startsWith("@")) {
            return data(text.substring(1), place);
        }
        Scope scope = this;
        int up = 0;
        int at = 0;
        while (text.startsWith("..", at)) {
            if (scope.outer == null) {
                throw new SyntaxError(place, "'..' leads out of everything");
            }
            scope = scope.outer;
            up++;
            at += 2;
            if (at < text.length() && text.charAt(at++) != '/') {
                throw notAName(text, place);
            }
        }
        boolean explicit = up > 0;
        if (text.equals(".") || text.startsWith("./", at)) {
            explicit = true;
            at += Math.min(2, text.length() - at);
        }
        List<String> path = path(text, at, place);
        if (!path.isEmpty() && path.getFirst().equals("this")) {
            return scope.value(up, path.subList(1, path.size()), place);
        }
        if (path.isEmpty() && !explicit) {
            throw notAName(text, place);
        }
        Reference parameter = explicit ? null : parameter(path, place);
        return parameter == null ? scope.value(up, path, place) : parameter;
    }

    private Reference value(int up, List<String> path, Place place) {
        return new Reference(up, Aspect.VALUE, path, named(path), place);
    }

    private String named(List<String> path) {
        String inner = String.join(".", path);
        if (name.isEmpty() || inner.isEmpty()) {
            return name.isEmpty() && inner.isEmpty() ? "this" : name + inner;
        }
        return name + "." + inner;
    }

    private @Nullable Reference parameter(List<String> path, Place place) {
        @Nullable Scope scope = this;
        for (int up = 0; scope != null; up++, scope = scope.outer) {
            int which = scope.parameters.indexOf(path.getFirst());
            List<String> rest = path.subList(1, path.size());
            if (which == 0) {
                return scope.value(up, rest, place);
            }
            if (which == 1) {
                if (!rest.isEmpty()) {
                    throw new SyntaxError(place, "a position has nothing inside");
                }
                return new Reference(up, Aspect.KEY, List.of(), path.getFirst(), place);
            }
        }
        return null;
    }

    private Reference data(String text, Place place) {
        if (text.equals("root") || text.startsWith("root.") || text.startsWith("root/")) {
            Scope scope = this;
            int up = 0;
            while (scope.outer != null) {
                scope = scope.outer;
                up++;
            }
            return scope.value(up, text.length() < 5 ? List.of() : path(text, 5, place), place);
        }
        Aspect aspect =
                switch (text) {
                    case "index" -> Aspect.INDEX;
                    case "key" -> Aspect.KEY;
                    case "first" -> Aspect.FIRST;
                    case "last" -> Aspect.LAST;
                    default ->
                            throw new SyntaxError(
                                    place,
                                    "only @root, @index, @key, @first and @last are known here");
                };
        @Nullable Scope scope = this;
        for (int up = 0; scope != null; up++, scope = scope.outer) {
            if (scope.loop) {
                return new Reference(up, aspect, List.of(), "@" + text, place);
            }
        }
        throw new SyntaxError(place, "@%s needs an each around it".formatted(text));
    }

    /// Names and positions with `.` or `/` between them.
    private static List<String> path(String text, int from, Place place) {
        List<String> path = new ArrayList<>();
        int at = from;
        while (at < text.length()) {
            int end;
            if (text.charAt(at) == '[') {
                end = text.indexOf(']', at);
                if (end <= at + 1) {
                    throw notAName(text, place);
                }
                path.add(text.substring(at + 1, end));
                end++;
            } else {
                end = at;
                while (end < text.length() && ofName(text.charAt(end))) {
                    end++;
                }
                if (end == at) {
                    throw notAName(text, place);
                }
                path.add(text.substring(at, end));
            }
            if (end == text.length()) {
                break;
            }
            boolean more = text.charAt(end) == '.' || text.charAt(end) == '/';
            at = end + 1;
            if (!more || at == text.length() || path.size() == MOST_STEPS) {
                throw notAName(text, place);
            }
        }
        return path;
    }

    /// Whether it is one name, as a parameter of a block must be.
    static boolean name(String text) {
        return !text.isEmpty()
                && !text.equals("this")
                && text.chars().allMatch(c -> ofName((char) c));
    }

    /// Handlebars' own list of what ends a name.
    private static boolean ofName(char c) {
        return !Character.isWhitespace(c) && "!\"#%&'()*+,./;<=>@[\\]^`{|}~".indexOf(c) < 0;
    }

    private static SyntaxError notAName(String text, Place place) {
        return new SyntaxError(
                place,
                text.startsWith("(") || text.startsWith("\"") || text.startsWith("'")
                        ? "a variable's name must stand here; expressions and strings are not known"
                        : "a variable's name must stand here");
    }
}
