package dev.mailswitch.api.tracking;

import dev.mailswitch.ledger.Report;
import dev.mailswitch.ledger.Reporting;
import dev.mailswitch.ledger.Unsubscribing;
import dev.mailswitch.model.lifecycle.EventType;
import dev.mailswitch.model.token.Token;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Recipients leave and come back. When [#leave] returns, the address is on the list, whatever
/// becomes of the event that tells of it.
@Singleton
class Departures {

    private static final Logger LOG = LoggerFactory.getLogger(Departures.class);

    private final Unsubscribing unsubscribing;
    private final Reporting reporting;
    private final Engagements engagements;
    private final InstantSource clock;

    Departures(
            Unsubscribing unsubscribing,
            Reporting reporting,
            Engagements engagements,
            InstantSource clock) {
        this.unsubscribing = unsubscribing;
        this.reporting = reporting;
        this.engagements = engagements;
        this.clock = clock;
    }

    /// @throws SQLException when nothing was written
    void leave(Token.Unsubscribe token) throws SQLException {
        Optional<UUID> entry =
                unsubscribing.leave(
                        token.sent().organisation(),
                        token.environment(),
                        token.address(),
                        clock.instant());
        // The entry's id makes one event of every repeat, until somebody comes back and leaves
        // again.
        entry.ifPresent(id -> tell(token, "unsubscribed:" + id));
    }

    private void tell(Token.Unsubscribe token, String key) {
        Report report =
                new Report(
                        token.sent().email(),
                        token.sent().position(),
                        token.sent().attempt(),
                        token.sent().provider(),
                        EventType.UNSUBSCRIBED,
                        null,
                        false,
                        "",
                        key,
                        false,
                        null);
        try {
            reporting.apply(List.of(report));
        } catch (SQLException away) {
            LOG.warn("an unsubscribe is told of by way of Kafka: {}", away.getMessage());
            boolean taken =
                    engagements.offer(
                            Engagements.feedback(
                                    token.sent(),
                                    EventType.UNSUBSCRIBED,
                                    null,
                                    clock.instant(),
                                    key));
            if (!taken) {
                engagements.lost();
            }
        }
    }

    void comeBack(Token.Unsubscribe token) throws SQLException {
        unsubscribing.comeBack(token.sent().organisation(), token.environment(), token.address());
    }
}
