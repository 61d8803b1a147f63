package dev.mailswitch.delivery.boot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mailswitch.delivery.health.Breaker;
import dev.mailswitch.delivery.health.HealthNews;
import dev.mailswitch.delivery.health.SilenceNews;
import dev.mailswitch.health.Silence;
import dev.mailswitch.model.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the health topic and the log what became of a breaker, and who has fallen silent. News only:
/// workers read the tables.
final class HealthTopic implements HealthNews, SilenceNews {

    private static final Logger LOG = LoggerFactory.getLogger("dev.mailswitch.health");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Producer<byte[], byte[]> producer;

    HealthTopic(Producer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    @Override
    public void changed(HealthNews.Change change) {
        Breaker breaker = change.breaker();
        LOG.warn("breaker {}: {}", change.closed() ? "closed" : "changed", breaker);
        // The producer may block while Kafka is away; whoever recorded an outcome must not.
        Thread.startVirtualThread(() -> publish(change));
    }

    @Override
    public void changed(SilenceNews.Change change) {
        Silence silence = change.silence();
        LOG.warn(
                "provider {} {}",
                silence.provider(),
                change.over() ? "is no longer silent" : "has fallen " + silence.words());
        Thread.startVirtualThread(() -> publish(change));
    }

    private void publish(SilenceNews.Change change) {
        Silence silence = change.silence();
        Map<String, Object> news = new LinkedHashMap<>();
        news.put("version", "1.0");
        news.put("provider_id", silence.provider().toString());
        news.put("state", "silent");
        news.put("since", silence.since().toString());
        send(silence.provider() + "/silence", change.over() ? null : news);
    }

    private void publish(HealthNews.Change change) {
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
        send(key, change.closed() ? null : news);
    }

    /// @param news null: there is nothing to say of it any more
    private void send(String key, @Nullable Map<String, Object> news) {
        try {
            byte[] value = news == null ? null : JSON.writeValueAsBytes(news);
            producer.send(
                    new ProducerRecord<>(
                            Topics.HEALTH, key.getBytes(StandardCharsets.UTF_8), value));
        } catch (KafkaException | JsonProcessingException lost) {
            LOG.debug("news of {} were lost", key, lost);
        }
    }
}
