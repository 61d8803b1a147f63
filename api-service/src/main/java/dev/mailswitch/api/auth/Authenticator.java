package dev.mailswitch.api.auth;

import jakarta.inject.Singleton;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

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
                        key.environment(),
                        row.id(),
                        row.scopes(),
                        row.ratePerMinute()));
    }
}
