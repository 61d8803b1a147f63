package dev.mailswitch.api.domain;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Whom to ask about the records of sender domains.
@ConfigMapping(prefix = "mailswitch.dns")
public interface DnsConfig {

    /// Resolvers, `host:port` or `host` for port 53, asked in turn; unset: those of the system. They
    /// must resolve recursively.
    Optional<List<String>> servers();

    /// How long one question may take, over all resolvers and tries.
    @WithDefault("5s")
    Duration timeout();
}
