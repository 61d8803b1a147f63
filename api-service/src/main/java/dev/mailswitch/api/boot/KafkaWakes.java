package dev.mailswitch.api.boot;

import dev.mailswitch.api.accept.Wakes;
import dev.mailswitch.model.wire.Topics;
import dev.mailswitch.model.wire.Wake;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Publishes wake records after the answer. Between request and producer stands a bounded queue
/// that drops when full, so that no request ever waits for Kafka: what is dropped or lost is woken
/// again from the work list.
@Singleton
class KafkaWakes implements Wakes {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaWakes.class);
    private static final int WAITING = 10_000;
    private static final Duration CLOSE = Duration.ofSeconds(2);

    private final String servers;
    private final Counter dropped;
    private final BlockingQueue<Wake> queue = new ArrayBlockingQueue<>(WAITING);
    private final Thread publisher;

    KafkaWakes(ServiceConfig config, MeterRegistry registry) {
        this.servers = config.kafka();
        this.dropped =
                Counter.builder("mailswitch.wakes.dropped")
                        .description("Wake records not published; the work list wakes these mails")
                        .register(registry);
        // A platform thread: the producer's own locks and waits are its business.
        this.publisher = Thread.ofPlatform().name("wakes").daemon().unstarted(this::publish);
    }

    @PostConstruct
    void start() {
        publisher.start();
    }

    @Override
    public void wake(Wake record) {
        if (!queue.offer(record)) {
            dropped.increment();
        }
    }

    private void publish() {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings())) {
            while (!Thread.currentThread().isInterrupted()) {
                send(producer, queue.take());
            }
            producer.close(CLOSE);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } catch (KafkaException wrong) {
            LOG.error("nothing is published to Kafka; mails are found by the work list", wrong);
        }
    }

    private void send(KafkaProducer<byte[], byte[]> producer, Wake record) {
        try {
            producer.send(
                    new ProducerRecord<>(Topics.sends(record.lane()), record.encode()),
                    (sent, failure) -> {
                        if (failure != null) {
                            dropped.increment();
                        }
                    });
        } catch (KafkaException away) {
            dropped.increment();
            LOG.debug("a wake record was not published", away);
        }
    }

    private Map<String, Object> settings() {
        return Map.ofEntries(
                Map.entry(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers),
                Map.entry(ProducerConfig.CLIENT_ID_CONFIG, "mailswitch-api"),
                Map.entry(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class),
                Map.entry(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class),
                Map.entry(ProducerConfig.LINGER_MS_CONFIG, 1),
                Map.entry(ProducerConfig.ACKS_CONFIG, "1"),
                Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false),
                Map.entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000),
                Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000),
                Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000));
    }

    @PreDestroy
    void stop() {
        publisher.interrupt();
    }
}
