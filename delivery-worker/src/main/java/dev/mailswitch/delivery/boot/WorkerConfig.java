package dev.mailswitch.delivery.boot;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
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

    /// How long a call may take until the whole mail but its end is handed over; longer, and it is
    /// broken off and the mail goes elsewhere. From there to its answer it may take a minute more
    /// than `mailswitch.smtp.final-dot-timeout`.
    @WithDefault("5m")
    Duration callPatience();

    /// Share of the mails, from 0 to 1, that go to a healthy lower tier although the one above would
    /// serve, so that it is known to work when it is needed.
    @WithDefault("0.01")
    double standbyShare();

    /// Whether providers are asked by themselves, every six hours and after changes, if their accounts
    /// can be used, and the senders of environments at them. `false`: only when somebody tests one.
    @WithDefault("true")
    boolean providerChecks();

    /// How long mails, recipients, attempts and events are kept; at least 45 days. Contents have
    /// the class their environment chose.
    @WithDefault("60d")
    Duration framesKept();

    /// A directory of rules of your own for what hosts say about a refusal: its files `*.json` are
    /// read when the worker starts and tried before the standard ones (docs/classification.md).
    Optional<Path> bounceRules();

    /// What sandbox providers keep of an organisation's mail, in bytes (`K`, `M`, `G`): beyond it the
    /// oldest goes, within ten minutes. The same bytes count once.
    @WithDefault("256M")
    MemorySize sandboxKept();

    Slots slots();

    Outgoing outgoing();

    Smtp smtp();

    Http http();

    /// Calls open at once.
    interface Slots {
        /// Calls open at once in the transactional lane.
        @WithDefault("256")
        int transactional();

        /// Calls open at once in the bulk lane.
        @WithDefault("128")
        int bulk();
    }

    /// Where calls to providers may go.
    interface Outgoing {
        /// Networks opened beside the public ones, as `10.0.0.0/8`; with every port.
        Optional<List<String>> allowedCidrs();
    }

    /// Of every vendor's HTTP API.
    interface Http {
        /// For a connection to the API, to one of its addresses.
        @WithDefault("10s")
        Duration connectTimeout();

        /// For each 64 KB of a mail to be taken.
        @WithDefault("30s")
        Duration blockTimeout();

        /// For the answer, from the end of the mail on. Shorter ones turn slow acceptance into doubt,
        /// and doubt into doubles.
        @WithDefault("60s")
        Duration answerTimeout();
    }

    /// Of every SMTP relay.
    interface Smtp {
        /// What the worker calls itself in EHLO; default: this host's name.
        Optional<String> localName();

        /// For a connection to a relay.
        @WithDefault("10s")
        Duration connectTimeout();

        /// For the relay's greeting.
        @WithDefault("30s")
        Duration bannerTimeout();

        /// For the answer to a command.
        @WithDefault("60s")
        Duration commandTimeout();

        /// For each block of a mail to be taken.
        @WithDefault("60s")
        Duration dataBlockTimeout();

        /// For the answer to the final dot. RFC 5321 section 4.5.3.2.6 asks for ten minutes: shorter ones
        /// make doubles.
        @WithDefault("10m")
        Duration finalDotTimeout();
    }
}
