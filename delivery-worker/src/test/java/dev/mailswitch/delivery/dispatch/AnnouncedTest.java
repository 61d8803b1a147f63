package dev.mailswitch.delivery.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.wire.Topics;
import dev.mailswitch.model.wire.Wake;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What is taken, kept back and put back of the announcements; nothing here asks the database.
class AnnouncedTest {

    private static final EnvironmentId CROWD = new EnvironmentId(new UUID(0, 1));
    private static final EnvironmentId OTHER = new EnvironmentId(new UUID(0, 2));
    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
    private static final TopicPartition PARTITION = new TopicPartition(Topics.sends(Lane.BULK), 0);

    private final Random random = new Random(1);
    private long nanos;
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final List<CompletableFuture<Map<TopicPartition, Long>>> asked = new ArrayList<>();
    private final List<Map<Integer, Optional<Instant>>> marked = new ArrayList<>();
    private final Announced announced =
            new Announced(
                    Lane.BULK, consumer, this::ask, (lane, read) -> marked.add(read), () -> nanos);
    private long offset;

    @BeforeEach
    void assign() {
        consumer.assign(List.of(PARTITION));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    }

    private CompletableFuture<Map<TopicPartition, Long>> ask(Set<TopicPartition> partitions) {
        CompletableFuture<Map<TopicPartition, Long>> answer = new CompletableFuture<>();
        asked.add(answer);
        return answer;
    }

    /// As a turn does, a second after the last.
    private void acknowledge() {
        nanos += Duration.ofSeconds(1).toNanos();
        announced.acknowledge();
    }

    private EmailId comes(EnvironmentId flow) {
        EmailId id = EmailId.mint(NOW, random);
        byte[] wake = new Wake(id, NOW, flow, Lane.BULK).encode();
        consumer.addRecord(new ConsumerRecord<>(PARTITION.topic(), 0, offset++, new byte[0], wake));
        return id;
    }

    private Set<EmailId> take(int most, Map<EnvironmentId, Integer> places) {
        Set<EmailId> taken = new LinkedHashSet<>();
        announced.take(taken, most, flow -> places.getOrDefault(flow, 0));
        return taken;
    }

    @Test
    void aFlowWithoutAPlaceDoesNotStandBeforeOthers() {
        comes(CROWD);
        comes(CROWD);
        EmailId other = comes(OTHER);
        announced.poll(Duration.ZERO);
        assertThat(take(10, Map.of(OTHER, 5))).containsExactly(other);
        assertThat(announced.size()).isEqualTo(2);
    }

    @Test
    void asManyAreTakenAsThereArePlaces() {
        List<EmailId> all = List.of(comes(CROWD), comes(CROWD), comes(CROWD));
        announced.poll(Duration.ZERO);
        assertThat(take(10, Map.of(CROWD, 2))).containsExactly(all.get(0), all.get(1));
        assertThat(take(10, Map.of(CROWD, 1))).containsExactly(all.get(2));
        assertThat(announced.isEmpty()).isTrue();
    }

    @Test
    void whatIsTooMuchOfOneFlowIsPutBackTheNewestFirst() {
        EmailId first = comes(CROWD);
        for (int i = 0; i < 149; i++) {
            comes(CROWD);
        }
        EmailId other = comes(OTHER);
        announced.poll(Duration.ZERO);
        Map<EmailId, EnvironmentId> surplus = announced.surplus(flow -> 0);
        assertThat(surplus).hasSize(50).doesNotContainKeys(first, other);
        assertThat(surplus.values()).containsOnly(CROWD);
        assertThat(announced.size()).isEqualTo(101);
    }

    @Test
    void aFlowThatGoesOnKeepsWhatItNeeds() {
        for (int i = 0; i < 300; i++) {
            comes(CROWD);
        }
        announced.poll(Duration.ZERO);
        assertThat(announced.surplus(flow -> Integer.MAX_VALUE)).isEmpty();
        assertThat(announced.surplus(flow -> 250)).hasSize(50);
    }

    @Test
    void garbageIsPassedOver() {
        consumer.addRecord(
                new ConsumerRecord<>(PARTITION.topic(), 0, offset++, new byte[0], new byte[3]));
        EmailId id = comes(OTHER);
        announced.poll(Duration.ZERO);
        assertThat(take(10, Map.of(OTHER, 1))).containsExactly(id);
        assertThat(announced.isEmpty()).isTrue();
    }

    @Test
    void whatHasWaitedLongIsGivenUpAndTheRestIsNot() {
        EmailId old = comes(CROWD);
        announced.poll(Duration.ZERO);
        nanos += Duration.ofSeconds(1).toNanos();
        EmailId fresh = comes(OTHER);
        announced.poll(Duration.ZERO);
        assertThat(announced.waitingFor(Duration.ofSeconds(1))).containsOnlyKeys(old);
        assertThat(take(10, Map.of(CROWD, 5, OTHER, 5))).containsExactly(fresh);
        assertThat(announced.isEmpty()).isTrue();
    }

    @Test
    void marksAreWrittenOnceTheBrokerHasAnsweredAndNobodyWaitsForIt() {
        comes(OTHER);
        announced.poll(Duration.ZERO);
        take(10, Map.of(OTHER, 5));
        acknowledge();
        assertThat(marked).isEmpty();
        asked.getFirst().complete(Map.of(PARTITION, 1L));
        announced.acknowledge();
        assertThat(marked).containsExactly(Map.of(0, Optional.empty()));
    }

    @Test
    void whatIsStillUnreadIsNotMarkedAsRead() {
        comes(OTHER);
        announced.poll(Duration.ZERO);
        take(10, Map.of(OTHER, 5));
        acknowledge();
        asked.getFirst().complete(Map.of(PARTITION, 2L));
        announced.acknowledge();
        assertThat(marked).containsExactly(Map.of(0, Optional.of(NOW)));
    }

    @Test
    void anAnswerThatFailsMarksNothingAndTheNextIsAskedFor() {
        acknowledge();
        asked.getFirst().completeExceptionally(new TimeoutException("away"));
        acknowledge();
        assertThat(marked).isEmpty();
        assertThat(asked).hasSize(2);
    }

    @Test
    void anAnswerThatCameDuringALongTurnIsNotLost() {
        acknowledge();
        asked.getFirst().complete(Map.of(PARTITION, 0L));
        acknowledge();
        assertThat(marked).containsExactly(Map.of(0, Optional.empty()));
        assertThat(asked).hasSize(2);
    }

    @Test
    void anAnswerToAnOldQuestionSaysNothingOfNow() {
        acknowledge();
        asked.getFirst().complete(Map.of(PARTITION, 0L));
        nanos += Duration.ofSeconds(2).toNanos();
        acknowledge();
        assertThat(marked).isEmpty();
    }

    @Test
    void oneQuestionIsOpenAtATimeUntilNobodyWillAnswerIt() {
        acknowledge();
        acknowledge();
        assertThat(asked).hasSize(1);
        nanos += Duration.ofSeconds(2).toNanos();
        acknowledge();
        assertThat(asked).hasSize(2);
    }

    @Test
    void aPartitionThatWasTakenAwayMeanwhileIsNotMarked() {
        acknowledge();
        consumer.assign(List.of());
        asked.getFirst().complete(Map.of(PARTITION, 0L));
        announced.acknowledge();
        assertThat(marked).containsExactly(Map.of());
    }
}
