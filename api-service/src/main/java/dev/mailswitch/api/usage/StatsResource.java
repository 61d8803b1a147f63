package dev.mailswitch.api.usage;

import dev.mailswitch.api.admin.Change;
import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.api.auth.Scope;
import dev.mailswitch.api.dialect.Entrance;
import dev.mailswitch.api.dialect.Listing;
import dev.mailswitch.api.dialect.Parameters;
import dev.mailswitch.api.dialect.Rfc3339;
import dev.mailswitch.api.template.TemplateStore;
import dev.mailswitch.directory.Directory;
import dev.mailswitch.directory.Environment;
import dev.mailswitch.directory.LiveDirectory;
import dev.mailswitch.ledger.Dimension;
import dev.mailswitch.ledger.Sums;
import dev.mailswitch.ledger.reading.UsageReader;
import dev.mailswitch.ledger.reading.UsageReader.Interval;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.id.TemplateId;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// `GET /api/v1/stats`: what became of mails, by environment, provider, domain of the recipient, tag
/// or template, as one sum or as a series.
@Path("/api/v1/stats")
@Singleton
@RunOnVirtualThread
public class StatsResource {

    private static final Duration MOST = Duration.ofDays(366);
    private static final Duration MOST_BY_HOUR = Duration.ofDays(31);
    private static final Duration USUAL = Duration.ofDays(7);
    private static final Instant FIRST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("3000-01-01T00:00:00Z");

    /// A group in a step, in recipients.
    ///
    /// @param at    when the step begins; absent if no interval was asked for
    /// @param group name of the environment, provider or template (its id if it is gone), domain or
    ///     tag
    record View(
            @Nullable String at,
            String group,
            long accepted,
            long sent,
            long delivered,
            long bounced,
            long failed,
            long opened,
            long clicked,
            long complained,
            long unsubscribed) {}

    private final RoutingContext context;
    private final Entrance entrance;
    private final LiveDirectory directory;
    private final UsageReader reader;
    private final TemplateStore templates;
    private final InstantSource clock;

    StatsResource(
            RoutingContext context,
            Entrance entrance,
            LiveDirectory directory,
            UsageReader reader,
            TemplateStore templates,
            InstantSource clock) {
        this.context = context;
        this.entrance = entrance;
        this.directory = directory;
        this.reader = reader;
        this.templates = templates;
        this.clock = clock;
    }

    /// The last seven days, unless `from` and `to` say otherwise; the largest `limit` groups of
    /// each step.
    ///
    /// @throws SQLException while the database is away
    @GET
    public Response stats() throws SQLException {
        Caller caller = entrance.enter(context, Scope.EMAILS_READ);
        Parameters parameters =
                new Parameters(
                        context.queryParams(),
                        Set.of("group_by", "interval", "from", "to", "environment", "limit"));
        Dimension dimension =
                parameters
                        .text("group_by")
                        .map(
                                word ->
                                        Dimension.ofWord(word)
                                                .orElseThrow(
                                                        () ->
                                                                Parameters.refused(
                                                                        "group_by",
                                                                        "must be environment,"
                                                                                + " provider, domain, tag"
                                                                                + " or template")))
                        .orElse(Dimension.ENVIRONMENT);
        Interval interval = interval(parameters);
        Instant to = parameters.time("to").orElseGet(clock::instant);
        Instant from = parameters.time("from").orElseGet(() -> to.minus(USUAL));
        if (to.isBefore(FIRST) || to.isAfter(LAST)) {
            throw Parameters.refused("to", "must be of this millennium");
        }
        Duration most = interval == Interval.HOUR ? MOST_BY_HOUR : MOST;
        if (!from.isBefore(to) || Duration.between(from, to).compareTo(most) > 0) {
            throw Parameters.refused(
                    "from", "must be before `to`, by at most %d days".formatted(most.toDays()));
        }
        Directory settings = directory.now();
        @Nullable EnvironmentId within = Asked.environment(settings, caller, parameters);
        List<UsageReader.Group> groups =
                reader.groups(
                        caller.organisation(),
                        dimension,
                        within,
                        interval,
                        from,
                        to,
                        parameters.limit());
        UnaryOperator<String> names = names(settings, caller.organisation(), dimension, groups);
        return Change.ok(
                new Listing<>(groups.stream().map(group -> view(names, group)).toList(), null));
    }

    private static Interval interval(Parameters parameters) {
        return switch (parameters.text("interval").orElse("")) {
            case "" -> Interval.ALL;
            case "hour" -> Interval.HOUR;
            case "day" -> Interval.DAY;
            default -> throw Parameters.refused("interval", "must be hour or day");
        };
    }

    private static View view(UnaryOperator<String> names, UsageReader.Group group) {
        Sums sums = group.sums();
        Instant at = group.at();
        return new View(
                at == null ? null : Rfc3339.of(at),
                names.apply(group.value()),
                sums.accepted(),
                sums.sent(),
                sums.delivered(),
                sums.bounced(),
                sums.failed(),
                sums.opened(),
                sums.clicked(),
                sums.complained(),
                sums.unsubscribed());
    }

    /// What groups are called. What has no name any more goes by its id.
    private UnaryOperator<String> names(
            Directory settings,
            OrganisationId organisation,
            Dimension dimension,
            List<UsageReader.Group> groups)
            throws SQLException {
        return switch (dimension) {
            case ENVIRONMENT ->
                    value ->
                            settings.environment(new EnvironmentId(UUID.fromString(value)))
                                    .map(Environment::name)
                                    .orElse(value);
            case PROVIDER ->
                    value ->
                            settings.provider(new ProviderId(UUID.fromString(value)))
                                    .map(provider -> provider.name())
                                    .orElse(value);
            case TEMPLATE -> {
                Map<TemplateId, String> known =
                        templates.names(
                                organisation,
                                groups.stream()
                                        .map(group -> TemplateId.parse(group.value()))
                                        .collect(Collectors.toUnmodifiableSet()));
                yield value -> known.getOrDefault(TemplateId.parse(value), value);
            }
            case DOMAIN, TAG -> UnaryOperator.identity();
        };
    }
}
