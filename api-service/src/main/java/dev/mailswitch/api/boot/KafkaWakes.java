package dev.mailswitch.api.boot;

import dev.mailswitch.api.accept.Wakes;
import dev.mailswitch.model.wire.Topics;
import dev.mailswitch.model.wire.Wake;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Publishes wake records after the answer. Between request and producer stands a bounded queue
/// that drops when full, so that no request ever waits for Kafka: what is dropped or lost is woken
/// again from the work list. [Loops] calls [#turn()].
@Singleton
class KafkaWakes implements Wakes {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaWakes.class);
    private static final int WAITING = 10_000;
    private static final Duration CLOSE = Duration.ofSeconds(2);

    /// A turn ends after this, so that it can be seen to turn; one send may take 5 s more.
    private static final Duration TURN = Duration.ofSeconds(1);

    private final Supplier<Producer<byte[], byte[]>> connect;
    private final Counter dropped;
    private final BlockingQueue<Wake> queue = new ArrayBlockingQueue<>(WAITING);
    private @Nullable Producer<byte[], byte[]> producer;
    private final AtomicBoolean away = new AtomicBoolean();
    private boolean complained;
    private boolean closed;

    @Inject
    KafkaWakes(ServiceConfig config, MeterRegistry registry) {
        this(() -> new KafkaProducer<>(settings(config.kafka())), registry);
    }

    /// @param connect makes a producer; throws a [KafkaException] when it cannot, as when no name
    ///                of a broker resolves
    KafkaWakes(Supplier<Producer<byte[], byte[]>> connect, MeterRegistry registry) {
        this.connect = connect;
        this.dropped =
                Counter.builder("mailswitch.wakes.dropped")
                        .description("Wake records not published; the work list wakes these mails")
                        .register(registry);
    }

    @Override
    public void wake(Wake record) {
        if (!queue.offer(record)) {
            dropped.increment();
        }
    }

    /// Publishes what comes, for about a second; without a producer it drops that, and the next turn
    /// tries to make one. Returns early when interrupted.
    void turn() {
        Producer<byte[], byte[]> now = producer();
        long end = System.nanoTime() + TURN.toNanos();
        try {
            for (long left = TURN.toNanos(); left > 0; left = end - System.nanoTime()) {
                Wake record = queue.poll(left, TimeUnit.NANOSECONDS);
                if (record != null && now != null) {
                    send(now, record);
                } else if (record != null) {
                    dropped.increment();
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized @Nullable Producer<byte[], byte[]> producer() {
        if (producer == null && !closed) {
            try {
                producer = connect.get();
                complained = false;
            } catch (KafkaException wrong) {
                if (!complained) {
                    LOG.warn(
                            "nothing is published to Kafka, mails wait for the work list: {}",
                            reason(wrong));
                }
                complained = true;
            }
        }
        return producer;
    }

    private static String reason(KafkaException wrong) {
        Throwable cause = wrong.getCause();
        return String.valueOf((cause == null ? wrong : cause).getMessage());
    }

    private void send(Producer<byte[], byte[]> to, Wake record) {
        try {
            to.send(
                    new ProducerRecord<>(Topics.sends(record.lane()), record.encode()),
                    (sent, failure) -> {
                        if (failure != null) {
                            dropped.increment();
                        }
                        told(failure);
                    });
        } catch (KafkaException failure) {
            dropped.increment();
            told(failure);
        }
    }

    /// One line when Kafka goes away and one when it is back, however many records there are.
    private void told(@Nullable Exception failure) {
        if (away.compareAndSet(failure == null, failure != null)) {
            if (failure == null) {
                LOG.info("Kafka is back");
            } else {
                LOG.warn(
                        "Kafka does not answer, mails wait for the work list: {}",
                        failure.getMessage());
            }
        }
    }

    private static Map<String, Object> settings(String servers) {
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

    /// Gives what is under way two seconds; for when nobody calls [#turn()] any more.
    synchronized void close() {
        closed = true;
        if (producer != null) {
            producer.close(CLOSE);
            producer = null;
        }
        dropped.increment(queue.size());
        queue.clear();
    }
}
