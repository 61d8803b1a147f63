package dev.mailswitch.api.dialect;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Times as our routes write and read them (RFC 3339).
public final class Rfc3339 {

    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private Rfc3339() {}

    /// In UTC with milliseconds and `Z`.
    public static String of(Instant at) {
        return FORMAT.format(at);
    }

    public static @Nullable String ofNullable(@Nullable Instant at) {
        return at == null ? null : of(at);
    }

    /// Reads a time with `Z` or an offset, to the millisecond; empty if it is none. Years have four
    /// digits (RFC 3339 section 5.6); Java and PostgreSQL would take others, each in its own way.
    public static Optional<Instant> parse(String text) {
        if (text.startsWith("+") || text.startsWith("-")) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MILLIS));
        } catch (DateTimeException none) {
            return Optional.empty();
        }
    }
}
