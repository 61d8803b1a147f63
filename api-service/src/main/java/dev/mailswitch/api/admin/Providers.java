package dev.mailswitch.api.admin;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.mailswitch.api.dialect.Rfc3339;
import dev.mailswitch.crypto.Sealing;
import dev.mailswitch.ledger.Allowances;
import dev.mailswitch.ledger.BudgetWindows;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.provider.Budget;
import dev.mailswitch.provider.ProviderKind;
import dev.mailswitch.readiness.Known;
import dev.mailswitch.readiness.Subject;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Providers as they are written, checked and shown.
record Providers(Sealing sealing, Rows rows, InstantSource clock)
        implements Kind<ProviderEntity, Providers.Request, Providers.View> {

    private static final int CONNECTIONS = 20;
    private static final int MOST_CONNECTIONS = 1_000;

    /// What can be written.
    ///
    /// @param secret of smtp the password, of a vendor the API key; in a change, absent keeps it and
    ///     null takes it away
    record Request(
            @Nullable String name,
            @Nullable String kind,
            @Nullable Map<String, JsonNode> settings,
            @Nullable String secret,
            @JsonPropertyDescription("a whole number from 1 to " + MOST_CONNECTIONS)
                    @Nullable Integer maxConnections,
            @JsonPropertyDescription(Checks.LIMIT) @Nullable Integer ratePerSecond,
            @JsonPropertyDescription(Checks.LIMIT) @Nullable Integer budgetPerDay,
            @JsonPropertyDescription(Checks.LIMIT) @Nullable Integer budgetPerMonth,
            @Nullable WarmUp warmup,
            @Nullable Boolean held) {

        /// Without the secret, and without settings, where one may have been put by mistake: this ends
        /// up in logs.
        @Override
        public String toString() {
            return "Request[name=%s, kind=%s, …]".formatted(name, kind);
        }
    }

    record View(
            String id,
            String name,
            String kind,
            Map<String, Object> settings,
            boolean hasSecret,
            int maxConnections,
            @Nullable Integer ratePerSecond,
            @Nullable Integer budgetPerDay,
            @Nullable Integer budgetPerMonth,
            @Nullable WarmUp warmup,
            @Nullable BudgetUsed budgetUsed,
            boolean held,
            @Nullable String drillUntil,
            ReadinessView account,
            String createdAt) {}

    @Override
    public String word() {
        return "provider";
    }

    @Override
    public Class<ProviderEntity> rowType() {
        return ProviderEntity.class;
    }

    @Override
    public Class<Request> requestType() {
        return Request.class;
    }

    @Override
    public ProviderEntity blank() {
        return new ProviderEntity();
    }

    @Override
    public String nameOf(ProviderEntity row) {
        return row.name;
    }

    @Override
    public List<Reference<?>> references() {
        return List.of(new Reference<>(RouteEntity.class, "providerId", r -> "route " + r.id));
    }

    /// The secret is not among it: whether one was given is told by the body alone.
    @Override
    public Request request(ProviderEntity row) {
        Map<String, JsonNode> settings = new HashMap<>();
        row.settings.forEach(
                (name, text) -> settings.put(name, JsonNodeFactory.instance.textNode(text)));
        return new Request(
                row.name,
                row.kind,
                settings,
                null,
                row.maxConnections,
                row.ratePerSecond,
                row.budgetPerDay,
                row.budgetPerMonth,
                WarmUp.of(row.budget().warmUp()),
                row.held);
    }

    @Override
    public void apply(Request request, ProviderEntity row, Edit edit) {
        Checks checks = new Checks();
        String name = checks.name(request.name(), 100);
        ProviderKind kind =
                checks.word(
                        ProviderKind.values(),
                        ProviderKind::word,
                        request.kind(),
                        "kind",
                        ProviderKind.SANDBOX);
        if (request.kind() == null) {
            checks.missing("kind");
        } else if (!edit.creating() && !row.kind.equals(request.kind())) {
            checks.wrong("kind", "cannot be changed; make another provider");
        }
        Map<String, String> settings =
                checks.errors().stream().anyMatch(error -> error.field().equals("kind"))
                        ? Map.of()
                        : ProviderSettings.checked(
                                kind, request.settings(), row.settings, checks.errors());
        SecretChange secret = SecretChange.of(request.secret(), edit);
        secret.check(kind, settings, row, checks);
        row.maxConnections =
                checks.number(
                        "max_connections",
                        request.maxConnections(),
                        1,
                        MOST_CONNECTIONS,
                        CONNECTIONS);
        row.ratePerSecond = checks.limit("rate_per_second", request.ratePerSecond());
        Integer perDay = checks.limit("budget_per_day", request.budgetPerDay());
        Integer perMonth = checks.limit("budget_per_month", request.budgetPerMonth());
        Budget.WarmUp warmUp = WarmUp.checked(request.warmup(), checks);
        checks.done();
        row.budget(new Budget(perDay, perMonth, warmUp));
        row.name = name;
        row.kind = kind.word();
        row.settings = new HashMap<>(settings);
        row.held = Boolean.TRUE.equals(request.held());
        secret.apply(row, sealing);
    }

    /// One that is over is not shown: nobody clears it.
    private @Nullable String drill(ProviderEntity row) {
        Instant until = row.drillUntil;
        return until != null && until.isAfter(clock.instant()) ? Rfc3339.of(until) : null;
    }

    private @Nullable BudgetUsed budgetUsed(ProviderEntity row) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        BudgetWindows windows = BudgetWindows.of(new ProviderId(row.id), row.budget(), today);
        List<Allowances.Window> limited = windows.all().toList();
        // Most have none, and cost nothing in a list.
        return BudgetUsed.of(windows, limited.isEmpty() ? Map.of() : rows.leased(limited));
    }

    @Override
    public View view(ProviderEntity row) {
        return views(List.of(row)).apply(row);
    }

    @Override
    public Function<ProviderEntity, View> views(List<ProviderEntity> page) {
        Map<Subject, Known> known = rows.known(page.stream().map(Providers::account).toList());
        return row -> view(row, known.get(account(row)));
    }

    private static Subject account(ProviderEntity row) {
        return Subject.account(new ProviderId(row.id));
    }

    private View view(ProviderEntity row, @Nullable Known account) {
        Budget budget = row.budget();
        return new View(
                row.id.toString(),
                row.name,
                row.kind,
                ProviderSettings.view(row.settings),
                row.secret != null,
                row.maxConnections,
                row.ratePerSecond,
                budget.perDay(),
                budget.perMonth(),
                WarmUp.of(budget.warmUp()),
                budgetUsed(row),
                row.held,
                drill(row),
                ReadinessView.of(account),
                Rfc3339.of(row.createdAt));
    }
}
