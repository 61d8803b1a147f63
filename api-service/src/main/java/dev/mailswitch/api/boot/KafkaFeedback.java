package dev.mailswitch.api.boot;

import dev.mailswitch.api.tracking.Engagements;
import dev.mailswitch.model.wire.Feedback;
import dev.mailswitch.model.wire.Topics;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Publishes what the links in mails saw. While Kafka is away its buffer, and then the queue before
/// it, fill up; what does not fit is dropped and counted.
@Startup
@Singleton
class KafkaFeedback {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaFeedback.class);
    private static final Duration PATIENCE = Duration.ofMillis(200);
    private static final Duration CLOSE = Duration.ofSeconds(2);

    private final String servers;
    private final Engagements engagements;
    private final Thread publisher;
    private volatile boolean stopping;

    KafkaFeedback(ServiceConfig config, Engagements engagements) {
        this.servers = config.kafka();
        this.engagements = engagements;
        this.publisher = Thread.ofPlatform().name("feedback").daemon().unstarted(this::publish);
    }

    @PostConstruct
    void start() {
        publisher.start();
    }

    private void publish() {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings())) {
            try {
                while (!stopping) {
                    send(producer, engagements.next(PATIENCE));
                }
                send(producer, engagements.rest());
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
            producer.close(CLOSE);
        } catch (KafkaException wrong) {
            LOG.error("opens and clicks are not published to Kafka", wrong);
        }
    }

    private void send(KafkaProducer<byte[], byte[]> producer, List<Feedback> events) {
        for (Feedback event : events) {
            byte[] key = event.emailId().toString().getBytes(StandardCharsets.US_ASCII);
            try {
                producer.send(
                        new ProducerRecord<>(Topics.FEEDBACK, key, event.encode()),
                        (sent, failure) -> {
                            if (failure != null) {
                                engagements.lost();
                            }
                        });
            } catch (KafkaException away) {
                engagements.lost();
                LOG.debug("an event was not published", away);
            }
        }
    }

    private Map<String, Object> settings() {
        return Map.ofEntries(
                Map.entry(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers),
                Map.entry(ProducerConfig.CLIENT_ID_CONFIG, "mailswitch-api-feedback"),
                Map.entry(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class),
                Map.entry(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class),
                Map.entry(ProducerConfig.LINGER_MS_CONFIG, 20),
                Map.entry(ProducerConfig.ACKS_CONFIG, "all"),
                Map.entry(ProducerConfig.BUFFER_MEMORY_CONFIG, 8L << 20),
                Map.entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000),
                Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 120_000),
                Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, 2_000));
    }

    @PreDestroy
    void stop() {
        stopping = true;
        try {
            publisher.join(CLOSE.plusSeconds(3));
        } catch (InterruptedException now) {
            Thread.currentThread().interrupt();
        }
        publisher.interrupt();
    }
}
