package dev.mailswitch.api.dialect;

import io.vertx.core.MultiMap;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The query of a request. A parameter that is not what it should be, stands twice or is unknown
/// goes to the findings by its name, and is as if not given. So does an empty one.
public final class Query {

    private final MultiMap query;
    private final Findings findings;

    public Query(MultiMap query, Set<String> known, Findings findings) {
        this.query = query;
        this.findings = findings;
        for (String name : query.names()) {
            if (!known.contains(name)) {
                findings.invalid(shortened(name), Nearest.unknown(name, known));
            } else if (query.getAll(name).size() > 1) {
                findings.invalid(name, "is given twice");
            } else if (query.get(name).indexOf('\0') >= 0) {
                findings.invalid(name, "must not have a NUL character");
            } else if (query.get(name).isEmpty()) {
                // As a filter it would be none, and the answer all there is.
                findings.invalid(name, "must not be empty");
            }
        }
    }

    public Optional<String> text(String name) {
        return Optional.ofNullable(query.get(name)).filter(value -> !value.isEmpty());
    }

    public int number(String name, int least, int most, int otherwise) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            int value = Integer.parseInt(text.get());
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            // Said below.
        }
        findings.invalid(name, "must be a number from %d to %d".formatted(least, most));
        return otherwise;
    }

    public Optional<Instant> time(String name) {
        Optional<String> text = text(name);
        // A plus in a query that was not escaped arrives as a space.
        Optional<Instant> time = text.flatMap(t -> Rfc3339.parse(t.replace(' ', '+')));
        if (text.isPresent() && time.isEmpty()) {
            findings.invalid(name, "must be a time as in 2026-01-31T12:00:00Z");
        }
        return time;
    }

    /// The place in a list that [#cursor(UUID)] wrote.
    public @Nullable UUID cursor() {
        Optional<String> text = text("cursor");
        if (text.isEmpty()) {
            return null;
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text.get());
            if (bytes.length == 16) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                return new UUID(buffer.getLong(), buffer.getLong());
            }
        } catch (IllegalArgumentException notBase64) {
            // Said below.
        }
        findings.invalid("cursor", "must be the next_cursor of a page before");
        return null;
    }

    /// A place in a list, for `next_cursor`.
    public static String cursor(UUID id) {
        byte[] bytes =
                ByteBuffer.allocate(16)
                        .putLong(id.getMostSignificantBits())
                        .putLong(id.getLeastSignificantBits())
                        .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String shortened(String name) {
        return name.length() <= 64 ? name : name.substring(0, 64) + "…";
    }
}
