package dev.mailswitch.api.dialect;

import dev.mailswitch.api.accept.Once;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The idempotency key a request brings.
public sealed interface GivenKey {

    String HEADER = "Idempotency-Key";
    String REPLAYED = "Idempotency-Replayed";

    int MOST = 255;

    record None() implements GivenKey {}

    /// @param text 1 to 255 characters without control characters
    record One(String text) implements GivenKey {}

    /// @param message for people, about the header
    record Wrong(String message) implements GivenKey {}

    /// The key in the header.
    static GivenKey of(HttpServerRequest request) {
        List<String> keys = request.headers().getAll(HEADER);
        return switch (keys.size()) {
            case 0 -> new None();
            case 1 -> of(keys.getFirst());
            default -> new Wrong("must be given once");
        };
    }

    /// A key as text; white space around it does not count.
    static GivenKey of(String text) {
        String key = text.strip();
        if (key.isEmpty() || key.length() > MOST) {
            return new Wrong("must have 1 to 255 characters");
        }
        return key.chars().anyMatch(Character::isISOControl)
                ? new Wrong("must not contain control characters")
                : new One(key);
    }

    /// How often the mail may be accepted, at doors where the key alone decides.
    ///
    /// @param findings get the field and what is wrong with it
    default Once once(Findings findings) {
        return switch (this) {
            case None none -> Once.NEVER;
            case One one -> new Once.Key(one.text());
            case Wrong wrong -> {
                findings.invalid(HEADER, wrong.message());
                yield Once.NEVER;
            }
        };
    }

    /// The key of one mail of a batch: it counts for each by its place.
    ///
    /// @param index from 0
    default GivenKey at(int index) {
        // No key of a mail that came alone has a zero character.
        return this instanceof One one ? new One(one.text() + '\0' + index) : this;
    }

    /// Together with the key in the body, at doors that document one: they must not differ.
    default GivenKey and(@Nullable String inBody) {
        if (inBody == null || this instanceof Wrong) {
            return this;
        }
        GivenKey other = of(inBody);
        return this instanceof None || other instanceof Wrong || equals(other)
                ? other
                : new Wrong("must not differ between header and body");
    }
}
