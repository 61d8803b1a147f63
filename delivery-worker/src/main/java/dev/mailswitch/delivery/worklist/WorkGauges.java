package dev.mailswitch.delivery.worklist;

import dev.mailswitch.ledger.Marks;
import dev.mailswitch.ledger.WorkList;
import dev.mailswitch.model.mail.Lane;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Depth and age of the work list, counted once a minute as that reads all of it, and the age of
/// the marks, measured at each turn.
final class WorkGauges {

    private static final Duration COUNT = Duration.ofMinutes(1);

    private final WorkList workList;
    private final Marks marks;
    private final MultiGauge mails;
    private final MultiGauge ages;
    private final MultiGauge markAges;
    private final InstantSource clock;
    private Instant counted = Instant.EPOCH;

    WorkGauges(WorkList workList, Marks marks, MeterRegistry metrics, InstantSource clock) {
        this.workList = workList;
        this.marks = marks;
        this.clock = clock;
        this.mails = MultiGauge.builder("mailswitch.work.mails").register(metrics);
        this.ages = MultiGauge.builder("mailswitch.work.age.seconds").register(metrics);
        this.markAges = MultiGauge.builder("mailswitch.mark.age.seconds").register(metrics);
    }

    void turn() throws SQLException {
        Instant now = clock.instant();
        if (!now.isBefore(counted.plus(COUNT))) {
            count();
            counted = now;
        }
        List<MultiGauge.Row<?>> markRows = new ArrayList<>();
        for (Lane lane : Lane.values()) {
            Optional<Marks.LowWater> mark = marks.lowWater(lane);
            mark.ifPresent(
                    m ->
                            markRows.add(
                                    MultiGauge.Row.of(
                                            Tags.of("lane", lane.word()),
                                            m.age().toMillis() / 1e3)));
        }
        markAges.register(markRows, true);
    }

    private void count() throws SQLException {
        Map<Tags, Long> counts = new HashMap<>();
        Map<Lane, Double> age = new EnumMap<>(Lane.class);
        for (Lane lane : Lane.values()) {
            age.put(lane, 0.0);
        }
        for (WorkList.Depth depth : workList.depth()) {
            String state = depth.held() ? "held" : depth.woken() ? "woken" : "waiting";
            // Held mails are one state, whether they were woken or came the short way.
            counts.merge(
                    Tags.of("lane", depth.lane().word(), "state", state), depth.mails(), Long::sum);
            if (!depth.held()) {
                depth.oldest()
                        .map(oldest -> Duration.between(oldest, clock.instant()).toMillis() / 1e3)
                        .ifPresent(seconds -> age.merge(depth.lane(), seconds, Math::max));
            }
        }
        List<MultiGauge.Row<?>> depthRows = new ArrayList<>();
        counts.forEach((tags, count) -> depthRows.add(MultiGauge.Row.of(tags, count)));
        mails.register(depthRows, true);
        List<MultiGauge.Row<?>> ageRows = new ArrayList<>();
        age.forEach(
                (lane, seconds) ->
                        ageRows.add(MultiGauge.Row.of(Tags.of("lane", lane.word()), seconds)));
        ages.register(ageRows, true);
    }
}
