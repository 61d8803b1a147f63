package dev.mailswitch.bench;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// `--name value` pairs of a command line.
///
/// @param values by name
record Options(Map<String, String> values) {

    Options {
        values = Map.copyOf(values);
    }

    /// @param known names there are
    /// @throws IllegalArgumentException naming what is wrong
    static Options parse(String[] arguments, Set<String> known) {
        Map<String, String> found = new HashMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            String name = arguments[i].replaceFirst("^--", "");
            if (!arguments[i].startsWith("--") || !known.contains(name)) {
                throw new IllegalArgumentException("unknown option " + arguments[i]);
            }
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException(arguments[i] + " needs a value");
            }
            found.put(name, arguments[i + 1]);
        }
        return new Options(found);
    }

    String text(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    /// @throws IllegalArgumentException if it is none, or not between the two
    int number(String name, int otherwise, int least, int most) {
        String value = values.get(name);
        try {
            int number = value == null ? otherwise : Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException none) {
            // Said below.
        }
        throw new IllegalArgumentException(
                "--%s must be a number from %d to %d, not %s".formatted(name, least, most, value));
    }
}
