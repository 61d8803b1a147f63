package dev.mailswitch.api.dialect.fluxomail;

import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.api.auth.Reach;
import dev.mailswitch.api.auth.Scope;
import dev.mailswitch.api.dialect.Gate;
import dev.mailswitch.api.dialect.Rfc3339;
import dev.mailswitch.ledger.reading.EngagementReader;
import dev.mailswitch.ledger.reading.Engagements;
import dev.mailswitch.model.id.EnvironmentId;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// `GET /api/v1/metrics`: totals and rates.
@Path(FluxomailDoor.METRICS)
@Singleton
@RunOnVirtualThread
public class MetricsResource {

    private static final int SEND_SCAN_LIMIT = 10_000;

    private final RoutingContext context;
    private final Gate gate;
    private final EngagementReader reader;
    private final InstantSource clock;

    MetricsResource(
            RoutingContext context, Gate gate, EngagementReader reader, InstantSource clock) {
        this.context = context;
        this.gate = gate;
        this.reader = reader;
        this.clock = clock;
    }

    /// The newest sends of a window and what became of them.
    @GET
    public Response get() throws SQLException {
        Instant now = clock.instant();
        return gate.enter(context, Scope.EMAILS_READ)
                .then(
                        caller ->
                                gate.reach(caller, null)
                                        .then(
                                                reach ->
                                                        MetricsQuery.of(context.queryParams(), now)
                                                                .map(
                                                                        query ->
                                                                                metrics(
                                                                                        caller,
                                                                                        reach,
                                                                                        query,
                                                                                        now))))
                .or(FluxomailJson::refused);
    }

    private Response metrics(Caller caller, Reach reach, MetricsQuery query, Instant now)
            throws SQLException {
        @Nullable EnvironmentId within =
                reach instanceof Reach.One one ? one.environment().id() : null;
        Instant since = query.since() == null ? Instant.EPOCH : query.since();
        Engagements found = reader.read(caller.organisation(), within, since, SEND_SCAN_LIMIT);
        MetricsView view =
                new MetricsView(
                        new MetricsView.Window(
                                query.preset(), Rfc3339.ofNullable(query.since()), Rfc3339.of(now)),
                        new MetricsView.Scanned(found.mails(), SEND_SCAN_LIMIT),
                        MetricsView.Metrics.of(found));
        return FluxomailJson.ok(FluxomailJson.bytes(view)).build();
    }
}
