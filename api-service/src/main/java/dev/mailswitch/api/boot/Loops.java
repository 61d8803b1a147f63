package dev.mailswitch.api.boot;

import dev.mailswitch.api.auth.KeyCache;
import dev.mailswitch.api.auth.KeyUse;
import dev.mailswitch.api.domain.Rechecks;
import dev.mailswitch.directory.LiveDirectory;
import dev.mailswitch.ledger.DatabaseClock;
import dev.mailswitch.ledger.Leaves;
import io.quarkus.agroal.DataSource;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What this process does without being asked: hear of changed settings, look at the backlog, wake
/// the workers, keep its clock, make leaves, write down uses of keys, look at the records of
/// domains.
@Singleton
class Loops {

    private static final Logger LOG = LoggerFactory.getLogger(Loops.class);
    private static final Duration POLL = Duration.ofMillis(500);

    /// A turn of the wakes takes a second by itself.
    private static final Duration BETWEEN_WAKES = Duration.ofMillis(1);

    private static final Duration LAST_TURNS = Duration.ofSeconds(6);

    private final LiveDirectory directory;
    private final KeyCache keys;
    private final KeyUse uses;
    private final WakeGate gate;

    // Filters hold this object and are made before the settings are read; so these come later.
    private final Instance<KafkaWakes> wakes;
    private final Instance<Rechecks> rechecks;

    private final DatabaseClock clock;
    private final Leaves leaves;
    private final javax.sql.DataSource ledger;
    private volatile List<Loop> loops = List.of();

    Loops(
            LiveDirectory directory,
            KeyCache keys,
            KeyUse uses,
            WakeGate gate,
            Instance<KafkaWakes> wakes,
            DatabaseClock clock,
            Leaves leaves,
            Instance<Rechecks> rechecks,
            @DataSource("ledger") javax.sql.DataSource ledger) {
        this.directory = directory;
        this.keys = keys;
        this.uses = uses;
        this.gate = gate;
        this.wakes = wakes;
        this.clock = clock;
        this.leaves = leaves;
        this.rechecks = rechecks;
        this.ledger = ledger;
    }

    /// Starts them, each with a first turn made here: the service is ready when it says so.
    ///
    /// @throws SQLException when the database is away; nothing was started
    void start() throws SQLException {
        clock.measure(ledger);
        if (!directory.refresh()) {
            throw new SQLTransientConnectionException("the settings could not be read", "08006");
        }
        leaves.ensure(clock.instant());
        gate.look();
        KafkaWakes publisher = wakes.get();
        loops =
                List.of(
                        Loop.start("settings", POLL, this::settings),
                        Loop.start("gate", POLL, gate::look),
                        Loop.start("wakes", BETWEEN_WAKES, publisher::turn),
                        Loop.start("uses", Duration.ofSeconds(10), uses::write),
                        Loop.start("clock", Duration.ofSeconds(30), this::clock),
                        Loop.start("leaves", Duration.ofMinutes(5), this::leaves),
                        Loop.start("domains", Duration.ofMinutes(1), rechecks.get()::turn));
    }

    private void settings() {
        long asked = System.nanoTime();
        if (directory.refresh()) {
            keys.heard(directory.now().version(), asked);
        }
    }

    private void clock() {
        try {
            clock.measure(ledger);
        } catch (SQLException away) {
            LOG.debug("the database's clock could not be read", away);
        }
    }

    private void leaves() {
        try {
            leaves.ensure(clock.instant());
        } catch (SQLException away) {
            LOG.warn("leaves could not be made: {}", away.getMessage());
        }
    }

    /// The names of loops that are stuck; empty before the start.
    List<String> stuck() {
        return loops.stream().filter(loop -> !loop.turns()).map(Loop::name).toList();
    }

    boolean started() {
        return !loops.isEmpty();
    }

    @PreDestroy
    void stop() {
        List<Loop> ending = loops;
        ending.forEach(Loop::stop);
        long end = System.nanoTime() + LAST_TURNS.toNanos();
        for (Loop loop : ending) {
            loop.ended(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
        }
        if (!ending.isEmpty()) {
            wakes.get().close();
        }
        uses.write();
    }
}
