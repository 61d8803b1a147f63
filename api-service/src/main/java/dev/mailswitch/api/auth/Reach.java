package dev.mailswitch.api.auth;

import dev.mailswitch.directory.Directory;
import dev.mailswitch.directory.Environment;
import dev.mailswitch.model.id.EnvironmentId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which environments a request may touch.
public sealed interface Reach {

    /// This one and no other: the key is bound to it, or it was named.
    record One(Environment environment) implements Reach {}

    /// All of the organisation's: the key is bound to none and none was named.
    record All() implements Reach {}

    /// None of that name, or the one the key is bound to is gone.
    record Unknown() implements Reach {}

    /// Another than the one the key is bound to was named.
    record Forbidden() implements Reach {}

    /// A key bound to an environment reaches that one, and naming another is refused; a key bound
    /// to none reaches the named one, else all.
    ///
    /// @param named in the request; wins over what is named beside the key
    static Reach of(Directory directory, Caller caller, @Nullable String named) {
        String name = named != null ? named : caller.named();
        if (caller.environment() != null) {
            Optional<Environment> own = directory.environment(caller.environment());
            if (own.isEmpty()) {
                return new Unknown();
            }
            return name == null || name.equals(own.get().name())
                    ? new One(own.get())
                    : new Forbidden();
        }
        if (name == null) {
            return new All();
        }
        return directory
                .environment(caller.organisation(), name)
                .<Reach>map(One::new)
                .orElseGet(Unknown::new);
    }

    /// Whether what belongs to this environment is there for the caller.
    default boolean covers(EnvironmentId environment) {
        return switch (this) {
            case One one -> one.environment().id().equals(environment);
            case All all -> true;
            case Unknown unknown -> false;
            case Forbidden forbidden -> false;
        };
    }
}
