package dev.mailswitch.delivery.worklist;

import dev.mailswitch.delivery.dispatch.InHand;
import dev.mailswitch.ledger.WorkList;
import dev.mailswitch.ledger.WorkerLease;
import dev.mailswitch.model.id.EmailId;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Frees the mails of workers whose lease has run out.
final class Sweeper {

    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);
    private static final Duration FULL_CHECK = Duration.ofMinutes(1);

    private final WorkerLease lease;
    private final WorkList workList;
    private final InHand inHand;
    private final InstantSource clock;
    private Instant checked = Instant.EPOCH;
    private int lastMissing;
    private Set<EmailId> suspects = Set.of();

    Sweeper(WorkerLease lease, WorkList workList, InHand inHand, InstantSource clock) {
        this.lease = lease;
        this.workList = workList;
        this.inHand = inHand;
        this.clock = clock;
    }

    /// One turn, every five seconds.
    void turn() throws SQLException {
        Instant now = clock.instant();
        boolean full = now.isAfter(checked.plus(FULL_CHECK));
        if (full) {
            checked = now;
            letGoOfTheUnknown();
        }
        if (!lease.mayTakeOver()) {
            return;
        }
        int missing = lease.missing();
        if (missing > lastMissing || full) {
            int freed = workList.takeOver(lease.epoch());
            if (freed > 0) {
                LOG.warn("took over {} mails of workers that are gone", freed);
                return;
            }
        }
        lastMissing = missing;
    }

    /// Mails in our name that we know nothing of, seen twice so that a claim under way is not
    /// mistaken for one.
    private void letGoOfTheUnknown() throws SQLException {
        Set<EmailId> unknown = new HashSet<>();
        for (EmailId id : workList.heldBy(lease.epoch())) {
            if (!inHand.contains(id)) {
                unknown.add(id);
            }
        }
        List<EmailId> twice = unknown.stream().filter(suspects::contains).toList();
        suspects = unknown;
        if (!twice.isEmpty()) {
            LOG.warn(
                    "let go of {} mails that were held for nothing",
                    workList.letGo(lease.epoch(), twice));
        }
    }
}
