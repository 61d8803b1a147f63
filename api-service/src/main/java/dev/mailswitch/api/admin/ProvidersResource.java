package dev.mailswitch.api.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.mailswitch.api.dialect.Rfc3339;
import dev.mailswitch.crypto.Sealing;
import dev.mailswitch.ledger.Allowances;
import dev.mailswitch.ledger.BudgetWindows;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.provider.Budget;
import dev.mailswitch.provider.Provider.SealedSecret;
import dev.mailswitch.provider.ProviderKind;
import dev.mailswitch.readiness.Known;
import dev.mailswitch.readiness.Subject;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// `/api/v1/providers`: accounts at mail providers. A secret goes in and never comes out.
@Path("/api/v1/providers")
@Singleton
@RunOnVirtualThread
public class ProvidersResource {

    private static final String DRILL = "drill_until";
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
            @Nullable Integer maxConnections,
            @Nullable Integer ratePerSecond,
            @Nullable Integer budgetPerDay,
            @Nullable Integer budgetPerMonth,
            @Nullable WarmUp warmup,
            @Nullable Boolean held) {}

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

    private static final int DRILL_MINUTES = 10;
    private static final int LONGEST_DRILL_MINUTES = 1_440;

    /// How long a drill is to last.
    ///
    /// @param minutes from now; 0: it ends now
    record Drill(@Nullable Integer minutes) {}

    private final Collection<ProviderEntity, Request, View> all;
    private final InstantSource clock;
    private final ProviderTests tests;

    ProvidersResource(Desk desk, Sealing sealing, InstantSource clock, ProviderTests tests) {
        this.all =
                new Collection<>(
                        "/api/v1/providers", new Providers(sealing, desk.rows(), clock), desk);
        this.clock = clock;
        this.tests = tests;
    }

    @GET
    public Response list() {
        return all.list();
    }

    @GET
    @Path("{id}")
    public Response get(@PathParam("id") String id) {
        return all.get(id);
    }

    @POST
    public Response create() {
        return all.create();
    }

    @PATCH
    @Path("{id}")
    public Response change(@PathParam("id") String id) {
        return all.change(id);
    }

    @DELETE
    @Path("{id}")
    public Response delete(@PathParam("id") String id) {
        return all.delete(id);
    }

    /// Treats it as down for some minutes, so that its failure is rehearsed; a drill under way gets a
    /// new end.
    @POST
    @Path("{id}/drill")
    public Response drill(@PathParam("id") String id) {
        return all.steer(id, DRILL, Drill.class, this::drill);
    }

    private void drill(Drill drill, ProviderEntity row) {
        Checks checks = new Checks();
        int minutes =
                checks.number("minutes", drill.minutes(), 0, LONGEST_DRILL_MINUTES, DRILL_MINUTES);
        checks.done();
        row.drillUntil = minutes == 0 ? null : clock.instant().plus(Duration.ofMinutes(minutes));
    }

    /// Ends its drill; none is as good as ended.
    @DELETE
    @Path("{id}/drill")
    public Response endDrill(@PathParam("id") String id) {
        return all.steer(id, DRILL, row -> row.drillUntil = null);
    }

    /// Has the provider asked whether its account can be used, and the sender of each environment
    /// that has a route to it.
    @POST
    @Path("{id}/test")
    public Response test(@PathParam("id") String id) throws SQLException {
        return Change.ok(tests.run(id));
    }

    private record Providers(Sealing sealing, Rows rows, InstantSource clock)
            implements Kind<ProviderEntity, Request, View> {

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
                checks.wrong("kind", "cannot be changed");
            }
            Map<String, String> settings =
                    checks.errors().stream().anyMatch(error -> error.field().equals("kind"))
                            ? Map.of()
                            : ProviderSettings.checked(kind, request.settings(), checks.errors());
            Secret secret = Secret.of(request.secret(), edit);
            if (secret instanceof Secret.Kept
                    && row.secret != null
                    && !settings.equals(row.settings)) {
                // Else whoever may change a host could have a password sent there that he was never
                // shown.
                checks.missing("secret");
            }
            boolean gone = secret instanceof Secret.Gone;
            boolean lacking = secret instanceof Secret.Kept && row.secret == null;
            if (kind.sheet().isPresent() && (gone || lacking)) {
                // No vendor can be called without one.
                checks.missing("secret");
            }
            if (kind.sheet().isPresent()
                    && secret instanceof Secret.Given given
                    && !given.text().matches("[!-~]{1,4096}")) {
                checks.wrong("secret", "must be printable ASCII without spaces and line breaks");
            }
            row.maxConnections =
                    checks.number(
                            "max_connections",
                            request.maxConnections(),
                            1,
                            MOST_CONNECTIONS,
                            CONNECTIONS);
            row.ratePerSecond = checks.positive("rate_per_second", request.ratePerSecond());
            Integer perDay = checks.positive("budget_per_day", request.budgetPerDay());
            Integer perMonth = checks.positive("budget_per_month", request.budgetPerMonth());
            Budget.WarmUp warmUp = WarmUp.checked(request.warmup(), checks);
            checks.done();
            row.budget(new Budget(perDay, perMonth, warmUp));
            row.name = name;
            row.kind = kind.word();
            row.settings = new HashMap<>(settings);
            row.held = Boolean.TRUE.equals(request.held());
            seal(secret, row);
        }

        /// What a request does to the stored secret.
        private sealed interface Secret {

            record Kept() implements Secret {}

            record Gone() implements Secret {}

            record Given(String text) implements Secret {}

            static Secret of(@Nullable String text, Edit edit) {
                if (!edit.given().contains("secret")) {
                    return new Kept();
                }
                return text == null || text.isEmpty() ? new Gone() : new Given(text);
            }
        }

        private void seal(Secret secret, ProviderEntity row) {
            switch (secret) {
                case Secret.Kept kept -> {}
                case Secret.Gone gone -> {
                    row.secret = null;
                    row.secretKeyId = null;
                }
                case Secret.Given given -> {
                    SealedSecret sealed =
                            sealing.seal(
                                    new ProviderId(row.id),
                                    given.text().getBytes(StandardCharsets.UTF_8));
                    row.secret = sealed.bytes();
                    row.secretKeyId = sealed.keyId();
                }
            }
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
}
