package dev.mailswitch.stack;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/// The real Kafka broker, its own controller (KRaft), inside this JVM and on 127.0.0.1 only.
/// Closing it keeps its data.
public final class KafkaServer implements AutoCloseable {

    private final KafkaRaftServer server;
    private final int port;

    private KafkaServer(KafkaRaftServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /// Formats the log directory if it is new, starts the broker and returns when it serves.
    ///
    /// @throws IOException when the directory cannot be used or the broker does not come up, most
    ///     often because somebody listens on its port
    public static KafkaServer start(KafkaSettings settings) throws IOException {
        Files.createDirectories(settings.data());
        int port = settings.port() == 0 ? FreePort.any() : settings.port();
        if (!FreePort.isFree(port)) {
            throw new IOException("port " + port + " is taken");
        }
        KafkaConfig config = new KafkaConfig(settings.configuration(port, FreePort.any()), false);
        try {
            format(settings);
            KafkaRaftServer server = new KafkaRaftServer(config, Time.SYSTEM);
            server.startup();
            return new KafkaServer(server, port);
        } catch (Exception e) { // Kafka's own are not declared
            throw new IOException("Kafka did not come up with data in " + settings.data(), e);
        }
    }

    /// `host:port` for clients.
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /// Where it listens on 127.0.0.1.
    public int port() {
        return port;
    }

    /// Stops the broker and waits for it.
    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    void awaitShutdown() {
        server.awaitShutdown();
    }

    private static void format(KafkaSettings settings) throws Exception {
        if (Files.exists(settings.data().resolve("meta.properties"))) {
            return;
        }
        new Formatter()
                .setPrintStream(
                        new PrintStream(
                                OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .setNodeId(1)
                .setClusterId(settings.clusterId())
                .setIgnoreFormatted(true)
                .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                .setControllerListenerName("CONTROLLER")
                .setMetadataLogDirectory(settings.data().toString())
                .addDirectory(settings.data().toString())
                .run();
    }
}
