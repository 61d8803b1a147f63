package dev.mailswitch.api.dialect.fluxomail;

import dev.mailswitch.api.dialect.Rfc3339;
import dev.mailswitch.model.id.Uuids;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/// From where on somebody wants to know.
sealed interface Since {

    /// From this moment on.
    record Time(Instant at) implements Since {}

    /// After this event.
    record Event(UUID id) implements Since {}

    Pattern MILLIS = Pattern.compile("\\d{1,15}");

    /// Reads a time as RFC 3339 writes it, milliseconds since 1970, or the id of an event; empty if
    /// it is none of them.
    static Optional<Since> parse(String text) {
        if (MILLIS.matcher(text).matches()) {
            return Optional.of(new Time(Instant.ofEpochMilli(Long.parseLong(text))));
        }
        try {
            UUID id = Uuids.parse(text);
            return id.version() == 7 ? Optional.of(new Event(id)) : Optional.empty();
        } catch (IllegalArgumentException noId) {
            // A plus in a query that was not escaped arrives as a space.
            return Rfc3339.parse(text.replace(' ', '+')).map(Time::new);
        }
    }

    /// The place in the log: what is wanted has later ids.
    default UUID place() {
        return switch (this) {
            case Event event -> event.id();
            case Time time -> before(Uuids.floor(time.at()));
        };
    }

    /// The moment it stands for.
    default Instant at() {
        return switch (this) {
            case Event event -> Uuids.time(event.id());
            case Time time -> time.at();
        };
    }

    /// The id just above another.
    static UUID beyond(UUID id) {
        long low = id.getLeastSignificantBits() + 1;
        return new UUID(id.getMostSignificantBits() + (low == 0 ? 1 : 0), low);
    }

    /// The id just below another.
    static UUID before(UUID id) {
        return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits() - 1);
    }
}
