package dev.mailswitch.api.admin;

import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.api.auth.Scope;
import dev.mailswitch.api.dialect.Entrance;
import dev.mailswitch.api.dialect.FieldError;
import dev.mailswitch.api.dialect.Problem;
import dev.mailswitch.api.dialect.Refused;
import dev.mailswitch.api.dialect.Rfc3339;
import dev.mailswitch.directory.PublicUrl;
import dev.mailswitch.model.id.OrganisationId;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.persistence.LockModeType;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `/api/v1/organisation`: the caller's own.
@Path("/api/v1/organisation")
@Singleton
@RunOnVirtualThread
public class OrganisationResource {

    /// @param period day or month
    record Quota(@Nullable String period, @Nullable Long mails) {}

    /// @param trackingUrl base of the links in mails, as https://links.example.com
    record Request(
            @Nullable String name,
            @Nullable Boolean paused,
            @Nullable Quota quota,
            @Nullable String trackingUrl) {}

    record View(
            String id,
            String name,
            boolean paused,
            @Nullable Quota quota,
            @Nullable String trackingUrl,
            String createdAt) {}

    private final RoutingContext context;
    private final Entrance entrance;
    private final Writing writing;

    OrganisationResource(RoutingContext context, Entrance entrance, Writing writing) {
        this.context = context;
        this.entrance = entrance;
        this.writing = writing;
    }

    @GET
    public Response get() {
        Caller caller = entrance.enter(context, Scope.ADMIN);
        return QuarkusTransaction.requiringNew()
                .call(
                        () -> {
                            OrganisationEntity row = lock(caller, LockModeType.NONE);
                            return Change.ok(row.version, view(row));
                        });
    }

    @PATCH
    public Response change() {
        Entrance.Visit visit = entrance.enter(context, Scope.ADMIN, Change.LIMIT);
        OrganisationEntity changed =
                writing.run(
                        () -> {
                            OrganisationEntity row =
                                    lock(visit.caller(), LockModeType.PESSIMISTIC_WRITE);
                            Change.check(context, row.version);
                            Request now = new Request(row.name, row.paused, quota(row), row.trackingUrl);
                            apply(Change.patched(now, visit.body(), Request.class), row);
                            return row;
                        });
        return Change.ok(changed.version, view(changed));
    }

    /// Nothing is accepted and nothing sent until it is resumed.
    @POST
    @Path("pause")
    public Response pause() {
        return paused(true);
    }

    @POST
    @Path("resume")
    public Response resume() {
        return paused(false);
    }

    private Response paused(boolean paused) {
        Caller caller = entrance.enter(context, Scope.ADMIN);
        OrganisationEntity changed =
                writing.run(
                        () -> {
                            OrganisationEntity row = lock(caller, LockModeType.PESSIMISTIC_WRITE);
                            row.paused = paused;
                            return row;
                        });
        return Change.ok(changed.version, view(changed));
    }

    private static OrganisationEntity lock(Caller caller, LockModeType mode) {
        OrganisationId id = caller.organisation();
        OrganisationEntity row = OrganisationEntity.findById(id.value(), mode);
        if (row == null) {
            throw new Refused(Problem.notFound());
        }
        return row;
    }

    private static void apply(Request request, OrganisationEntity row) {
        List<FieldError> errors = new ArrayList<>();
        String name = request.name();
        if (name == null || name.isBlank() || !name.matches("[^\\p{Cntrl}]{1,200}")) {
            errors.add(FieldError.invalid("name", "must have 1 to 200 characters"));
        }
        Quota quota = request.quota();
        if (quota != null) {
            if (!"day".equals(quota.period()) && !"month".equals(quota.period())) {
                errors.add(FieldError.invalid("quota.period", "must be day or month"));
            }
            if (quota.mails() == null || quota.mails() < 1) {
                errors.add(FieldError.invalid("quota.mails", "must be at least 1"));
            }
        }
        if (request.trackingUrl() != null && !PublicUrl.valid(request.trackingUrl())) {
            errors.add(
                    FieldError.invalid(
                            "tracking_url", "must have the form https://host or https://host:port"));
        }
        if (!errors.isEmpty() || name == null) {
            throw new Refused(Problem.invalid(errors));
        }
        row.name = name;
        row.paused = Boolean.TRUE.equals(request.paused());
        row.quotaPeriod = quota == null ? null : quota.period();
        row.quotaMails = quota == null ? null : quota.mails();
        row.trackingUrl = request.trackingUrl();
    }

    private static @Nullable Quota quota(OrganisationEntity row) {
        return row.quotaPeriod == null ? null : new Quota(row.quotaPeriod, row.quotaMails);
    }

    private static View view(OrganisationEntity row) {
        return new View(
                row.id.toString(),
                row.name,
                row.paused,
                quota(row),
                row.trackingUrl,
                Rfc3339.of(row.createdAt));
    }
}
