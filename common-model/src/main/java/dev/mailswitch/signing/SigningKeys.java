package dev.mailswitch.signing;

import dev.mailswitch.compose.dkim.DkimKey;
import dev.mailswitch.crypto.Sealing;
import dev.mailswitch.directory.SenderDomain;
import dev.mailswitch.directory.SigningKey;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// Hands out the key that signs a mail, or has signed it. Keys never change, so what was opened once
/// stays good.
public final class SigningKeys {

    /// Open keys in memory, about 4 KB each; above, all are forgotten and opened again as needed.
    private static final int MOST = 5_000;

    private final Sealing sealing;
    private final Map<UUID, DkimKey> open = new ConcurrentHashMap<>();

    public SigningKeys(Sealing sealing) {
        this.sealing = sealing;
    }

    /// The key for mail of this domain; empty if none of its keys was published in time.
    ///
    /// @param started when the call was started for the first time
    /// @throws IllegalStateException if it does not open: the mail must not go out unsigned then,
    ///     because its repeat would have other bytes
    public Optional<DkimKey> of(SenderDomain domain, Instant started) {
        return domain.keyAt(started).map(key -> opened(domain.name(), key));
    }

    private DkimKey opened(String domain, SigningKey key) {
        DkimKey known = open.get(key.id());
        if (known != null) {
            return known;
        }
        DkimKey opened = DkimKey.of(domain, key.selector(), sealing.open(key.id(), key.secret()));
        if (open.size() >= MOST) {
            open.clear();
        }
        open.put(key.id(), opened);
        return opened;
    }
}
