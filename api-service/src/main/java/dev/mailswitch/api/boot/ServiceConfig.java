package dev.mailswitch.api.boot;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.util.Optional;

/// What the service is told as a whole; rooms have settings of their own.
@ConfigMapping(prefix = "mailswitch")
public interface ServiceConfig {

    /// Signing secrets of API keys, `kid:base64,…`, each of at least 32 bytes; the first signs.
    String keySecrets();

    /// Sealing keys of provider secrets, `id:base64,…`, each of 32 bytes; the first seals.
    String sealingKeys();

    /// Secrets of the tokens in mails, `name:base64,…`, each of at least 32 bytes; the first signs.
    String tokenSecrets();

    /// Where this service is reached from outside: the base of links in mails that are shown as they
    /// went out. The same as the workers'.
    String publicUrl();

    /// Kafka's bootstrap servers, `host:port,…`.
    String kafka();

    /// Whether the service brings the database's schema up to date when it starts.
    @WithName("migrate-at-start")
    @WithDefault("true")
    boolean migrateAtStart();

    /// Logs as JSON, one object a line.
    Log log();

    /// Logging.
    interface Log {

        /// Whether logs are JSON, one object a line; unset: in production only.
        Optional<Boolean> json();
    }
}
