package dev.mailswitch.api.dialect.fluxomail;

import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.api.auth.Reach;
import dev.mailswitch.directory.Directory;
import dev.mailswitch.directory.Environment;
import dev.mailswitch.model.mail.Address;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the vendor calls an identity: an environment of ours, with its sender; or one of the
/// organisation's domains, by its id.
///
/// @param environment by name; null: the active one
/// @param domainId    of a domain to send from and sign for, or null
/// @param sender      of the environment, or null if there is none
record Identity(@Nullable String environment, @Nullable String domainId, @Nullable Address sender) {

    /// The identity of a request.
    ///
    /// @param id as it was given: an environment's id or name, or a domain's id; null: the active
    ///     one, that is the key's own, the one named beside it, or the default
    static Identity of(@Nullable String id, Caller caller, Directory directory) {
        if (id == null) {
            return new Identity(null, null, active(caller, directory));
        }
        Optional<Environment> named =
                directory.environments().stream()
                        .filter(e -> e.organisationId().equals(caller.organisation()))
                        .filter(e -> e.id().toString().equals(id) || e.name().equals(id))
                        .findFirst();
        return named.map(e -> new Identity(e.name(), null, e.sender()))
                .orElseGet(() -> new Identity(null, id, active(caller, directory)));
    }

    private static @Nullable Address active(Caller caller, Directory directory) {
        return switch (Reach.of(directory, caller, null)) {
            case Reach.One one -> one.environment().sender();
            case Reach.All all ->
                    directory
                            .defaultEnvironment(caller.organisation())
                            .map(Environment::sender)
                            .orElse(null);
            case Reach.Unknown unknown -> null;
            case Reach.Forbidden forbidden -> null;
        };
    }
}
