package dev.mailswitch.stack;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// How a Kafka broker is to stand.
///
/// @param data its log directory; formatted by the first start, kept ever after
/// @param port on 127.0.0.1; 0 takes a free one
/// @param clusterId 22 characters, as `Uuid.toString()` of Kafka; fixed, so that the data fit
/// @param options broker settings beside or instead of our own
public record KafkaSettings(Path data, int port, String clusterId, Map<String, String> options) {

    private static final String CLUSTER = "c3RhY2stZml4ZWQtaWQtMQ";

    /// One broker in one small JVM: no replication, few threads, small buffers and indexes.
    private static final Map<String, String> OURS =
            Map.ofEntries(
                    Map.entry("auto.create.topics.enable", "false"),
                    Map.entry("default.replication.factor", "1"),
                    Map.entry("offsets.topic.replication.factor", "1"),
                    Map.entry("offsets.topic.num.partitions", "2"),
                    Map.entry("transaction.state.log.replication.factor", "1"),
                    Map.entry("transaction.state.log.min.isr", "1"),
                    Map.entry("transaction.state.log.num.partitions", "1"),
                    Map.entry("share.coordinator.state.topic.replication.factor", "1"),
                    Map.entry("share.coordinator.state.topic.min.isr", "1"),
                    Map.entry("share.coordinator.state.topic.num.partitions", "1"),
                    Map.entry("group.initial.rebalance.delay.ms", "0"),
                    Map.entry("num.network.threads", "2"),
                    Map.entry("num.io.threads", "2"),
                    Map.entry("num.replica.fetchers", "1"),
                    Map.entry("background.threads", "2"),
                    Map.entry("num.recovery.threads.per.data.dir", "1"),
                    Map.entry("log.cleaner.threads", "1"),
                    Map.entry("log.cleaner.dedupe.buffer.size", "2097152"),
                    Map.entry("log.cleaner.io.buffer.size", "65536"),
                    Map.entry("log.segment.bytes", "67108864"),
                    // Index files are mapped at full length: 10 MB a partition by default.
                    Map.entry("log.index.size.max.bytes", "1048576"),
                    Map.entry("metadata.log.max.idle.interval.ms", "5000"),
                    // A killed broker's successor is refused until its session is over.
                    Map.entry("broker.session.timeout.ms", "2000"),
                    Map.entry("broker.heartbeat.interval.ms", "400"),
                    Map.entry("controlled.shutdown.enable", "false"));

    public KafkaSettings {
        data = data.toAbsolutePath().normalize();
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port must be 0 to 65535, was " + port);
        }
        options = Map.copyOf(options);
    }

    /// A broker with our own settings and cluster id.
    public static KafkaSettings of(Path data, int port) {
        return new KafkaSettings(data, port, CLUSTER, Map.of());
    }

    /// The same with one more broker setting, which wins over ours.
    public KafkaSettings withOption(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(options);
        more.put(name, value);
        return new KafkaSettings(data, port, clusterId, more);
    }

    /// The broker's whole configuration.
    ///
    /// @param at its port for clients
    /// @param controller the port it talks to itself through
    Map<String, String> configuration(int at, int controller) {
        Map<String, String> all = new LinkedHashMap<>(OURS);
        all.putAll(options);
        all.put("process.roles", "broker,controller");
        all.put("node.id", "1");
        all.put("log.dirs", data.toString());
        all.put(
                "listeners",
                "PLAINTEXT://127.0.0.1:" + at + ",CONTROLLER://127.0.0.1:" + controller);
        all.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + at);
        all.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        all.put("inter.broker.listener.name", "PLAINTEXT");
        all.put("controller.listener.names", "CONTROLLER");
        all.put("controller.quorum.voters", "1@127.0.0.1:" + controller);
        return all;
    }
}
