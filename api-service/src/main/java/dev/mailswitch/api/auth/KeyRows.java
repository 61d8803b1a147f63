package dev.mailswitch.api.auth;

import dev.mailswitch.model.id.ApiKeyId;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/// Where the rows of keys are.
interface KeyRows {

    /// The row of a key; empty if there is none.
    Optional<KeyRow> find(ApiKeyId id) throws SQLException;

    /// Those of these keys that have a row, read in one go.
    Map<ApiKeyId, KeyRow> find(Collection<ApiKeyId> ids) throws SQLException;
}
