package dev.mailswitch.api.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.wire.Topics;
import dev.mailswitch.model.wire.Wake;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class KafkaWakesTest {

    private static final Wake WAKE =
            new Wake(
                    EmailId.mint(Instant.EPOCH, new Random(1)),
                    Instant.parse("2026-03-01T00:00:00Z"),
                    new EnvironmentId(new UUID(1, 2)),
                    Lane.TRANSACTIONAL);

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(
                    true,
                    new RoundRobinPartitioner(),
                    new ByteArraySerializer(),
                    new ByteArraySerializer());

    private double dropped() {
        return metrics.get("mailswitch.wakes.dropped").counter().count();
    }

    @Test
    void aBrokerWhoseNameDoesNotResolveIsAskedForAgain() {
        KafkaWakes wakes = new KafkaWakes(config("no-such-broker.invalid:9092"), metrics);
        Loop loop = Loop.start("wakes", Duration.ofMillis(1), wakes::turn);
        wakes.wake(WAKE);
        await().untilAsserted(() -> assertThat(dropped()).isEqualTo(1));
        wakes.wake(WAKE);
        await().untilAsserted(() -> assertThat(dropped()).isEqualTo(2));
        assertThat(loop.turns()).isTrue();
        loop.stop();
        assertThat(loop.ended(Duration.ofSeconds(5))).isTrue();
        wakes.close();
    }

    @Test
    void onceTheNameResolvesWakesArePublished() {
        AtomicInteger attempts = new AtomicInteger();
        KafkaWakes wakes =
                new KafkaWakes(
                        () -> {
                            if (attempts.incrementAndGet() < 3) {
                                throw new KafkaException("no resolvable bootstrap urls");
                            }
                            return producer;
                        },
                        metrics);
        Loop loop = Loop.start("wakes", Duration.ofMillis(1), wakes::turn);
        await().untilAsserted(() -> assertThat(attempts).hasValue(3));
        wakes.wake(WAKE);
        await().untilAsserted(() -> assertThat(producer.history()).hasSize(1));
        assertThat(producer.history().getFirst().topic())
                .isEqualTo(Topics.sends(Lane.TRANSACTIONAL));
        assertThat(producer.history().getFirst().value()).isEqualTo(WAKE.encode());
        loop.stop();
        assertThat(loop.ended(Duration.ofSeconds(5))).isTrue();
        wakes.close();
        assertThat(producer.closed()).isTrue();
        assertThat(dropped()).isZero();
    }

    @Test
    void anInterruptWhileNothingIsToDoEndsTheTurn() throws Exception {
        KafkaWakes wakes = new KafkaWakes(() -> producer, metrics);
        Thread thread = Thread.ofVirtual().unstarted(wakes::turn);
        thread.start();
        thread.interrupt();
        assertThat(thread.join(Duration.ofMillis(900))).isTrue();
        wakes.wake(WAKE);
        wakes.close();
        assertThat(producer.closed()).isTrue();
        assertThat(dropped()).as("what nobody published").isEqualTo(1);
    }

    private static ServiceConfig config(String kafka) {
        return new ServiceConfig() {
            @Override
            public String publicUrl() {
                return "";
            }

            @Override
            public String keySecrets() {
                return "";
            }

            @Override
            public String sealingKeys() {
                return "";
            }

            @Override
            public String tokenSecrets() {
                return "";
            }

            @Override
            public String kafka() {
                return kafka;
            }

            @Override
            public boolean migrateAtStart() {
                return true;
            }

            @Override
            public Log log() {
                return Optional::empty;
            }
        };
    }
}
