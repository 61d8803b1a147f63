package dev.mailswitch.api.domain;

import dev.mailswitch.api.admin.Audit;
import dev.mailswitch.api.admin.Change;
import dev.mailswitch.api.admin.Desk;
import dev.mailswitch.api.admin.Writing.Done;
import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.api.auth.Scope;
import dev.mailswitch.api.dialect.Entrance;
import dev.mailswitch.api.dialect.Listing;
import dev.mailswitch.api.dialect.Parameters;
import dev.mailswitch.api.dialect.Problem;
import dev.mailswitch.api.dialect.Refused;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.Uuids;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// `/api/v1/domains`: the domains an organisation sends from.
@Path("/api/v1/domains")
@Singleton
@RunOnVirtualThread
public class DomainsResource {

    private static final String PATH = "/api/v1/domains/";

    /// After something new is to be published.
    private static final Duration FIRST_CHECK = Duration.ofMinutes(5);

    private final Desk desk;
    private final DomainStore store;
    private final KeyMaker keys;
    private final Verification verification;
    private final InstantSource clock;
    private final RandomGenerator random;

    DomainsResource(
            Desk desk,
            DomainStore store,
            KeyMaker keys,
            Verification verification,
            InstantSource clock,
            RandomGenerator random) {
        this.desk = desk;
        this.store = store;
        this.keys = keys;
        this.verification = verification;
        this.clock = clock;
        this.random = random;
    }

    @GET
    public Response list() {
        OrganisationId organisation = desk.enter(Scope.ADMIN).organisation();
        Parameters parameters = new Parameters(desk.query(), Set.of("limit", "cursor"));
        int limit = parameters.limit();
        UUID after = Objects.requireNonNullElse(parameters.cursor(), new UUID(0, 0));
        return Change.ok(
                Listing.of(
                        store.list(organisation, after, limit + 1),
                        limit,
                        Domain::id,
                        DomainView::of));
    }

    @GET
    @Path("{id}")
    public Response get(@PathParam("id") String id) {
        return ok(found(desk.enter(Scope.ADMIN).organisation(), id));
    }

    @POST
    public Response create() {
        Entrance.Visit visit = desk.enterWithBody(Scope.ADMIN);
        DomainRequest.Valid valid = Change.read(visit.body(), DomainRequest.class).valid();
        Instant now = clock.instant();
        KeyMaker.Made key = keys.make(now);
        Domain domain =
                new Domain(
                        Uuids.mint(now, random),
                        visit.caller().organisation(),
                        valid.name().value(),
                        valid.settings(),
                        false,
                        null,
                        null,
                        null,
                        now,
                        1,
                        List.of(key.key()));
        desk.writing()
                .run(
                        visit.caller(),
                        () -> {
                            store.insert(domain, now.plus(FIRST_CHECK));
                            store.insert(domain, key, now.plus(FIRST_CHECK));
                            return new Done<>(domain, DomainAudit.of(Audit.Action.CREATED, domain));
                        });
        return Change.created(PATH + domain.id(), domain.version(), DomainView.of(domain));
    }

    @PATCH
    @Path("{id}")
    public Response change(@PathParam("id") String id) {
        Entrance.Visit visit = desk.enterWithBody(Scope.ADMIN);
        OrganisationId organisation = visit.caller().organisation();
        Change.Patch patch = Change.patch(visit.body());
        Domain changed =
                desk.writing()
                        .run(
                                visit.caller(),
                                () -> {
                                    Domain domain = locked(organisation, id);
                                    Change.check(desk.context(), domain.version());
                                    DomainRequest.Valid valid =
                                            patch.onto(
                                                            DomainRequest.of(domain),
                                                            DomainRequest.class)
                                                    .valid();
                                    if (!valid.name().value().equals(domain.name())) {
                                        throw new Refused(
                                                Problem.invalid(
                                                        "name",
                                                        "cannot be changed: make another domain"));
                                    }
                                    store.update(domain, valid.settings());
                                    return new Done<>(
                                            found(organisation, id),
                                            DomainAudit.of(Audit.Action.CHANGED, domain)
                                                    .with(patch.names()));
                                });
        return ok(changed);
    }

    @DELETE
    @Path("{id}")
    public Response delete(@PathParam("id") String id) {
        Caller caller = desk.enter(Scope.ADMIN);
        desk.writing()
                .run(
                        caller,
                        () -> {
                            Domain domain = locked(caller.organisation(), id);
                            Change.check(desk.context(), domain.version());
                            List<String> users = store.environmentsFrom(domain);
                            if (!users.isEmpty()) {
                                throw new Refused(
                                        Problem.conflict(
                                                "It is the domain of the sender of environment "
                                                        + String.join(", ", users)));
                            }
                            store.delete(domain);
                            return new Done<>(domain, DomainAudit.of(Audit.Action.DELETED, domain));
                        });
        return Response.noContent().build();
    }

    /// Looks at the records now.
    @POST
    @Path("{id}/verify")
    public Response verify(@PathParam("id") String id) {
        Caller caller = desk.enter(Scope.ADMIN);
        Verification.Result result = verification.verify(caller, found(caller.organisation(), id));
        Domain after = result.after();
        return Change.ok(after.version(), DomainView.of(after, result.checks()));
    }

    /// Makes a new key; the one before goes on signing until the new record is seen.
    @POST
    @Path("{id}/dkim/rotate")
    public Response rotate(@PathParam("id") String id) {
        Caller caller = desk.enter(Scope.ADMIN);
        OrganisationId organisation = caller.organisation();
        refuseWhileOneWaits(found(organisation, id));
        Instant now = clock.instant();
        KeyMaker.Made key = keys.make(now);
        Domain rotated =
                desk.writing()
                        .run(
                                caller,
                                () -> {
                                    Domain domain = locked(organisation, id);
                                    refuseWhileOneWaits(domain);
                                    store.insert(domain, key, now.plus(FIRST_CHECK));
                                    return new Done<>(
                                            found(organisation, id),
                                            DomainAudit.of(Audit.Action.CHANGED, domain)
                                                    .with(Set.of("dkim_keys")));
                                });
        return ok(rotated);
    }

    private static void refuseWhileOneWaits(Domain domain) {
        if (domain.latest().filter(key -> key.signsFrom() == null).isPresent()) {
            throw new Refused(
                    Problem.conflict("A new DKIM key waits for its record already: publish that"));
        }
    }

    private Domain found(OrganisationId organisation, String id) {
        return store.find(organisation, uuid(id))
                .orElseThrow(() -> new Refused(Problem.notFound()));
    }

    private Domain locked(OrganisationId organisation, String id) {
        return store.lock(organisation, uuid(id))
                .orElseThrow(() -> new Refused(Problem.notFound()));
    }

    private static UUID uuid(String text) {
        try {
            return Uuids.parse(text);
        } catch (IllegalArgumentException none) {
            throw new Refused(Problem.notFound());
        }
    }

    private static Response ok(Domain domain) {
        return Change.ok(domain.version(), DomainView.of(domain));
    }
}
