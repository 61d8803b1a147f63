package dev.mailswitch.model.wire;

import java.util.Optional;

/// What came out of the bytes of a record. Decoding never throws.
public sealed interface Decoded<T> {

    /// It could be read.
    record Value<T>(T value) implements Decoded<T> {}

    /// It was written by a release whose records this one cannot understand; worth an alarm, since
    /// the record is genuine.
    ///
    /// @param major the version it claims
    record TooNew<T>(int major) implements Decoded<T> {}

    /// It is no such record.
    ///
    /// @param why for the log, without a byte of what was sent
    record Garbage<T>(String why) implements Decoded<T> {}

    /// The value, for callers to whom the other cases are one.
    default Optional<T> read() {
        return switch (this) {
            case Value<T>(T value) -> Optional.of(value);
            case TooNew<T> _ -> Optional.empty();
            case Garbage<T> _ -> Optional.empty();
        };
    }
}
