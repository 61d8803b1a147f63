package dev.mailswitch.delivery.health;

import dev.mailswitch.ledger.ReportSampling.Sample;
import dev.mailswitch.model.id.ProviderId;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Listens for providers that have fallen silent, in one worker at a time: looks back at samples of
/// the mails they accepted, and writes down for all workers who is silent. Attempts and reports are
/// made and applied by whichever worker; they meet in the database, and here.
///
/// What was learnt and found is in the table after each look. What is lost with the process is the
/// last quarter of an hour of samples: its successor needs some minutes more to find a silence.
///
/// Two may listen for a moment, when one was stopped and does not know yet that it has been
/// succeeded: each writes all that it knows, so what the late one wrote lasts for one look at most.
public final class SilenceWatch {

    /// From one look to the next, and so the length of a slice.
    static final Duration LOOK = Duration.ofSeconds(30);

    /// A slice is no longer, however late a look comes.
    static final Duration LONGEST = Duration.ofMinutes(1);

    /// Whether this worker is the one that listens; asked more often than it looks.
    @FunctionalInterface
    public interface Role {
        boolean ours() throws SQLException;
    }

    /// Samples of the mails accepted from a moment until just before another.
    @FunctionalInterface
    public interface Samples {
        List<Sample> look(Instant from, Instant to) throws SQLException;
    }

    private final Role role;
    private final Samples samples;
    private final SilenceTable table;
    private final SilenceNews news;
    private final Supplier<Map<ProviderId, ReportWay>> reporters;
    private final InstantSource clock;
    private @Nullable Silences silences;
    private final List<SilenceNews.Change> untold = new ArrayList<>();
    private Instant looked = Instant.MIN;

    /// @param reporters who is listened to
    /// @param clock     the database's
    public SilenceWatch(
            Role role,
            Samples samples,
            SilenceTable table,
            SilenceNews news,
            Supplier<Map<ProviderId, ReportWay>> reporters,
            InstantSource clock) {
        this.role = role;
        this.samples = samples;
        this.table = table;
        this.news = news;
        this.reporters = reporters;
        this.clock = clock;
    }

    /// Looks, if it is time; to be called every few seconds, which keeps the role.
    ///
    /// @throws SQLException if the database is away; the slice is missed
    public void turn() throws SQLException {
        if (!role.ours()) {
            // Whoever listens now learns on.
            silences = null;
            untold.clear();
            return;
        }
        Instant now = clock.instant();
        Silences listening = silences;
        if (listening == null) {
            silences = new Silences(table.habits(), table.silences());
            looked = now;
            return;
        }
        if (now.isBefore(looked.plus(LOOK))) {
            return;
        }
        Instant from = looked.isBefore(now.minus(LONGEST)) ? now.minus(LONGEST) : looked;
        looked = now;
        Map<ProviderId, ReportWay> ways = reporters.get();
        Map<Age, Map<ProviderId, Heard>> heard = new EnumMap<>(Age.class);
        for (Age age : Age.values()) {
            Instant begin = from.minus(age.duration());
            List<Sample> seen = samples.look(begin, now.minus(age.duration()));
            heard.put(age, Silences.heard(begin, seen, ways.keySet()));
        }
        untold.addAll(listening.turn(heard, ways, now));
        table.save(listening.habits(), listening.silences());
        untold.forEach(news::changed);
        untold.clear();
    }
}
