package dev.mailswitch.api.auth;

import dev.mailswitch.model.id.ApiKeyId;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Rows of keys in memory until any setting changes. Only genuine keys get here, so it holds no
/// more entries than keys were ever issued.
@Singleton
public class KeyCache {

    private final KeyStore store;
    private volatile Map<ApiKeyId, Optional<KeyRow>> rows = new ConcurrentHashMap<>();

    KeyCache(KeyStore store) {
        this.store = store;
    }

    /// The row of a key; empty if there is none.
    Optional<KeyRow> find(ApiKeyId id) throws SQLException {
        // A row read before a change may arrive after it; it then goes into the old map.
        Map<ApiKeyId, Optional<KeyRow>> current = rows;
        Optional<KeyRow> cached = current.get(id);
        if (cached == null) {
            cached = store.find(id);
            current.put(id, cached);
        }
        return cached;
    }

    /// Forgets everything: settings have changed, or nobody knows whether they have.
    public void forget() {
        rows = new ConcurrentHashMap<>();
    }
}
