package dev.mailswitch.api.auth;

import dev.mailswitch.directory.Environment;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a request shows to prove who sent it, as text, not yet verified.
public sealed interface Credentials {

    /// Nothing at all.
    record None() implements Credentials {}

    /// Something that cannot be a key, or two keys that differ.
    record Unusable() implements Credentials {}

    /// A key, and the environment named beside it, or null.
    record Key(String text, @Nullable String environment) implements Credentials {}

    /// Longer than any key; keeps a header full of rubbish from being decoded.
    int MAX_LENGTH = 2_048;

    /// Environment names have no dots and keys do, so a pair tells by itself which half is which.
    Pattern ENVIRONMENT = Environment.NAME;

    /// Reads the two headers a key may arrive in.
    static Credentials of(@Nullable String authorization, @Nullable String apiKey) {
        Optional<Credentials> bearer = optional(authorization).map(Credentials::authorization);
        Optional<Credentials> plain = optional(apiKey).map(Credentials::pairOrKey);
        if (bearer.isEmpty() || plain.isEmpty()) {
            return bearer.or(() -> plain).orElseGet(None::new);
        }
        if (bearer.get() instanceof Key one && plain.get() instanceof Key other) {
            return agree(one, other);
        }
        return new Unusable();
    }

    private static Credentials agree(Key one, Key other) {
        boolean environments =
                one.environment() == null
                        || other.environment() == null
                        || one.environment().equals(other.environment());
        if (!one.text().equals(other.text()) || !environments) {
            return new Unusable();
        }
        return one.environment() == null ? other : one;
    }

    private static Optional<String> optional(@Nullable String header) {
        return Optional.ofNullable(header).map(String::strip).filter(text -> !text.isEmpty());
    }

    private static Credentials authorization(String header) {
        if (header.length() > MAX_LENGTH) {
            return new Unusable();
        }
        int space = header.indexOf(' ');
        if (space < 0) {
            return pairOrKey(header);
        }
        String rest = header.substring(space + 1).strip();
        return switch (header.substring(0, space).toLowerCase(Locale.ROOT)) {
            case "bearer" -> pairOrKey(rest);
            case "basic" -> basic(rest);
            default -> new Unusable();
        };
    }

    /// A pair that was not encoded is taken too: base64 has no colon.
    private static Credentials basic(String base64) {
        if (base64.indexOf(':') >= 0) {
            return pairOrKey(base64);
        }
        try {
            byte[] decoded = Base64.getDecoder().decode(base64);
            return pairOrKey(new String(decoded, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException notBase64) {
            return new Unusable();
        }
    }

    private static Credentials pairOrKey(String text) {
        if (text.length() > MAX_LENGTH) {
            return new Unusable();
        }
        int colon = text.indexOf(':');
        if (colon < 0) {
            return new Key(text, null);
        }
        String one = text.substring(0, colon);
        String other = text.substring(colon + 1);
        if (one.isEmpty()) {
            return new Key(other, null);
        }
        if (ENVIRONMENT.matcher(one).matches()) {
            return new Key(other, one);
        }
        return other.isEmpty() || ENVIRONMENT.matcher(other).matches()
                ? new Key(one, other.isEmpty() ? null : other)
                : new Unusable();
    }

    /// With what stands in a body: each field that is there and not empty wins over the headers.
    ///
    /// @param givenKey         from the body, or null
    /// @param givenEnvironment from the body, or null
    static Credentials overriding(
            Credentials headers, @Nullable String givenKey, @Nullable String givenEnvironment) {
        String key = emptyIsAbsent(givenKey);
        String environment = emptyIsAbsent(givenEnvironment);
        if (key != null) {
            if (key.length() > MAX_LENGTH) {
                return new Unusable();
            }
            @Nullable String beside = headers instanceof Key other ? other.environment() : null;
            return new Key(key, environment != null ? environment : beside);
        }
        return environment != null && headers instanceof Key other
                ? new Key(other.text(), environment)
                : headers;
    }

    private static @Nullable String emptyIsAbsent(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }
}
