package dev.mailswitch.api.usage;

import dev.mailswitch.api.admin.Change;
import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.api.auth.Scope;
import dev.mailswitch.api.dialect.Entrance;
import dev.mailswitch.api.dialect.Listing;
import dev.mailswitch.api.dialect.Parameters;
import dev.mailswitch.directory.Directory;
import dev.mailswitch.directory.Environment;
import dev.mailswitch.directory.LiveDirectory;
import dev.mailswitch.ledger.reading.UsageReader;
import dev.mailswitch.model.id.EnvironmentId;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `GET /api/v1/usage`: what an organisation used, by day (UTC) and environment.
@Path("/api/v1/usage")
@Singleton
@RunOnVirtualThread
public class UsageResource {

    private static final int MOST_DAYS = 366;
    private static final int MOST_ROWS = 10_000;
    private static final int USUAL_DAYS = 30;

    /// A day of an environment, in recipients.
    ///
    /// @param environment its name, or its id if it is gone
    record View(
            String day,
            String environment,
            long accepted,
            long sent,
            long delivered,
            long bounced,
            long failed,
            long globalEndpointSends) {}

    private final RoutingContext context;
    private final Entrance entrance;
    private final LiveDirectory directory;
    private final UsageReader reader;
    private final InstantSource clock;

    UsageResource(
            RoutingContext context,
            Entrance entrance,
            LiveDirectory directory,
            UsageReader reader,
            InstantSource clock) {
        this.context = context;
        this.entrance = entrance;
        this.directory = directory;
        this.reader = reader;
        this.clock = clock;
    }

    /// The last 30 days, unless `from` and `to` (days, both counted) say otherwise.
    ///
    /// @throws SQLException while the database is away
    @GET
    public Response usage() throws SQLException {
        Caller caller = entrance.enter(context, Scope.EMAILS_READ);
        Parameters parameters =
                new Parameters(context.queryParams(), Set.of("from", "to", "environment"));
        LocalDate to =
                Asked.day(parameters, "to")
                        .orElseGet(() -> LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
        LocalDate from =
                Asked.day(parameters, "from").orElseGet(() -> to.minusDays(USUAL_DAYS - 1L));
        if (from.isAfter(to) || from.plusDays(MOST_DAYS).isBefore(to)) {
            throw Parameters.refused(
                    "from", "must not be after `to`, nor more than 366 days before it");
        }
        Directory settings = directory.now();
        @Nullable EnvironmentId within = Asked.environment(settings, caller, parameters);
        List<UsageReader.Day> days =
                reader.days(caller.organisation(), within, from, to, MOST_ROWS + 1);
        if (days.size() > MOST_ROWS) {
            throw Parameters.refused(
                    "from", "asks for more than 10,000 rows; ask for fewer days or an environment");
        }
        return Change.ok(
                new Listing<>(days.stream().map(day -> view(settings, day)).toList(), null));
    }

    private static View view(Directory settings, UsageReader.Day day) {
        return new View(
                day.day().toString(),
                settings.environment(new EnvironmentId(day.environment()))
                        .map(Environment::name)
                        .orElseGet(() -> day.environment().toString()),
                day.sums().accepted(),
                day.sums().sent(),
                day.sums().delivered(),
                day.sums().bounced(),
                day.sums().failed(),
                day.globalEndpointSends());
    }
}
