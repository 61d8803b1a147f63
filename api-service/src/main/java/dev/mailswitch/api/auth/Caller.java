package dev.mailswitch.api.auth;

import dev.mailswitch.model.id.ApiKeyId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who is calling, proven by a key.
///
/// @param environment      the one the key is bound to, or null
/// @param named            the environment named beside the key, not yet looked up, or null
/// @param ratePerMinute    requests it may make, or null for no cap
public record Caller(
        OrganisationId organisation,
        @Nullable EnvironmentId environment,
        @Nullable String named,
        ApiKeyId key,
        Set<Scope> scopes,
        @Nullable Integer ratePerMinute) {

    public Caller {
        scopes = Set.copyOf(scopes);
    }

    public boolean may(Scope scope) {
        return scope.in(scopes);
    }
}
