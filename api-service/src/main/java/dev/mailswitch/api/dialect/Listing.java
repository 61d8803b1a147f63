package dev.mailswitch.api.dialect;

import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A page of a list as JSON.
///
/// @param nextCursor what to ask with for the next page; null on the last
public record Listing<T>(List<T> data, @Nullable String nextCursor) {

    /// Makes a page of rows of which one more than `limit` was read, to know whether there is more.
    public static <R, T> Listing<T> of(
            List<R> rows, int limit, Function<R, UUID> id, Function<R, T> view) {
        boolean more = rows.size() > limit;
        List<R> shown = more ? rows.subList(0, limit) : rows;
        return new Listing<>(
                shown.stream().map(view).toList(),
                more ? Parameters.cursor(id.apply(shown.getLast())) : null);
    }
}
