package dev.mailswitch.delivery.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mailswitch.compose.Copies;
import dev.mailswitch.compose.Remade;
import dev.mailswitch.compose.Sending;
import dev.mailswitch.compose.Tracker;
import dev.mailswitch.compose.dkim.DkimKey;
import dev.mailswitch.crypto.Sealing;
import dev.mailswitch.crypto.TokenSecrets;
import dev.mailswitch.delivery.transport.sandbox.SandboxRoom;
import dev.mailswitch.directory.DirectoryStore;
import dev.mailswitch.directory.LiveDirectory;
import dev.mailswitch.directory.PublicUrl;
import dev.mailswitch.ledger.Cancelling;
import dev.mailswitch.ledger.Contents;
import dev.mailswitch.ledger.LedgerBusy;
import dev.mailswitch.ledger.LedgerUnavailable;
import dev.mailswitch.ledger.NewMail;
import dev.mailswitch.ledger.Schema;
import dev.mailswitch.ledger.reading.MailReader;
import dev.mailswitch.ledger.reading.Origin;
import dev.mailswitch.ledger.reading.OriginReader;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.mail.Content;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.readiness.Known;
import dev.mailswitch.readiness.ProviderChecks;
import dev.mailswitch.readiness.Subject;
import dev.mailswitch.signing.SigningKeys;
import dev.mailswitch.stack.TestStack;
import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.Producer;

/// The worker of the service, and a door that accepts as api-service does, in this JVM over a
/// database of its own and the shared Kafka. One at a time: topics and groups have fixed names.
public final class TestWorker implements AutoCloseable {

    private final AgroalDataSource hot;
    private final AgroalDataSource readers;
    private final AgroalDataSource lease;
    private final Producer<byte[], byte[]> producer;
    private final TestDoor door;
    private final Worker worker;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final MeterRegistry metrics = new SimpleMeterRegistry();

    private TestWorker(TestConfig config)
            throws SQLException, ExecutionException, InterruptedException, TimeoutException {
        TestStack.TestDatabase database = TestStack.freshDatabase();
        hot = TestPools.hot(database);
        readers = TestPools.readers(database);
        lease = TestPools.lease(database);
        Schema.migrate(readers);
        KafkaClients kafka = new KafkaClients(config.kafka(), config.topicReplicas());
        kafka.makeTopics();
        producer = kafka.producer();
        worker = new Worker(config, new Worker.Pools(hot, readers, lease), metrics);
        door = new TestDoor(hot, producer);
        // Until every partition was read once nothing is woken.
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(door.open()).containsExactlyInAnyOrder(Lane.values()));
    }

    /// Starts one.
    ///
    /// @param slots    calls a lane may have open
    /// @param patience of every phase of an SMTP dialogue
    public static TestWorker start(int slots, Duration patience) throws Exception {
        return start(slots, patience, Duration.ofMillis(500));
    }

    /// @param stopPatience how long it waits for open calls when it is closed
    public static TestWorker start(int slots, Duration patience, Duration stopPatience)
            throws Exception {
        ClassLoader loader = TestWorker.class.getClassLoader();
        // The embedded broker leaves the thread that started it without one.
        String kafka = TestStack.kafka().bootstrapServers();
        Thread.currentThread().setContextClassLoader(loader);
        return new TestWorker(new TestConfig(kafka, slots, slots, patience, stopPatience));
    }

    /// What it signs tokens with.
    public static String tokenSecrets() {
        return TestConfig.KEYS;
    }

    /// An organisation of its own with one environment.
    public Tenant tenant() throws SQLException {
        return new Tenant(this);
    }

    /// By the database's clock.
    public Instant now() {
        return door.now();
    }

    EmailId newId() {
        return door.newId();
    }

    void accept(NewMail mail) throws InterruptedException, LedgerUnavailable, LedgerBusy {
        door.accept(mail);
    }

    /// Composes an attempt once more, by the settings of now and by what is on record, as
    /// api-service does.
    public Remade remade(OrganisationId organisation, EmailId id, int position, int no)
            throws SQLException {
        Origin origin = new OriginReader(readers).find(organisation, id).orElseThrow();
        Origin.Attempt attempt =
                origin.attempts().stream()
                        .filter(a -> a.position() == position && a.no() == no)
                        .findFirst()
                        .orElseThrow();
        Contents contents = new Contents(readers);
        Content content = contents.find(id, origin.retentionDays(), origin.subject()).orElseThrow();
        Map<String, byte[]> files =
                contents.files(organisation, content.attachments()).orElseThrow();
        LiveDirectory directory = LiveDirectory.open(new DirectoryStore(readers));
        Sending sending = origin.sending(attempt);
        DkimKey key =
                directory
                        .now()
                        .domain(organisation, origin.from().asciiDomain())
                        .flatMap(
                                domain ->
                                        new SigningKeys(Sealing.parse(TestConfig.KEYS))
                                                .of(domain, sending.started()))
                        .orElse(null);
        Copies copies =
                new Copies(
                        new Tracker(TokenSecrets.parse(TestConfig.KEYS)),
                        PublicUrl.links(directory, TestConfig.PUBLIC_URL));
        return Remade.of(
                copies.letter(sending, content, key),
                sha256 -> Objects.requireNonNull(files.get(sha256)),
                attempt.checksum());
    }

    MailReader reader() {
        return new MailReader(readers);
    }

    Cancelling cancelling() {
        return new Cancelling(hot);
    }

    /// Has a provider asked whether it is ready, as api-service does.
    ///
    /// @return when
    public Instant ask(ProviderId provider) throws SQLException {
        try (Connection connection = readers.getConnection()) {
            return ProviderChecks.ask(connection, provider);
        }
    }

    /// What is known of an account or a From.
    public Optional<Known> known(Subject subject) throws SQLException {
        try (Connection connection = readers.getConnection()) {
            return Optional.ofNullable(
                    ProviderChecks.known(connection, List.of(subject)).get(subject));
        }
    }

    /// What the worker has counted.
    public MeterRegistry metrics() {
        return metrics;
    }

    /// Whether mails of the lane go to Kafka at once.
    public boolean wakesAtOnce(Lane lane) {
        return door.open().contains(lane);
    }

    /// Runs a statement and says how many rows it changed.
    public int run(String sql, Object... values) throws SQLException {
        try (Connection connection = readers.getConnection();
                PreparedStatement statement = prepared(connection, sql, values)) {
            return statement.executeUpdate();
        }
    }

    /// Changes settings as the API does: with the version that every process looks at.
    public void change(String sql, Object... values) throws SQLException {
        run(sql, values);
        settingsChanged();
    }

    /// The version that every process looks at.
    void settingsChanged() throws SQLException {
        run("UPDATE settings_version SET version = version + 1");
    }

    /// Does what the worker does every few minutes, with another bound.
    public void boundSandboxes(long most) throws SQLException {
        new SandboxRoom(readers, most).turn();
    }

    /// The first column of the first row.
    public long number(String sql, Object... values) throws SQLException {
        try (Connection connection = readers.getConnection();
                PreparedStatement statement = prepared(connection, sql, values);
                ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    private static PreparedStatement prepared(Connection connection, String sql, Object... values)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    /// Stops the worker and leaves the rest open; blocks as long as stopping takes.
    public void stop() {
        if (stopped.compareAndSet(false, true)) {
            worker.stop();
        }
    }

    @Override
    public void close() {
        door.close();
        stop();
        producer.close(Duration.ofSeconds(1));
        hot.close();
        readers.close();
        lease.close();
    }
}
