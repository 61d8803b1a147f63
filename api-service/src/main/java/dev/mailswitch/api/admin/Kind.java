package dev.mailswitch.api.admin;

import dev.mailswitch.api.auth.Caller;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What is particular to one kind of setting; [Collection] does the rest.
///
/// @param <R> its row
/// @param <Q> what can be written
/// @param <V> what is shown
interface Kind<R extends Row, Q, V> {

    /// A request on its way into a row.
    ///
    /// @param creating whether the row is new
    /// @param given    names of the fields the body has
    record Edit(Caller caller, boolean creating, Set<String> given) {

        public Edit {
            given = Set.copyOf(given);
        }
    }

    /// Rows of another kind that may refer to this one.
    ///
    /// @param field of the entity, holding the id
    /// @param text  what to call such a row, as `key 'ci'`
    record Reference<T extends Owned>(Class<T> type, String field, Function<T, String> text) {}

    /// Of one, as in `provider`.
    String word();

    Class<R> rowType();

    Class<Q> requestType();

    R blank();

    /// The request that leaves a row as it is; changes are merged into it.
    Q request(R row);

    /// Writes a request into its row, or refuses it.
    void apply(Q request, R row, Edit edit);

    /// Called in the row's transaction.
    V view(R row);

    /// The view of each row of a page, for kinds that show what lies elsewhere: it is read once for
    /// all of them. Called in their transaction.
    default Function<R, V> views(List<R> page) {
        return this::view;
    }

    /// The view that answers a creation, before the row is written.
    default V born(R row) {
        return view(row);
    }

    /// For the record of changes.
    @Nullable String nameOf(R row);

    default List<Reference<?>> references() {
        return List.of();
    }

    /// Refuses to let the caller delete this one.
    ///
    /// @throws dev.mailswitch.api.dialect.Refused if it may not
    default void deletable(R row, Caller caller) {}

    /// What other than such rows keeps one from being deleted, as `unfinished mails`.
    default Optional<String> heldBy(R row) {
        return Optional.empty();
    }
}
