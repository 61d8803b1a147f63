package dev.mailswitch.api.dialect.emails;

import dev.mailswitch.api.dialect.Parameters;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The header `Idempotency-Key`.
final class IdempotencyHeader {

    static final String NAME = "Idempotency-Key";
    static final String REPLAYED = "Idempotency-Replayed";

    private static final int MOST = 255;

    private IdempotencyHeader() {}

    /// The key, or null; echoes it, and refuses with 400 what cannot be one.
    static @Nullable String of(RoutingContext context) {
        List<String> keys = context.request().headers().getAll(NAME);
        if (keys.isEmpty()) {
            return null;
        }
        String key = keys.getFirst().strip();
        if (keys.size() > 1 || key.isEmpty() || key.length() > MOST) {
            throw Parameters.refused(NAME, "must be given once, with 1 to 255 characters");
        }
        context.response().putHeader(NAME, key);
        return key;
    }
}
