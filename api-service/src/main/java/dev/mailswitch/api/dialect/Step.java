package dev.mailswitch.api.dialect;

import java.util.function.Function;

/// What came of one step of the way in.
public sealed interface Step<T> {

    record Passed<T>(T value) implements Step<T> {}

    record Stopped<T>(Stop stop) implements Step<T> {}

    static <T> Step<T> passed(T value) {
        return new Passed<>(value);
    }

    static <T> Step<T> stopped(Stop stop) {
        return new Stopped<>(stop);
    }

    /// What is done with a value; the database may be away meanwhile.
    @FunctionalInterface
    interface Next<T, R, X extends Exception> {
        R of(T value) throws X;
    }

    /// The next step, unless this one stopped.
    default <R, X extends Exception> Step<R> then(Next<T, Step<R>, X> next) throws X {
        return switch (this) {
            case Passed<T> passed -> next.of(passed.value());
            case Stopped<T> stopped -> new Stopped<>(stopped.stop());
        };
    }

    default <R, X extends Exception> Step<R> map(Next<T, R, X> next) throws X {
        return then(value -> new Passed<>(next.of(value)));
    }

    /// The value, or what a door makes of the stop.
    default T or(Function<Stop, T> otherwise) {
        return switch (this) {
            case Passed<T> passed -> passed.value();
            case Stopped<T> stopped -> otherwise.apply(stopped.stop());
        };
    }
}
