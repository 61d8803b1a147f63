package dev.mailswitch.delivery.feedback;

import dev.mailswitch.delivery.health.BlockRecorder;
import dev.mailswitch.ledger.Correspondents;
import dev.mailswitch.ledger.Report;
import dev.mailswitch.model.lifecycle.EventType;
import dev.mailswitch.model.outcome.BounceClass.Remedy;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells health which of the reports just applied say that a recipient's host blocks the provider.
/// Health can do without: whatever goes wrong here is logged and costs no report.
public final class LateBlockFinder {

    private static final Logger LOG = LoggerFactory.getLogger(LateBlockFinder.class);

    /// Who wrote to whom.
    @FunctionalInterface
    public interface Directory {
        Map<Correspondents.Key, Correspondents.Pair> of(List<Correspondents.Key> keys)
                throws SQLException;
    }

    private final Directory correspondents;
    private final BlockRecorder recorder;
    private final InstantSource clock;

    public LateBlockFinder(
            Correspondents correspondents, BlockRecorder recorder, InstantSource clock) {
        this((Directory) correspondents::of, recorder, clock);
    }

    LateBlockFinder(Directory correspondents, BlockRecorder recorder, InstantSource clock) {
        this.correspondents = correspondents;
        this.recorder = recorder;
        this.clock = clock;
    }

    void applied(List<Report> reports, List<Report.Result> results) {
        List<Report> blocks = new ArrayList<>();
        for (int i = 0; i < reports.size(); i++) {
            if (results.get(i) == Report.Result.APPLIED && block(reports.get(i))) {
                blocks.add(reports.get(i));
            }
        }
        if (blocks.isEmpty()) {
            return;
        }
        try {
            var pairs = correspondents.of(blocks.stream().map(LateBlockFinder::key).toList());
            for (Report report : blocks) {
                Correspondents.Pair pair = pairs.get(key(report));
                if (pair != null && report.bounceClass() != null) {
                    recorder.blocked(
                            new BlockRecorder.Block(
                                    report.provider(),
                                    pair.organisation(),
                                    pair.from().asciiDomain(),
                                    pair.to().asciiDomain(),
                                    report.bounceClass()),
                            clock.instant());
                }
            }
        } catch (SQLException | RuntimeException failed) {
            LOG.warn("blocks were not counted: {}", failed.toString());
        }
    }

    private static Correspondents.Key key(Report report) {
        return new Correspondents.Key(report.id(), report.position());
    }

    /// What another provider may do better is this provider's standing there.
    private static boolean block(Report report) {
        return report.type() == EventType.BOUNCED
                && report.suppresses()
                && report.bounceClass() != null
                && report.bounceClass().remedy() == Remedy.OTHER_PROVIDER;
    }
}
