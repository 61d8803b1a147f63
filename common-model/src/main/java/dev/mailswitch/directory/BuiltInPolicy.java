package dev.mailswitch.directory;

import dev.mailswitch.model.mail.Lane;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The policies that every organisation has from birth (V16 writes them down for each). It may change
/// what they say, but not what they are called, nor their lane.
public enum BuiltInPolicy {
    TRANSACTIONAL(Lane.TRANSACTIONAL, Duration.ofHours(24)),
    BULK(Lane.BULK, Duration.ofHours(72)),
    /// Codes and log-in links: late is as bad as never.
    URGENT(Lane.TRANSACTIONAL, Duration.ofMinutes(15));

    private final Policy standard;

    BuiltInPolicy(Lane lane, Duration timeToLive) {
        this.standard =
                new Policy(name().toLowerCase(Locale.ROOT), lane, timeToLive, null, null, null);
    }

    public String key() {
        return standard.key();
    }

    /// As it is until somebody changes it.
    public Policy standard() {
        return standard;
    }

    public static Optional<BuiltInPolicy> ofKey(String key) {
        return Arrays.stream(values()).filter(policy -> policy.key().equals(key)).findFirst();
    }

    /// Of mail of which no more is known than its lane.
    public static BuiltInPolicy of(Lane lane) {
        return switch (lane) {
            case TRANSACTIONAL -> TRANSACTIONAL;
            case BULK -> BULK;
        };
    }
}
