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
/// is refused with 400 by its name.
public final class Parameters {

    public static final int DEFAULT_LIMIT = 50;
    public static final int MAX_LIMIT = 200;

    private final MultiMap query;

    public Parameters(MultiMap query, Set<String> known) {
        this.query = query;
        for (String name : query.names()) {
            if (!known.contains(name)) {
                throw refused(shortened(name), "is not known here");
            }
            if (query.getAll(name).size() > 1) {
                throw refused(name, "is given twice");
            }
        }
    }

    public Optional<String> text(String name) {
        return Optional.ofNullable(query.get(name)).filter(value -> !value.isEmpty());
    }

    public int limit() {
        return number("limit", 1, MAX_LIMIT, DEFAULT_LIMIT);
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
        throw refused(name, "must be a number from %d to %d".formatted(least, most));
    }

    public Optional<Instant> time(String name) {
        return text(name).map(text -> time(name, text));
    }

    private static Instant time(String name, String text) {
        // A plus in a query that was not escaped arrives as a space.
        return Rfc3339.parse(text.replace(' ', '+'))
                .orElseThrow(() -> refused(name, "must be a time as in 2026-01-31T12:00:00Z"));
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
        throw refused("cursor", "is none of ours");
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

    public static Refused refused(String name, String message) {
        return new Refused(Problem.invalid(name, message));
    }

    private static String shortened(String name) {
        return name.length() <= 64 ? name : name.substring(0, 64) + "…";
    }
}
