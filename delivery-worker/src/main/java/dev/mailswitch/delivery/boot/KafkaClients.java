package dev.mailswitch.delivery.boot;

import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.wire.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Kafka's clients as this worker wants them. Records only wake, so nothing here is tuned for
/// never losing one; the work list is.
final class KafkaClients implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaClients.class);
    private static final int OTHER_PARTITIONS = 12;
    private static final Duration FIRST = Duration.ofSeconds(2);

    private static final int ENDS_WITHIN_MS = 1_000;

    private final String servers;
    private final short replicas;
    private final Admin admin;
    private volatile boolean away;

    KafkaClients(String servers, short replicas) {
        this.servers = servers;
        this.replicas = replicas;
        this.admin =
                Admin.create(
                        Map.of(
                                "bootstrap.servers", servers,
                                "default.api.timeout.ms", 10_000,
                                "request.timeout.ms", 5_000));
    }

    /// Makes the topics that are missing, before anybody subscribes to them: a consumer that finds
    /// no topic joins its group all the same and hears of the topic much later. When the broker does
    /// not answer at once, the loop that calls [#makeTopics()] comes to it.
    void makeTopicsFirst() throws InterruptedException {
        try {
            makeTopics(FIRST);
        } catch (ExecutionException | TimeoutException away) {
            this.away = true;
            LOG.warn("Kafka does not answer yet; it is asked again");
        }
    }

    /// Makes the topics that are missing. Called every few seconds, so it is also who notices that
    /// Kafka went away, and says so once for all clients; each of them would say it twice a second.
    void makeTopics() throws InterruptedException {
        try {
            makeTopics(Duration.ofSeconds(10));
            if (away) {
                LOG.info("Kafka is back");
            }
            away = false;
        } catch (ExecutionException | TimeoutException failed) {
            if (!away) {
                Throwable cause = failed.getCause() == null ? failed : failed.getCause();
                LOG.warn("Kafka does not answer; mails wait in the database: {}", cause.toString());
            }
            away = true;
        }
    }

    private void makeTopics(Duration patience)
            throws ExecutionException, InterruptedException, TimeoutException {
        Set<String> present =
                admin.listTopics().names().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        List<NewTopic> missing = new ArrayList<>();
        for (NewTopic topic : wanted()) {
            if (!present.contains(topic.name())) {
                missing.add(topic);
            }
        }
        if (!missing.isEmpty()) {
            create(admin, missing);
        }
    }

    private static void create(Admin admin, List<NewTopic> missing)
            throws ExecutionException, InterruptedException, TimeoutException {
        try {
            admin.createTopics(missing).all().get(15, TimeUnit.SECONDS);
            LOG.info("made the topics {}", missing.stream().map(NewTopic::name).toList());
        } catch (ExecutionException failed) {
            if (!(failed.getCause() instanceof TopicExistsException)) {
                throw failed;
            }
        }
    }

    private List<NewTopic> wanted() {
        // What is in the sends topics is in the work list too: a day is plenty.
        Map<String, String> day = Map.of("retention.ms", "86400000");
        return List.of(
                new NewTopic(Topics.SENDS_TRANSACTIONAL, Topics.SENDS_PARTITIONS, replicas)
                        .configs(day),
                new NewTopic(Topics.SENDS_BULK, Topics.SENDS_PARTITIONS, replicas).configs(day),
                new NewTopic(Topics.EVENTS, OTHER_PARTITIONS, replicas),
                new NewTopic(Topics.FEEDBACK, OTHER_PARTITIONS, replicas),
                new NewTopic(Topics.HEALTH, 1, replicas)
                        .configs(Map.of("cleanup.policy", "compact")));
    }

    /// Asks where partitions end; see [dev.mailswitch.delivery.dispatch.Ends].
    CompletionStage<Map<TopicPartition, Long>> ends(Set<TopicPartition> partitions) {
        return admin.listOffsets(
                        partitions.stream()
                                .collect(Collectors.toMap(one -> one, one -> OffsetSpec.latest())),
                        new ListOffsetsOptions().timeoutMs(ENDS_WITHIN_MS))
                .all()
                .toCompletionStage()
                .thenApply(KafkaClients::offsets);
    }

    private static Map<TopicPartition, Long> offsets(
            Map<TopicPartition, ListOffsetsResultInfo> answers) {
        return answers.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, one -> one.getValue().offset()));
    }

    /// The consumer of a lane's announcements. The loop that polls it waits inside a turn for as
    /// long as the database is away, so only a lost session takes partitions from it.
    Consumer<byte[], byte[]> sends(Lane lane) {
        return consumer(
                "mailswitch-" + lane.word(),
                Map.of("max.poll.interval.ms", Integer.MAX_VALUE, "max.poll.records", 500));
    }

    Consumer<byte[], byte[]> feedback() {
        return consumer(
                "mailswitch-feedback",
                Map.of("max.poll.interval.ms", Integer.MAX_VALUE, "max.poll.records", 500));
    }

    private Consumer<byte[], byte[]> consumer(String group, Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", servers);
        settings.put("group.id", group);
        settings.put("enable.auto.commit", false);
        settings.put("auto.offset.reset", "earliest");
        settings.put("session.timeout.ms", 10_000);
        settings.put("heartbeat.interval.ms", 3_000);
        settings.put("default.api.timeout.ms", 10_000);
        settings.put("request.timeout.ms", 8_000);
        // Topics that were made anew are noticed so soon.
        settings.put("metadata.max.age.ms", 5_000);
        settings.put("allow.auto.create.topics", false);
        settings.put("partition.assignment.strategy", CooperativeStickyAssignor.class.getName());
        settings.putAll(more);
        return new KafkaConsumer<>(
                settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    Producer<byte[], byte[]> producer() {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", servers);
        settings.put("metadata.max.age.ms", 5_000);
        settings.put("linger.ms", 1);
        settings.put("acks", "all");
        settings.put("request.timeout.ms", 5_000);
        settings.put("delivery.timeout.ms", 10_000);
        settings.put("max.block.ms", 5_000);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
