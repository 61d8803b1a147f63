package dev.mailswitch.api.boot;

import dev.mailswitch.ledger.Marks;
import dev.mailswitch.model.mail.Lane;
import io.quarkus.agroal.DataSource;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether new mails of a lane go to Kafka at once: while what is there is younger than two
/// seconds. Otherwise they wait in the work list, where the dispatcher is fair to all.
@Singleton
class WakeGate implements Predicate<Lane> {

    private static final Logger LOG = LoggerFactory.getLogger(WakeGate.class);
    private static final Duration WINDOW = Duration.ofSeconds(2);

    private final Marks marks;
    private volatile Set<Lane> open = Set.of();

    WakeGate(@DataSource("ledger") javax.sql.DataSource ledger) {
        this.marks = new Marks(ledger);
    }

    @Override
    public boolean test(Lane lane) {
        return open.contains(lane);
    }

    /// Looks again. When it cannot, the gate shuts: a mail that waits is found, one that floods is
    /// in everybody's way.
    void look() {
        EnumSet<Lane> now = EnumSet.noneOf(Lane.class);
        try {
            for (Lane lane : Lane.values()) {
                if (marks.lowWater(lane).filter(m -> m.age().compareTo(WINDOW) < 0).isPresent()) {
                    now.add(lane);
                }
            }
        } catch (SQLException away) {
            LOG.debug("marks could not be read", away);
        }
        open = Collections.unmodifiableSet(now);
    }
}
