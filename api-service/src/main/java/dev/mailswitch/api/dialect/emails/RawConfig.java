package dev.mailswitch.api.dialect.emails;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/// Settings of mails that are shown as MIME.
@ConfigMapping(prefix = "mailswitch.raw")
interface RawConfig {

    /// Memory of mails that are composed to be shown, until their clients have taken them; unset: an
    /// eighth of the heap.
    Optional<MemorySize> memory();

    /// How long a client may take to read one before its connection is closed.
    @WithDefault("60s")
    Duration patience();
}
