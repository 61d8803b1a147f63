package dev.mailswitch.api.accept;

import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.directory.Directory;
import dev.mailswitch.directory.Environment;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which environment a mail goes through.
public sealed interface Resolution {

    record Found(Environment environment) implements Resolution {}

    record Not(Refusal refusal) implements Resolution {}

    /// A key bound to an environment uses it, and naming another is refused; a key bound to none
    /// uses the named one, else the organisation's default.
    ///
    /// @param named in the mail; wins over what is named beside the key
    static Resolution of(Directory directory, Caller caller, @Nullable String named) {
        String name = named != null ? named : caller.named();
        if (caller.environment() != null) {
            Optional<Environment> own = directory.environment(caller.environment());
            if (own.isEmpty()) {
                return new Not(new Refusal.EnvironmentUnknown());
            }
            return name == null || name.equals(own.get().name())
                    ? new Found(own.get())
                    : new Not(new Refusal.EnvironmentForbidden());
        }
        Optional<Environment> found =
                name == null
                        ? directory.defaultEnvironment(caller.organisation())
                        : directory.environment(caller.organisation(), name);
        return found.<Resolution>map(Found::new)
                .orElseGet(
                        () ->
                                new Not(
                                        name == null
                                                ? new Refusal.NoEnvironment()
                                                : new Refusal.EnvironmentUnknown()));
    }
}
