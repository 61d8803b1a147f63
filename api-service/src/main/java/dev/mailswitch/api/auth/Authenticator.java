package dev.mailswitch.api.auth;

import dev.mailswitch.model.id.ApiKeyId;
import jakarta.inject.Singleton;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Turns credentials into a caller.
@Singleton
public class Authenticator {

    private final KeyTokens tokens;
    private final KeyCache cache;
    private final KeyUse use;
    private final InstantSource clock;

    Authenticator(KeyTokens tokens, KeyCache cache, KeyUse use, InstantSource clock) {
        this.tokens = tokens;
        this.cache = cache;
        this.use = use;
        this.clock = clock;
    }

    /// Says who it is. Forged and mangled keys are turned away without the database.
    ///
    /// @param from the caller's address ([Callers]), for the key's list of allowed ones and for the
    ///     record of uses
    /// @throws SQLException if a genuine key's row is not in memory and the database is away
    public Authentication authenticate(Credentials credentials, String from) throws SQLException {
        return switch (credentials) {
            case Credentials.None none -> new Authentication.Missing();
            case Credentials.Unusable unusable -> new Authentication.Forged();
            case Credentials.Key key -> look(key, from);
        };
    }

    /// Whether it is a key of ours, whatever has become of it since. Asks no database.
    public boolean genuine(Credentials credentials) {
        return credentials instanceof Credentials.Key key && tokens.verify(key.text()).isPresent();
    }

    private Authentication look(Credentials.Key key, String from) throws SQLException {
        var id = tokens.verify(key.text());
        if (id.isEmpty()) {
            return new Authentication.Forged();
        }
        Optional<KeyRow> found = cache.find(id.get());
        if (found.isEmpty()) {
            return new Authentication.Gone();
        }
        KeyRow row = found.get();
        if (!MessageDigest.isEqual(row.digest(), KeyTokens.digest(key.text()))) {
            return new Authentication.Forged();
        }
        return standing(row, key.environment(), from);
    }

    /// Says who it is by a key that was proven before, and by what is true of that key now.
    ///
    /// @param named the environment named beside the key, or null
    /// @param from  the caller's address
    /// @throws SQLException as [#authenticate]
    public Authentication again(ApiKeyId key, @Nullable String named, String from)
            throws SQLException {
        Optional<KeyRow> row = cache.find(key);
        return row.isEmpty() ? new Authentication.Gone() : standing(row.get(), named, from);
    }

    private Authentication standing(KeyRow row, @Nullable String named, String from) {
        Instant now = clock.instant();
        if (!row.usable(now)) {
            return new Authentication.Inactive();
        }
        if (!row.usableFrom(from)) {
            return new Authentication.Elsewhere();
        }
        use.note(row.id(), now, from);
        return new Authentication.Granted(
                new Caller(
                        row.organisation(),
                        row.environment(),
                        named,
                        row.id(),
                        row.scopes(),
                        row.ratePerMinute()));
    }
}
