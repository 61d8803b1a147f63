package dev.mailswitch.delivery.boot;

import dev.mailswitch.delivery.health.Breaker;
import dev.mailswitch.delivery.health.SharedHealth;
import dev.mailswitch.delivery.readiness.CheckTable;
import dev.mailswitch.directory.Directory;
import dev.mailswitch.ledger.Allowances;
import dev.mailswitch.ledger.Allowances.Window;
import dev.mailswitch.ledger.BudgetWindows;
import dev.mailswitch.ledger.Leaves;
import dev.mailswitch.ledger.Settling;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.outcome.Scope;
import dev.mailswitch.provider.Provider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Gauges that have to be asked for: breakers, silences, leaves, budgets, what providers say of
/// accounts, the oldest snapshot of the database.
final class Gauges {

    private static final int CLOSED = 0;
    private static final int HALF_OPEN = 1;
    private static final int OPEN = 2;

    private final Supplier<Directory> directory;
    private final SharedHealth health;
    private final Leaves leaves;
    private final Allowances allowances;
    private final CheckTable checks;
    private final InstantSource clock;
    private final DataSource readers;
    private final MultiGauge breakers;
    private final MultiGauge budgets;
    private final MultiGauge ready;
    private final MultiGauge silences;
    private volatile int leavesAhead;
    private volatile double oldestSnapshot;

    Gauges(
            MeterRegistry metrics,
            Supplier<Directory> directory,
            SharedHealth health,
            Settling settling,
            Leaves leaves,
            Allowances allowances,
            CheckTable checks,
            InstantSource clock,
            DataSource readers) {
        this.directory = directory;
        this.health = health;
        this.leaves = leaves;
        this.allowances = allowances;
        this.checks = checks;
        this.clock = clock;
        this.readers = readers;
        this.breakers = MultiGauge.builder("mailswitch.breaker.state").register(metrics);
        this.budgets = MultiGauge.builder("mailswitch.budget.used.ratio").register(metrics);
        this.ready = MultiGauge.builder("mailswitch.provider.ready").register(metrics);
        this.silences = MultiGauge.builder("mailswitch.provider.silent").register(metrics);
        metrics.gauge("mailswitch.settle.waiting", settling, Settling::waiting);
        metrics.gauge("mailswitch.leaves.ahead", this, g -> g.leavesAhead);
        metrics.gauge("mailswitch.oldest.snapshot.seconds", this, g -> g.oldestSnapshot);
    }

    void turn() throws SQLException {
        breakers();
        silences();
        leavesAhead = leaves.ahead(clock.instant());
        oldestSnapshot = oldestSnapshot();
        budgets();
        ready();
    }

    /// The worst state of each scope of each provider; domains would be too many series.
    private void breakers() {
        Instant now = clock.instant();
        Map<Tags, Integer> states = new HashMap<>();
        Set<ProviderId> present = new HashSet<>();
        for (Provider provider : directory.get().providers()) {
            present.add(provider.id());
            for (Scope scope : Scope.values()) {
                states.put(tags(provider.id(), scope), CLOSED);
            }
        }
        for (Breaker breaker : health.snapshot().breakers()) {
            if (present.contains(breaker.key().provider())) {
                states.merge(
                        tags(breaker.key().provider(), breaker.key().scope()),
                        breaker.probeAt().isAfter(now) ? OPEN : HALF_OPEN,
                        Math::max);
            }
        }
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        states.forEach((tags, state) -> rows.add(MultiGauge.Row.of(tags, state)));
        breakers.register(rows, true);
    }

    /// Whether each provider that is to report has fallen silent.
    private void silences() {
        Set<ProviderId> silent = health.snapshot().silent();
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        for (Provider provider : directory.get().providers()) {
            if (provider.capabilities().reports()) {
                rows.add(
                        MultiGauge.Row.of(
                                Tags.of("provider", provider.id().toString()),
                                silent.contains(provider.id()) ? 1 : 0));
            }
        }
        silences.register(rows, true);
    }

    /// How much of each budget workers have taken, slices in their hands included.
    private void budgets() throws SQLException {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        Map<Window, Tags> limited = new HashMap<>();
        for (Provider provider : directory.get().providers()) {
            BudgetWindows windows = BudgetWindows.of(provider.id(), provider.budget(), today);
            limit(limited, provider.id(), "day", windows.day());
            limit(limited, provider.id(), "month", windows.month());
        }
        // Without any it asks nothing.
        Map<Window, Long> leased =
                limited.isEmpty() ? Map.of() : allowances.leased(limited.keySet());
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        limited.forEach(
                (window, tags) ->
                        rows.add(
                                MultiGauge.Row.of(
                                        tags,
                                        leased.getOrDefault(window, 0L)
                                                / (double) window.limit())));
        budgets.register(rows, true);
    }

    /// What providers said of accounts, and of all Froms at each together. Where nobody can tell
    /// there is no series.
    private void ready() throws SQLException {
        Directory settings = directory.get();
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        checks.standings()
                .forEach(
                        (standing, isReady) ->
                                settings.provider(standing.provider())
                                        .ifPresent(
                                                provider ->
                                                        rows.add(
                                                                MultiGauge.Row.of(
                                                                        tags(standing),
                                                                        isReady ? 1 : 0))));
        ready.register(rows, true);
    }

    private static Tags tags(CheckTable.Standing standing) {
        return Tags.of(
                "provider",
                standing.provider().toString(),
                "about",
                standing.account() ? "account" : "senders");
    }

    private static void limit(
            Map<Window, Tags> into, ProviderId provider, String period, @Nullable Window window) {
        if (window != null) {
            into.put(window, Tags.of("provider", provider.toString(), "period", period));
        }
    }

    private static Tags tags(ProviderId provider, Scope scope) {
        return Tags.of("provider", provider.toString(), "scope", scope.word());
    }

    /// An old snapshot keeps dead rows alive: the work list swells.
    private double oldestSnapshot() throws SQLException {
        try (Connection connection = readers.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement(
                                """
                                SELECT coalesce(extract(epoch FROM now() - min(xact_start)), 0)
                                  FROM pg_stat_activity
                                 WHERE backend_xmin IS NOT NULL AND datname = current_database()""");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getDouble(1);
        }
    }
}
