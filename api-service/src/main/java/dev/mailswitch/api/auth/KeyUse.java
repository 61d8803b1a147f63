package dev.mailswitch.api.auth;

import dev.mailswitch.model.id.ApiKeyId;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Remembers when and from where each key was used, and writes it down every few seconds: one
/// statement for all keys instead of one for every request.
@Singleton
public class KeyUse {

    private static final Logger LOG = LoggerFactory.getLogger(KeyUse.class);

    /// @param from the caller's address
    record Use(Instant at, String from) {}

    private final KeyStore store;
    private final Map<ApiKeyId, Use> uses = new ConcurrentHashMap<>();

    KeyUse(KeyStore store) {
        this.store = store;
    }

    void note(ApiKeyId key, Instant at, String from) {
        uses.put(key, new Use(at, from));
    }

    /// Writes what has gathered; what cannot be written waits for the next time.
    public void write() {
        Map<ApiKeyId, Use> taken = new HashMap<>();
        uses.forEach((key, use) -> taken.put(key, use));
        if (taken.isEmpty()) {
            return;
        }
        try {
            store.used(taken);
            taken.forEach(uses::remove);
        } catch (SQLException away) {
            LOG.debug("last uses of keys are written later", away);
        }
    }
}
