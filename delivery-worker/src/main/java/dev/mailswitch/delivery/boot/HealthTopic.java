package dev.mailswitch.delivery.boot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mailswitch.delivery.health.Breaker;
import dev.mailswitch.delivery.health.HealthNews;
import dev.mailswitch.model.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the health topic and the log what became of a breaker. News only: workers read the table.
final class HealthTopic implements HealthNews {

    private static final Logger LOG = LoggerFactory.getLogger("dev.mailswitch.health");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Producer<byte[], byte[]> producer;

    HealthTopic(Producer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    @Override
    public void changed(Change change) {
        Breaker breaker = change.breaker();
        LOG.warn("breaker {}: {}", change.closed() ? "closed" : "changed", breaker);
        // The producer may block while Kafka is away; whoever recorded an outcome must not.
        Thread.startVirtualThread(() -> publish(change));
    }

    private void publish(Change change) {
        Breaker breaker = change.breaker();
        String key =
                breaker.key().provider()
                        + "/"
                        + breaker.key().scope().word()
                        + "/"
                        + breaker.key().domain();
        Map<String, Object> news = new LinkedHashMap<>();
        news.put("version", "1.0");
        news.put("provider_id", breaker.key().provider().toString());
        news.put("scope", breaker.key().scope().word());
        news.put("domain", breaker.key().domain());
        news.put("state", change.closed() ? "closed" : "open");
        news.put("reason", breaker.reason());
        news.put("probe_at", breaker.probeAt().toString());
        try {
            byte[] value = change.closed() ? null : JSON.writeValueAsBytes(news);
            producer.send(
                    new ProducerRecord<>(
                            Topics.HEALTH, key.getBytes(StandardCharsets.UTF_8), value));
        } catch (KafkaException | JsonProcessingException lost) {
            LOG.debug("news of a breaker were lost", lost);
        }
    }
}
