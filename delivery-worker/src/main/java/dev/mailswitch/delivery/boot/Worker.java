package dev.mailswitch.delivery.boot;

import dev.mailswitch.compose.Copies;
import dev.mailswitch.compose.Tracker;
import dev.mailswitch.crypto.Sealing;
import dev.mailswitch.crypto.TokenSecrets;
import dev.mailswitch.delivery.dispatch.InHand;
import dev.mailswitch.delivery.dispatch.Lanes;
import dev.mailswitch.delivery.dispatch.Pace;
import dev.mailswitch.delivery.feedback.FeedbackLoop;
import dev.mailswitch.delivery.feedback.LateBlockFinder;
import dev.mailswitch.delivery.health.BreakerStore;
import dev.mailswitch.delivery.health.ReportWay;
import dev.mailswitch.delivery.health.SharedHealth;
import dev.mailswitch.delivery.health.SilenceStore;
import dev.mailswitch.delivery.health.SilenceWatch;
import dev.mailswitch.delivery.readiness.Asking;
import dev.mailswitch.delivery.readiness.CheckLoop;
import dev.mailswitch.delivery.readiness.CheckTable;
import dev.mailswitch.delivery.transport.Senders;
import dev.mailswitch.delivery.transport.sandbox.SandboxReports;
import dev.mailswitch.delivery.transport.sandbox.SandboxRoom;
import dev.mailswitch.delivery.transport.sandbox.SandboxStore;
import dev.mailswitch.delivery.worklist.Keepers;
import dev.mailswitch.delivery.worklist.Loop;
import dev.mailswitch.directory.DirectoryStore;
import dev.mailswitch.directory.LiveDirectory;
import dev.mailswitch.directory.PublicUrl;
import dev.mailswitch.ledger.Allowances;
import dev.mailswitch.ledger.Batcher;
import dev.mailswitch.ledger.Claiming;
import dev.mailswitch.ledger.Contents;
import dev.mailswitch.ledger.Correspondents;
import dev.mailswitch.ledger.Counting;
import dev.mailswitch.ledger.DatabaseClock;
import dev.mailswitch.ledger.EventLog;
import dev.mailswitch.ledger.Leaves;
import dev.mailswitch.ledger.LoweredWeights;
import dev.mailswitch.ledger.Marks;
import dev.mailswitch.ledger.ReportSampling;
import dev.mailswitch.ledger.Reporting;
import dev.mailswitch.ledger.Retention;
import dev.mailswitch.ledger.RoleLease;
import dev.mailswitch.ledger.Settling;
import dev.mailswitch.ledger.Trials;
import dev.mailswitch.ledger.UsageFolding;
import dev.mailswitch.ledger.WorkList;
import dev.mailswitch.ledger.WorkerLease;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.provider.Provider;
import dev.mailswitch.signing.SigningKeys;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running worker: everything it is made of, put together by hand so that one page shows what
/// depends on what.
final class Worker {

    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    private static final Duration SECOND = Duration.ofSeconds(1);

    /// Connections to the database.
    ///
    /// @param hot     for what is on the way of every mail
    /// @param readers for everything else
    /// @param lease   for the lease alone: nobody may take what renews it
    record Pools(DataSource hot, DataSource readers, DataSource lease) {}

    private final WorkerConfig config;
    private static final int ANSWER_SECONDS = 2;

    private final DataSource leaseConnections;
    private long askedNanos = System.nanoTime() - SECOND.toNanos();
    private boolean answered;
    private final WorkerLease lease;
    private final Settling settling;
    private final Senders senders;
    private final SenderFactory factory;
    private final Lanes lanes;
    private final Keepers keepers;
    private final FeedbackLoop feedback;
    private final Thread feedbackThread;
    private final KafkaClients kafka;
    private final Producer<byte[], byte[]> producer;
    private final List<Loop> loops = new ArrayList<>();
    private final Loop renewal;
    private final Vitals vitals;
    private final List<RoleLease> roles;
    private final CheckLoop checks;

    /// Puts a worker together and starts it.
    ///
    /// @throws SQLException when the database is away; nothing was started
    /// @throws org.apache.kafka.common.KafkaException when Kafka's clients cannot be made; nothing
    ///     was started
    /// @throws IllegalArgumentException when a setting cannot be used
    Worker(WorkerConfig config, Pools pools, MeterRegistry metrics)
            throws SQLException, InterruptedException {
        this.config = config;
        this.leaseConnections = pools.lease();
        Opened opened = new Opened();
        try {
            DataSource readers = pools.readers();
            Sealing sealing = Sealing.parse(config.sealingKeys());
            DatabaseClock clock = new DatabaseClock(InstantSource.system());
            clock.measure(readers);
            Leaves leaves = new Leaves(readers);
            leaves.ensure(clock.instant());
            LiveDirectory directory = LiveDirectory.open(new DirectoryStore(readers));
            Copies copies =
                    new Copies(
                            new Tracker(TokenSecrets.parse(config.tokenSecrets())),
                            PublicUrl.links(directory, PublicUrl.parse(config.publicUrl())));
            String name = ProcessHandle.current().pid() + "@" + UUID.randomUUID();
            this.lease = WorkerLease.open(pools.lease(), name, System::nanoTime);
            opened.add(lease::close);
            LOG.info("worker {} signed on", lease.epoch());
            // By itself: nothing slow may stand between two renewals.
            this.renewal = new Loop("lease", Duration.ofSeconds(5), lease::renew);
            opened.add(renewal::close);
            this.vitals = new Vitals(lease::safe, System::nanoTime);

            RandomGenerator random = new SecureRandom();
            this.kafka = new KafkaClients(config.kafka(), config.topicReplicas());
            opened.add(kafka::close);
            kafka.makeTopicsFirst();
            this.producer = kafka.producer();
            opened.add(() -> producer.close(SECOND));
            this.settling = new Settling(pools.hot(), random, Batcher.Limits.STANDARD);
            opened.add(settling::close);
            SandboxStore sandbox = new SandboxStore(readers);
            this.factory = new SenderFactory(config, sealing, sandbox, clock);
            opened.add(factory::close);
            this.senders = new Senders(factory);
            opened.add(senders::close);
            SilenceStore silences = new SilenceStore(readers);
            HealthTopic news = new HealthTopic(producer);
            SharedHealth health =
                    new SharedHealth(new BreakerStore(readers), silences, news, clock);
            health.refresh();
            InHand inHand = new InHand(System::nanoTime);
            Pace pace = new Pace();
            Marks marks = new Marks(readers);
            this.feedback =
                    new FeedbackLoop(
                            kafka.feedback(),
                            new Reporting(pools.hot(), random)::apply,
                            new LateBlockFinder(new Correspondents(readers), health, clock),
                            lease::safe,
                            metrics);
            opened.add(feedback::close);
            this.feedbackThread = Thread.ofPlatform().name("feedback").start(feedback);
            Allowances allowances = new Allowances(readers);
            this.lanes =
                    new Lanes(
                            new Lanes.Parts(
                                    kafka::ends,
                                    marks,
                                    new Claiming(pools.hot()),
                                    new WorkList(readers),
                                    new Contents(readers),
                                    copies,
                                    settling,
                                    allowances,
                                    lease,
                                    directory,
                                    health,
                                    health,
                                    health,
                                    senders,
                                    inHand,
                                    new Trials(readers),
                                    pace,
                                    metrics,
                                    clock,
                                    random,
                                    new SigningKeys(sealing),
                                    new Lanes.Policy(
                                            config.standbyShare(),
                                            config.callPatience(),
                                            config.smtp().finalDotTimeout().plusMinutes(1))),
                            kafka::sends,
                            this::slots);
            opened.add(lanes::close);
            RoleLease relayRole = new RoleLease(readers, "events-relay", name);
            RoleLease sandboxRole = new RoleLease(readers, "sandbox-reports", name);
            RoleLease checksRole = new RoleLease(readers, "provider-checks", name);
            RoleLease silenceRole = new RoleLease(readers, "silence-watch", name);
            this.roles = List.of(relayRole, sandboxRole, checksRole, silenceRole);
            this.keepers =
                    new Keepers(
                            new Keepers.Parts(
                                    new WorkList(readers, pools.hot()),
                                    marks,
                                    lease,
                                    new EventLog(readers),
                                    relayRole,
                                    new Counting(readers),
                                    directory::now,
                                    inHand,
                                    pace,
                                    producer,
                                    metrics,
                                    clock));
            opened.add(keepers::close);
            opened.add(() -> loops.forEach(Loop::close));
            loops.add(new Loop("vitals", SECOND, vitals::look));
            loops.add(new Loop("topics", Duration.ofSeconds(3), kafka::makeTopics));
            loops.add(new Loop("clock", Duration.ofSeconds(5), () -> clock.measure(readers)));
            loops.add(
                    new Loop(
                            "leaves", Duration.ofMinutes(1), () -> leaves.ensure(clock.instant())));
            Retention retention = new Retention(readers, config.framesKept());
            loops.add(
                    new Loop(
                            "retention",
                            Duration.ofHours(1),
                            () -> retention.turn(clock.instant())));
            SandboxRoom room = new SandboxRoom(readers, config.sandboxKept().asLongValue());
            loops.add(new Loop("sandbox-room", Duration.ofMinutes(10), room::turn));
            UsageFolding folding = new UsageFolding(readers);
            loops.add(new Loop("usage-folding", Duration.ofMinutes(10), folding::turn));
            loops.add(new Loop("analyze", Duration.ofSeconds(15), retention::analyzeFilled));
            loops.add(new Loop("health", SECOND, health::refresh));
            LoweredWeights lowered = new LoweredWeights(readers, lease.epoch());
            loops.add(
                    new Loop(
                            "lowered-weights",
                            SECOND.multipliedBy(2),
                            () -> lowered.write(health.snapshot().lowered())));
            loops.add(new Loop("health-prune", Duration.ofHours(1), health::prune));
            SilenceWatch silenceWatch =
                    new SilenceWatch(
                            () -> silenceRole.take().isPresent(),
                            new ReportSampling(readers)::look,
                            silences,
                            news,
                            () -> ReportWay.of(directory.now().providers()),
                            clock);
            loops.add(new Loop("silence-watch", Duration.ofSeconds(5), silenceWatch::turn));
            loops.add(
                    new Loop(
                            "settings", Duration.ofMillis(500), () -> settings(directory, health)));
            loops.add(
                    new Loop(
                            "rates",
                            Duration.ofMillis(1_000 / Lanes.refillsASecond()),
                            lanes::refill));
            loops.add(new Loop("long-calls", SECOND, lanes::cutLongCalls));
            SandboxReports reports = new SandboxReports(sandbox, sandboxRole, producer);
            loops.add(new Loop("sandbox-reports", Duration.ofMillis(100), reports::turn));
            CheckTable checkTable = new CheckTable(readers);
            this.checks =
                    new CheckLoop(
                            checkTable,
                            checksRole,
                            directory::now,
                            provider ->
                                    new Asking(
                                            senders,
                                            provider,
                                            from ->
                                                    directory
                                                            .now()
                                                            .returnPath(
                                                                    provider.organisationId(),
                                                                    from)),
                            random,
                            config.providerChecks());
            opened.add(checks::close);
            loops.add(new Loop("provider-checks", Duration.ofMillis(500), checks::turn));
            Gauges gauges =
                    new Gauges(
                            metrics,
                            directory::now,
                            health,
                            settling,
                            leaves,
                            allowances,
                            checkTable,
                            clock,
                            readers);
            loops.add(new Loop("gauges", Duration.ofSeconds(5), gauges::turn));
        } catch (Throwable failed) {
            opened.close(failed);
            throw failed;
        }
    }

    private int slots(Lane lane) {
        return switch (lane) {
            case TRANSACTIONAL -> config.slots().transactional();
            case BULK -> config.slots().bulk();
        };
    }

    private void settings(LiveDirectory directory, SharedHealth health) {
        directory.refresh();
        Set<ProviderId> present =
                directory.now().providers().stream().map(Provider::id).collect(Collectors.toSet());
        senders.keepOnly(present);
        health.keepOnly(present);
        lanes.keepOnly(present);
    }

    /// How long the turn of some loop lasts that should have ended within a second or so; time in
    /// which the database was away does not count.
    Duration overdue() {
        Duration turning = lanes.sinceTurn();
        Duration reports = feedback.sinceTurn();
        Duration waiting = turning.compareTo(reports) > 0 ? turning : reports;
        return Stream.of(
                        vitals.counted(waiting),
                        keepers.overdue(),
                        renewal.overdue(),
                        factory.sinceTurn())
                .max(Duration::compareTo)
                .orElseThrow();
    }

    /// Whether it can work: its lease is good, and the database answers now. The lease alone would
    /// say so for twenty seconds more.
    boolean ready() {
        return lease.safe() && answers();
    }

    /// Asked by one at a time and at most once a second: the renewal needs one of these connections.
    private synchronized boolean answers() {
        long now = System.nanoTime();
        if (now - askedNanos < SECOND.toNanos()) {
            return answered;
        }
        try (Connection connection = leaseConnections.getConnection()) {
            answered = connection.isValid(ANSWER_SECONDS);
        } catch (SQLException away) {
            answered = false;
        }
        askedNanos = System.nanoTime();
        return answered;
    }

    /// Tells the ledger first that what comes is no death, however it ends.
    private void leave() {
        try {
            lease.leave();
        } catch (SQLException away) {
            LOG.warn("could not say that this worker stops: {}", away.getMessage());
        }
    }

    /// Finishes what is in hand, as far as it ends in time, and signs off. The lease is renewed
    /// until everything is written: without it others would take over calls that are open and make
    /// them a second time.
    void stop() {
        leave();
        try {
            boolean all = lanes.stop(config.stopPatience());
            feedback.close();
            feedbackThread.join(SECOND.multipliedBy(5));
            settling.close();
            keepers.close();
            loops.forEach(Loop::close);
            checks.close();
            for (RoleLease role : roles) {
                role.release();
            }
            renewal.close();
            if (all) {
                lease.close();
                LOG.info("worker {} signed off", lease.epoch());
            } else {
                LOG.warn("calls are still open; others take them over in 30 s, as unknown");
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } catch (SQLException away) {
            LOG.warn("could not sign off: {}", away.getMessage());
        } finally {
            renewal.close();
            senders.close();
            factory.close();
            producer.close(SECOND);
            kafka.close();
        }
    }
}
