package dev.mailswitch.delivery.boot;

import dev.mailswitch.delivery.worklist.Loop;
import dev.mailswitch.ledger.Acceptance;
import dev.mailswitch.ledger.Accepting;
import dev.mailswitch.ledger.Batcher;
import dev.mailswitch.ledger.DatabaseClock;
import dev.mailswitch.ledger.LedgerBusy;
import dev.mailswitch.ledger.LedgerUnavailable;
import dev.mailswitch.ledger.Marks;
import dev.mailswitch.ledger.NewMail;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.wire.Topics;
import dev.mailswitch.model.wire.Wake;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/// Accepts mails as api-service does: the same ledger, the same gate (a lane whose low-water mark
/// is older than two seconds wakes nothing by itself), a record in Kafka after the commit.
final class TestDoor implements AutoCloseable {

    private static final Duration WINDOW = Duration.ofSeconds(2);

    private final Accepting accepting;
    private final Producer<byte[], byte[]> producer;
    private final DatabaseClock clock = new DatabaseClock(Instant::now);
    private final Loop gate;
    private volatile Set<Lane> open = Set.of();

    TestDoor(DataSource hot, Producer<byte[], byte[]> producer) throws SQLException {
        this.producer = producer;
        clock.measure(hot);
        this.accepting =
                new Accepting(
                        hot,
                        clock,
                        new java.security.SecureRandom(),
                        Batcher.Limits.STANDARD,
                        lane -> open.contains(lane));
        Marks marks = new Marks(hot);
        this.gate = new Loop("gate", Duration.ofMillis(100), () -> look(marks));
    }

    private void look(Marks marks) throws SQLException {
        EnumSet<Lane> now = EnumSet.noneOf(Lane.class);
        for (Lane lane : Lane.values()) {
            if (marks.lowWater(lane).filter(m -> m.age().compareTo(WINDOW) < 0).isPresent()) {
                now.add(lane);
            }
        }
        open = now;
    }

    Set<Lane> open() {
        return open;
    }

    Instant now() {
        return clock.instant();
    }

    EmailId newId() {
        return accepting.newId();
    }

    void accept(NewMail mail) throws InterruptedException, LedgerUnavailable, LedgerBusy {
        Acceptance acceptance = accepting.accept(mail);
        if (acceptance instanceof Acceptance.Accepted accepted && accepted.wake()) {
            Wake wake = new Wake(mail.id(), accepted.dueAt(), mail.environmentId(), mail.lane());
            producer.send(new ProducerRecord<>(Topics.sends(mail.lane()), wake.encode()));
        }
    }

    @Override
    public void close() {
        gate.close();
        accepting.close();
    }
}
