package dev.mailswitch.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaServerTest {

    @TempDir Path directory = Path.of(".");

    @Test
    void keepsRecordsAndItsIdOverARestart() throws Exception {
        KafkaSettings settings = KafkaSettings.of(directory.resolve("kafka"), 0);
        String id;
        try (KafkaServer first = KafkaServer.start(settings)) {
            id = clusterId(first.bootstrapServers());
            makeTopic(first.bootstrapServers());
            produce(first.bootstrapServers(), "one", "two");
        }
        try (KafkaServer second = KafkaServer.start(settings)) {
            assertThat(clusterId(second.bootstrapServers())).isEqualTo(id);
            produce(second.bootstrapServers(), "three");
            assertThat(consume(second.bootstrapServers())).containsExactly("one", "two", "three");
        }
    }

    @Test
    void keepsRecordsWhenItsJvmIsKilled() throws Exception {
        int port = FreePort.any();
        Path data = directory.resolve("kafka");
        Process first = startChild(data, port, "first.log");
        try {
            makeTopic("127.0.0.1:" + port);
            produce("127.0.0.1:" + port, "one", "two");
        } finally {
            first.destroyForcibly().waitFor();
        }
        Process second = startChild(data, port, "second.log");
        try {
            assertThat(consume("127.0.0.1:" + port)).containsExactly("one", "two");
        } finally {
            second.destroy();
        }
        assertThat(second.waitFor()).as("ends by itself on SIGTERM").isEqualTo(143);
    }

    @Test
    void topicsAreNotMadeByThemselves() {
        Map<String, Object> config = producer(TestStack.kafka().bootstrapServers());
        config.put("max.block.ms", 1500);
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(config)) {
            assertThatThrownBy(() -> producer.send(new ProducerRecord<>("nowhere", "x")).get())
                    .isInstanceOf(ExecutionException.class);
        }
        try (Admin admin = admin(TestStack.kafka().bootstrapServers())) {
            assertThatThrownBy(() -> admin.describeTopics(List.of("nowhere")).allTopicNames().get())
                    .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
        }
    }

    @Test
    void aTakenPortIsSaid() throws Exception {
        int taken = TestStack.kafka().port();
        assertThatThrownBy(() -> KafkaServer.start(KafkaSettings.of(directory, taken)))
                .hasMessage("port " + taken + " is taken");
    }

    private Process startChild(Path data, int port, String log) throws Exception {
        Path file = directory.resolve(log);
        Process child =
                ChildJvm.start(
                        file, "kafka", "--data", data.toString(), "--port", String.valueOf(port));
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () ->
                                assertThat(Files.readString(file))
                                        .contains("kafka ready on 127.0.0.1:" + port));
        return child;
    }

    private static void makeTopic(String servers) throws Exception {
        try (Admin admin = admin(servers)) {
            admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1))).all().get();
        }
    }

    private static String clusterId(String servers) throws Exception {
        try (Admin admin = admin(servers)) {
            return admin.describeCluster().clusterId().get();
        }
    }

    private static Admin admin(String servers) {
        return Admin.create(Map.of("bootstrap.servers", servers));
    }

    private static Map<String, Object> producer(String servers) {
        return new java.util.HashMap<>(
                Map.of(
                        "bootstrap.servers", servers,
                        "key.serializer", StringSerializer.class,
                        "value.serializer", StringSerializer.class));
    }

    private static void produce(String servers, String... values) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(producer(servers))) {
            for (String value : values) {
                producer.send(new ProducerRecord<>("kept", value)).get();
            }
        }
    }

    private static List<String> consume(String servers) {
        Map<String, Object> config =
                Map.of(
                        "bootstrap.servers", servers,
                        "key.deserializer", StringDeserializer.class,
                        "value.deserializer", StringDeserializer.class);
        TopicPartition partition = new TopicPartition("kept", 0);
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(config)) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            List<String> values = new ArrayList<>();
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<String, String> r : consumer.poll(Duration.ofMillis(200))) {
                    values.add(r.value());
                }
            }
            return values;
        }
    }
}
