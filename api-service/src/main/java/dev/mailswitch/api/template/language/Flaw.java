package dev.mailswitch.api.template.language;

/// What is wrong with a template, and where.
///
/// @param line    from 1
/// @param column  from 1, in UTF-16 units, as editors count
/// @param message in words for who wrote the template; may name what stands there
public record Flaw(Part part, int line, int column, String message) {

    @Override
    public String toString() {
        return "%s, line %d, column %d: %s".formatted(part.word(), line, column, message);
    }
}
