package dev.mailswitch.delivery.boot;

import io.quarkus.runtime.configuration.MemorySize;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// The worker's settings with their defaults, save what a test must have shorter.
///
/// @param patience of every phase of an SMTP dialogue, the final dot included
record TestConfig(
        String kafka,
        int transactionalSlots,
        int bulkSlots,
        Duration patience,
        Duration stopPatience)
        implements WorkerConfig {

    static final String KEYS = "t:" + Base64.getEncoder().encodeToString(new byte[32]);

    static final String PUBLIC_URL = "https://mail.example.com";

    @Override
    public String sealingKeys() {
        return KEYS;
    }

    @Override
    public String tokenSecrets() {
        return KEYS;
    }

    @Override
    public String publicUrl() {
        return PUBLIC_URL;
    }

    @Override
    public short topicReplicas() {
        return 1;
    }

    @Override
    public boolean jsonLogs() {
        return false;
    }

    @Override
    public Duration callPatience() {
        return Duration.ofMinutes(5);
    }

    /// Chance has no place where a test says which way a mail goes.
    @Override
    public double standbyShare() {
        return 0;
    }

    /// What a scripted relay hears is to come from mails, unless a test asks.
    @Override
    public boolean providerChecks() {
        return false;
    }

    @Override
    public Duration framesKept() {
        return Duration.ofDays(60);
    }

    @Override
    public Optional<Path> bounceRules() {
        return Optional.empty();
    }

    @Override
    public MemorySize sandboxKept() {
        return new MemorySize(BigInteger.valueOf(256 << 20));
    }

    @Override
    public Slots slots() {
        return new Slots() {
            @Override
            public int transactional() {
                return transactionalSlots;
            }

            @Override
            public int bulk() {
                return bulkSlots;
            }
        };
    }

    @Override
    public Outgoing outgoing() {
        return () -> Optional.of(List.of("127.0.0.0/8"));
    }

    @Override
    public Http http() {
        return new Http() {
            @Override
            public Duration connectTimeout() {
                return patience;
            }

            @Override
            public Duration blockTimeout() {
                return patience;
            }

            @Override
            public Duration answerTimeout() {
                return patience;
            }
        };
    }

    @Override
    public Smtp smtp() {
        return new Smtp() {
            @Override
            public Optional<String> localName() {
                return Optional.of("worker.test");
            }

            @Override
            public Duration connectTimeout() {
                return patience;
            }

            @Override
            public Duration bannerTimeout() {
                return patience;
            }

            @Override
            public Duration commandTimeout() {
                return patience;
            }

            @Override
            public Duration dataBlockTimeout() {
                return patience;
            }

            @Override
            public Duration finalDotTimeout() {
                return patience;
            }
        };
    }
}
