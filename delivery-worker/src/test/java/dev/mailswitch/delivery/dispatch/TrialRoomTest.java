package dev.mailswitch.delivery.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mailswitch.ledger.Claimable;
import dev.mailswitch.ledger.Claimed;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.mail.Lane;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TrialRoomTest {

    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
    private static final RandomGenerator RANDOM = new SplittableRandom(7);

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicBoolean safe = new AtomicBoolean(true);
    private final AtomicInteger away = new AtomicInteger();
    private final List<String> onRecord = new CopyOnWriteArrayList<>();
    private final InHand inHand = new InHand(nanos::get);
    private TrialRoom room;

    @BeforeEach
    void open() {
        room = new TrialRoom(new Recording(), inHand, safe::get, nanos::get);
        later(TrialRoom.PROVEN);
    }

    private final class Recording implements TrialRoom.Record {
        @Override
        public boolean begin(Claimed mail) {
            return onRecord.add("begin " + mail.mail().id());
        }

        @Override
        public void lived(Claimed mail) throws SQLException {
            if (away.getAndDecrement() > 0) {
                throw new SQLException("away");
            }
            onRecord.add("lived " + mail.mail().id());
        }
    }

    @Test
    void aWorkerThatHasJustStartedTriesNobody() {
        TrialRoom young = new TrialRoom(new Recording(), inHand, safe::get, nanos::get);
        later(TrialRoom.PROVEN.minusNanos(1));
        assertThat(young.open()).isFalse();
        later(Duration.ofNanos(1));
        assertThat(young.open()).isTrue();
    }

    @Test
    void nothingIsClaimedFromTheClaimOfASuspectToTheEndOfItsTrial() throws Exception {
        Claimed suspect = suspect();
        Thread trial = claimAndTry(suspect);
        begun(suspect);
        assertThat(room.quiet()).isTrue();
        assertThat(room.open()).isFalse();
        assertThat(room.enter()).isFalse();
        inHand.done(suspect.mail().id());
        trial.join();
        assertThat(room.enter()).isTrue();
        assertThat(onRecord).as("its settlement has ended it").hasSize(1);
    }

    @Test
    void itBeginsWhenAllElseInHandHasEndedOrOnlyWaits() throws Exception {
        EmailId old = id();
        inHand.add(old, 1);
        later(TrialRoom.WATCH);
        EmailId recent = id();
        inHand.add(recent, 1);
        Claimed suspect = suspect();
        Thread trial = claimAndTry(suspect);
        later(TrialRoom.WATCH.minusNanos(1));
        assertThat(inHand.allFor(TrialRoom.WATCH, java.util.Set.of(suspect.mail().id()))).isFalse();
        assertThat(onRecord).isEmpty();
        inHand.done(recent);
        begun(suspect);
        inHand.done(suspect.mail().id());
        trial.join();
    }

    @Test
    void itWaitsForAClaimUnderWay() throws Exception {
        assertThat(room.enter()).as("the other lane's").isTrue();
        Claimed suspect = suspect();
        Thread trial = claimAndTry(suspect);
        inHand.add(id(), 1);
        room.leave();
        later(TrialRoom.WATCH);
        begun(suspect);
        inHand.done(suspect.mail().id());
        trial.join();
    }

    @Test
    void aCallThatHangsHoldsUpNobodyForLong() throws Exception {
        away.set(1);
        Claimed suspect = suspect();
        Thread trial = claimAndTry(suspect);
        begun(suspect);
        later(TrialRoom.WATCH);
        trial.join();
        assertThat(onRecord)
                .containsExactly("begin " + suspect.mail().id(), "lived " + suspect.mail().id());
        assertThat(room.quiet()).isFalse();
        assertThat(room.open()).as("now the lanes have their time").isFalse();
        later(TrialRoom.WATCH.multipliedBy(2));
        assertThat(room.open()).isTrue();
    }

    @Test
    void withoutALeaseNothingBegins() throws Exception {
        safe.set(false);
        Claimed suspect = suspect();
        assertThat(room.enter()).isTrue();
        TrialRoom.Trial trial = room.expect(suspect);
        room.leave();
        trial.run();
        assertThat(trial.begun()).isFalse();
        assertThat(room.quiet()).isFalse();
        assertThat(onRecord).isEmpty();
    }

    @Test
    void twoThatWereClaimedAreTriedOneAfterTheOther() throws Exception {
        Claimed one = suspect();
        Claimed two = suspect();
        Thread first = claimAndTry(one);
        begun(one);
        TrialRoom.Trial waits = room.expect(two);
        inHand.add(two.mail().id(), 1);
        Thread second = Thread.ofVirtual().start(waits);
        assertThat(onRecord).hasSize(1);
        inHand.done(one.mail().id());
        first.join();
        begun(two);
        assertThat(room.quiet()).isTrue();
        inHand.done(two.mail().id());
        second.join();
        assertThat(room.quiet()).isFalse();
    }

    private Thread claimAndTry(Claimed suspect) {
        room.enter();
        TrialRoom.Trial trial = room.expect(suspect);
        inHand.add(suspect.mail().id(), 1);
        room.leave();
        return Thread.ofVirtual().start(trial);
    }

    private void begun(Claimed suspect) {
        await().untilAsserted(() -> assertThat(onRecord).contains("begin " + suspect.mail().id()));
    }

    private void later(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static EmailId id() {
        return EmailId.mint(NOW, RANDOM);
    }

    private static Claimed suspect() {
        Claimable mail =
                TestMails.untried(id(), Lane.TRANSACTIONAL, NOW.plusSeconds(3_600), List.of());
        return new Claimed(mail, 1, 3, NOW, List.of(), true);
    }
}
