package dev.mailswitch.delivery.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mailswitch.delivery.health.BlockRecorder.Block;
import dev.mailswitch.ledger.Correspondents;
import dev.mailswitch.ledger.Report;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.lifecycle.EventType;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.model.wire.Feedback;
import dev.mailswitch.model.wire.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FeedbackLoopTest {

    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
    private static final TopicPartition PARTITION = new TopicPartition(Topics.FEEDBACK, 0);
    private static final ProviderId PROVIDER = new ProviderId(new UUID(1, 1));

    private final Random random = new Random(1);
    private final MockConsumer<byte[], byte[]> kafka = new MockConsumer<>("earliest");
    private final List<String> applied = new CopyOnWriteArrayList<>();
    private final List<Block> blocks = new CopyOnWriteArrayList<>();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private volatile int databaseFailures;
    private volatile int outages;

    private final FeedbackLoop loop =
            new FeedbackLoop(
                    kafka,
                    this::apply,
                    new LateBlockFinder(this::pairs, (block, at) -> blocks.add(block), () -> NOW),
                    () -> true,
                    metrics);

    private List<Report.Result> apply(List<Report> reports) throws SQLException {
        if (databaseFailures > 0) {
            databaseFailures--;
            throw new SQLException("away", "08006");
        }
        if (outages > 0) {
            outages--;
            throw new OutOfMemoryError("for once");
        }
        if (reports.stream().anyMatch(report -> report.eventKey().startsWith("bad"))) {
            throw new IllegalStateException("a bug");
        }
        reports.forEach(report -> applied.add(report.eventKey()));
        return reports.stream()
                .map(
                        report ->
                                report.eventKey().startsWith("again")
                                        ? Report.Result.REPEATED
                                        : Report.Result.APPLIED)
                .toList();
    }

    private Map<Correspondents.Key, Correspondents.Pair> pairs(List<Correspondents.Key> keys) {
        Map<Correspondents.Key, Correspondents.Pair> pairs = new HashMap<>();
        keys.forEach(
                key ->
                        pairs.put(
                                key,
                                new Correspondents.Pair(
                                        new OrganisationId(new UUID(3, 1)),
                                        Address.of("from@shop.test"),
                                        Address.of("ann@blocking.test"))));
        return pairs;
    }

    private void start(String... eventKeys) {
        start(EventType.DELIVERED, null, true, eventKeys);
    }

    private void start(
            EventType type,
            @Nullable BounceClass bounceClass,
            boolean feedsHealth,
            String... eventKeys) {
        kafka.schedulePollTask(
                () -> {
                    kafka.rebalance(List.of(PARTITION));
                    kafka.updateBeginningOffsets(Map.of(PARTITION, 0L));
                    come(type, bounceClass, feedsHealth, eventKeys);
                });
        Thread.ofVirtual().start(loop);
    }

    private void come(
            EventType type,
            @Nullable BounceClass bounceClass,
            boolean feedsHealth,
            String... eventKeys) {
        long offset = 0;
        for (String key : eventKeys) {
            byte[] record =
                    new Feedback(
                                    EmailId.mint(NOW, random),
                                    0,
                                    1,
                                    PROVIDER,
                                    type,
                                    bounceClass,
                                    true,
                                    NOW,
                                    key,
                                    null,
                                    feedsHealth)
                            .encode();
            kafka.addRecord(
                    new ConsumerRecord<>(PARTITION.topic(), 0, offset++, new byte[0], record));
        }
    }

    private void committed(long offset) {
        await().untilAsserted(
                        () ->
                                assertThat(kafka.committed(Set.of(PARTITION)))
                                        .extractingByKey(PARTITION)
                                        .extracting(o -> o.offset())
                                        .isEqualTo(offset));
    }

    @AfterEach
    void stop() {
        loop.close();
    }

    @Test
    void reportsAreAppliedInTheirOrderAndAcknowledged() {
        start("a", "b", "c");
        committed(3);
        assertThat(applied).containsExactly("a", "b", "c");
    }

    @Test
    void aReportThatBreaksTheOthersIsFoundAndLeftOut() {
        start("a", "b", "bad", "c", "d");
        committed(5);
        assertThat(applied).containsExactly("a", "b", "c", "d");
        assertThat(metrics.counter("mailswitch.feedback", "result", "garbage").count())
                .isEqualTo(1);
    }

    /// The consumer here forgets what it has given, so it is told a second time.
    @Test
    void whatWasNotAppliedIsReadAgain() {
        outages = 1;
        start("a", "b");
        await().untilAsserted(() -> assertThat(outages).isZero());
        await().untilAsserted(() -> assertThat(kafka.position(PARTITION)).isZero());
        assertThat(kafka.committed(Set.of(PARTITION))).isEmpty();
        kafka.schedulePollTask(() -> come(EventType.DELIVERED, null, true, "a", "b"));
        committed(2);
        assertThat(applied).containsExactly("a", "b");
    }

    @Test
    void aDatabaseThatIsAwayIsWaitedFor() {
        databaseFailures = 2;
        start("a");
        committed(1);
        assertThat(applied).containsExactly("a");
    }

    @Test
    void aBlockThatCameLateReachesHealth() {
        start(EventType.BOUNCED, BounceClass.PROVIDER_BLOCK, true, "block", "again");
        committed(2);
        assertThat(blocks)
                .containsExactly(
                        new Block(
                                PROVIDER,
                                new OrganisationId(new UUID(3, 1)),
                                "shop.test",
                                "blocking.test",
                                BounceClass.PROVIDER_BLOCK));
    }

    @Test
    void whatIsTheRecipientsFaultOrScriptedDoesNot() {
        start(EventType.BOUNCED, BounceClass.INVALID_RECIPIENT, true, "a");
        committed(1);
        assertThat(blocks).isEmpty();
    }

    @Test
    void aScriptedBlockDoesNot() {
        start(EventType.BOUNCED, BounceClass.PROVIDER_BLOCK, false, "a");
        committed(1);
        assertThat(blocks).isEmpty();
    }
}
