package dev.mailswitch.api.dialect.fluxomail;

import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.directory.Directory;
import org.jspecify.annotations.Nullable;

/// What the vendor calls an identity: an environment of ours, with its sender; or one of the
/// organisation's domains, by its id.
///
/// @param asked       as the request has it; null: the active one, that is the key's own, the one
///     named beside it, or the default
/// @param environment by name, or null
/// @param domainId    of a domain to send from and sign for, or null
record Identity(@Nullable String asked, @Nullable String environment, @Nullable String domainId) {

    /// The identity of a request.
    ///
    /// @param id an environment's id or name, or a domain's id; or null
    static Identity of(@Nullable String id, Caller caller, Directory directory) {
        if (id == null) {
            return new Identity(null, null, null);
        }
        return directory.environments().stream()
                .filter(e -> e.organisationId().equals(caller.organisation()))
                .filter(e -> e.id().toString().equals(id) || e.name().equals(id))
                .findFirst()
                .map(e -> new Identity(id, e.name(), null))
                .orElseGet(() -> new Identity(id, null, id));
    }
}
