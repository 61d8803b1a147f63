package dev.mailswitch.bounce.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Fields as in the header of a mail (RFC 5322 section 2.2), unfolded.
final class Fields {

    private record Field(String name, String value) {}

    private final List<Field> fields = new ArrayList<>();

    /// Of lines; one that is no field is skipped.
    static Fields of(List<String> lines) {
        Fields read = new Fields();
        StringBuilder field = new StringBuilder();
        for (String line : lines) {
            boolean goesOn = !line.isEmpty() && (line.charAt(0) == ' ' || line.charAt(0) == '\t');
            if (!goesOn) {
                read.add(field);
                field.setLength(0);
            }
            int room = Limits.FIELD - field.length();
            field.append(line, 0, Math.clamp(room, 0, line.length()));
        }
        read.add(field);
        return read;
    }

    private void add(StringBuilder field) {
        int colon = field.indexOf(":");
        if (colon > 0 && fields.size() < Limits.FIELDS) {
            fields.add(
                    new Field(
                            field.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                            field.substring(colon + 1).strip()));
        }
    }

    /// The first of a name, null if there is none.
    @Nullable String first(String name) {
        for (Field field : fields) {
            if (field.name().equals(name)) {
                return field.value();
            }
        }
        return null;
    }

    /// All of a name, in order.
    List<String> all(String name) {
        return fields.stream()
                .filter(field -> field.name().equals(name))
                .map(Field::value)
                .toList();
    }

    /// The first of a name in lower case, or nothing.
    String lower(String name) {
        String value = first(name);
        return value == null ? "" : value.toLowerCase(Locale.ROOT);
    }

    boolean has(String name) {
        return first(name) != null;
    }

    boolean isEmpty() {
        return fields.isEmpty();
    }
}
