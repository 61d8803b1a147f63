package dev.mailswitch.delivery.boot;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The worker's settings.
@ConfigMapping(prefix = "mailswitch")
interface WorkerConfig {

    /// Kafka's bootstrap servers.
    String kafka();

    /// Keys that open providers' secrets: `id:base64,…`, 32 bytes each.
    String sealingKeys();

    /// Secrets of the tokens in mails: `name:base64,…`, at least 32 bytes each; the first signs.
    String tokenSecrets();

    /// Where api-service is reached from outside: the base of links in mails.
    @WithDefault("http://localhost:8080")
    String publicUrl();

    /// Copies Kafka keeps of each partition when the worker makes the topics.
    @WithDefault("1")
    short topicReplicas();

    /// Logs as JSON, one object a line.
    @WithDefault("true")
    boolean jsonLogs();

    /// How long a stopping worker waits for calls that are open; a relay may take ten minutes to
    /// answer the final dot. What is still open then is taken over by others as unknown.
    @WithDefault("60s")
    Duration stopPatience();

    /// How long mails, recipients, attempts and events are kept; at least 45 days. Contents have
    /// the class their environment chose.
    @WithDefault("60d")
    Duration framesKept();

    Slots slots();

    Outgoing outgoing();

    Smtp smtp();

    /// Calls open at once.
    interface Slots {
        @WithDefault("256")
        int transactional();

        @WithDefault("128")
        int bulk();
    }

    /// Where calls to providers may go.
    interface Outgoing {
        /// Networks opened beside the public ones, as `10.0.0.0/8`; with every port.
        Optional<List<String>> allowedCidrs();
    }

    /// Of every SMTP relay.
    interface Smtp {
        /// What the worker calls itself in EHLO; default: this host's name.
        Optional<String> localName();

        @WithDefault("10s")
        Duration connectTimeout();

        @WithDefault("30s")
        Duration bannerTimeout();

        @WithDefault("60s")
        Duration commandTimeout();

        @WithDefault("60s")
        Duration dataBlockTimeout();

        /// RFC 5321 section 4.5.3.2.6 asks for ten minutes: shorter ones make doubles.
        @WithDefault("10m")
        Duration finalDotTimeout();
    }
}
