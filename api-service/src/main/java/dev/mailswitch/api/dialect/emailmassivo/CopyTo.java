package dev.mailswitch.api.dialect.emailmassivo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailswitch.api.dialect.Findings;
import dev.mailswitch.model.mail.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Somebody named in cc or bcc: a mistake there costs that one the copy and nobody the mail.
sealed interface CopyTo {

    record Valid(Address address) implements CopyTo {}

    /// @param text as it was given
    record Invalid(String text) implements CopyTo {}

    /// How much of what is no address is said again.
    int MOST_SHOWN = 320;

    /// Reads a field: addresses with commas between them, or a list of such.
    ///
    /// @param most how many the caller takes; one more is read, so that it sees that there are too
    ///     many, and no others, of which a small text can hold millions
    static List<CopyTo> read(String field, @Nullable JsonNode given, int most, Findings findings) {
        List<CopyTo> copies = new ArrayList<>();
        if (given == null || given.isNull()) {
            return copies;
        }
        if (given.isTextual()) {
            add(copies, field, given.textValue(), most, findings);
            return copies;
        }
        if (!given.isArray()) {
            findings.invalid(field, "must be addresses with commas between them");
            return copies;
        }
        for (int i = 0; i < given.size() && copies.size() <= most && !findings.full(); i++) {
            String path = field + "[" + i + "]";
            if (given.get(i).isTextual()) {
                add(copies, path, given.get(i).textValue(), most, findings);
            } else {
                findings.invalid(path, "must be an address");
            }
        }
        return copies;
    }

    private static void add(
            List<CopyTo> copies, String field, String text, int most, Findings findings) {
        // Line breaks are somebody's attempt at a header of his own, and no mistyped address.
        if (text.chars().anyMatch(c -> Character.isISOControl(c) && c != '\t')) {
            findings.invalid(field, "must not contain line breaks or control characters");
            return;
        }
        int before = findings.errors().size();
        findings.unicode(field, text);
        if (findings.errors().size() == before) {
            split(text, most + 1 - copies.size()).forEach(one -> copies.add(of(one)));
        }
    }

    private static CopyTo of(String text) {
        try {
            return new Valid(Address.parse(text));
        } catch (IllegalArgumentException none) {
            return new Invalid(
                    text.codePointCount(0, text.length()) <= MOST_SHOWN
                            ? text
                            : text.substring(0, text.offsetByCodePoints(0, MOST_SHOWN)) + "…");
        }
    }

    /// At commas that stand neither in quotes nor in angle brackets, up to a number of parts; blanks
    /// between them are nobody.
    private static List<String> split(String text, int most) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        boolean bracketed = false;
        int from = 0;
        for (int i = 0; i < text.length() && parts.size() < most; i++) {
            switch (text.charAt(i)) {
                case '\\' -> i += quoted ? 1 : 0;
                case '"' -> quoted = !quoted;
                case '<' -> bracketed = !quoted || bracketed;
                case '>' -> bracketed = quoted && bracketed;
                case ',' -> {
                    if (!quoted && !bracketed) {
                        part(text, from, i).ifPresent(parts::add);
                        from = i + 1;
                    }
                }
                default -> {}
            }
        }
        if (parts.size() < most) {
            part(text, from, text.length()).ifPresent(parts::add);
        }
        return parts;
    }

    private static Optional<String> part(String text, int from, int to) {
        return Optional.of(text.substring(from, to).strip()).filter(part -> !part.isEmpty());
    }
}
