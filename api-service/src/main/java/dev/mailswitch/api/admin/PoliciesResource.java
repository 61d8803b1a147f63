package dev.mailswitch.api.admin;

import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.api.dialect.Problem;
import dev.mailswitch.api.dialect.Refused;
import dev.mailswitch.api.dialect.Rfc3339;
import dev.mailswitch.directory.BuiltInPolicy;
import dev.mailswitch.directory.Policy;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.OnUnknown;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import jakarta.persistence.LockModeType;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `/api/v1/policies`: kinds of mail, with how long each is worth sending. Three are there from birth
/// ([BuiltInPolicy]): what they say can be changed, what they are called cannot, nor can they be
/// deleted. A policy's lane stays as it was made: environments and the mails of before were judged by
/// it.
@Path("/api/v1/policies")
@Singleton
@RunOnVirtualThread
public class PoliciesResource {

    /// Of an organisation, with those from birth: every process has them all in memory.
    private static final int MOST = 100;

    private static final int MOST_DESCRIPTION = 500;

    /// What can be written.
    ///
    /// @param timeToLive seconds; null: as the policy from birth of that key or lane has it
    /// @param onUnknown  null: as the environment says
    /// @param trackOpens null: as the door does
    record Request(
            @Nullable String key,
            @Nullable String description,
            @Nullable String lane,
            @Nullable Integer timeToLive,
            @Nullable String onUnknown,
            @Nullable Boolean trackOpens,
            @Nullable Boolean trackClicks) {}

    record View(
            String id,
            String key,
            @Nullable String description,
            String lane,
            int timeToLive,
            @Nullable String onUnknown,
            @Nullable Boolean trackOpens,
            @Nullable Boolean trackClicks,
            boolean builtIn,
            String createdAt) {}

    private final Collection<PolicyEntity, Request, View> all;

    PoliciesResource(Desk desk) {
        this.all = new Collection<>("/api/v1/policies", new Policies(desk.rows()), desk);
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

    /// Mails that have it keep what it meant. 409 while it is an environment's.
    @DELETE
    @Path("{id}")
    public Response delete(@PathParam("id") String id) {
        return all.delete(id);
    }

    private record Policies(Rows rows) implements Kind<PolicyEntity, Request, View> {

        @Override
        public String word() {
            return "policy";
        }

        @Override
        public Class<PolicyEntity> rowType() {
            return PolicyEntity.class;
        }

        @Override
        public Class<Request> requestType() {
            return Request.class;
        }

        @Override
        public PolicyEntity blank() {
            return new PolicyEntity();
        }

        @Override
        public String nameOf(PolicyEntity row) {
            return row.name;
        }

        @Override
        public List<Reference<?>> references() {
            return List.of(
                    new Reference<>(
                            EnvironmentEntity.class,
                            "policyId",
                            environment -> "environment '" + environment.name + "'"));
        }

        @Override
        public void deletable(PolicyEntity row, Caller caller) {
            if (builtIn(row.name).isPresent()) {
                throw new Refused(
                        Problem.conflict(
                                "The policy '%s' is built in: it can be changed, not deleted"
                                        .formatted(row.name)));
            }
        }

        @Override
        public Request request(PolicyEntity row) {
            View view = view(row);
            return new Request(
                    view.key(),
                    view.description(),
                    view.lane(),
                    view.timeToLive(),
                    view.onUnknown(),
                    view.trackOpens(),
                    view.trackClicks());
        }

        @Override
        public void apply(Request request, PolicyEntity row, Edit edit) {
            Checks checks = new Checks();
            String key = key(request.key(), checks);
            Lane lane =
                    checks.word(
                            Lane.values(), Lane::word, request.lane(), "lane", Lane.TRANSACTIONAL);
            if (!edit.creating()) {
                if (lane.code() != row.lane) {
                    checks.wrong("lane", "cannot be changed");
                }
                if (builtIn(row.name).isPresent() && !key.equals(row.name)) {
                    checks.wrong("key", "cannot be changed: the policy is built in");
                }
            }
            int timeToLive =
                    checks.number(
                            "time_to_live",
                            request.timeToLive(),
                            (int) Policy.SHORTEST_LIFE.toSeconds(),
                            (int) Policy.LONGEST_LIFE.toSeconds(),
                            standard(key, lane));
            OnUnknown onUnknown =
                    request.onUnknown() == null
                            ? null
                            : checks.word(
                                    OnUnknown.values(),
                                    OnUnknown::word,
                                    request.onUnknown(),
                                    "on_unknown",
                                    OnUnknown.AT_LEAST_ONCE);
            String description =
                    checks.text("description", request.description(), MOST_DESCRIPTION);
            checks.done();
            if (edit.creating()) {
                refuseIfFull(edit.caller().organisation());
            }
            row.name = key;
            row.description = description;
            row.lane = lane.code();
            row.timeToLive = timeToLive;
            row.onUnknown = onUnknown == null ? null : onUnknown.code();
            row.trackOpens = request.trackOpens();
            row.trackClicks = request.trackClicks();
        }

        /// Empty if it is none.
        private static String key(@Nullable String given, Checks checks) {
            if (given == null) {
                checks.missing("key");
                return "";
            }
            if (!Policy.KEY.matcher(given).matches()) {
                checks.wrong(
                        "key",
                        "must have 1 to 32 of a-z 0-9 _ -, with a letter or digit at both ends");
                return "";
            }
            return given;
        }

        /// Seconds where none are given.
        private static int standard(String key, Lane lane) {
            BuiltInPolicy policy = builtIn(key).orElseGet(() -> BuiltInPolicy.of(lane));
            return (int) policy.standard().timeToLive().toSeconds();
        }

        private static Optional<BuiltInPolicy> builtIn(String key) {
            return BuiltInPolicy.ofKey(key);
        }

        /// Those who make one wait for each other, so that there are never more.
        private void refuseIfFull(OrganisationId organisation) {
            rows.organisation(organisation, LockModeType.PESSIMISTIC_WRITE);
            if (rows.list(PolicyEntity.class, organisation, Map.of(), Rows.FIRST, MOST).size()
                    == MOST) {
                throw new Refused(
                        Problem.conflict(
                                "An organisation has at most %d policies: delete one that is not"
                                                .formatted(MOST)
                                        + " needed"));
            }
        }

        @Override
        public View view(PolicyEntity row) {
            return new View(
                    row.id.toString(),
                    row.name,
                    row.description,
                    Lane.of(row.lane).word(),
                    row.timeToLive,
                    row.onUnknown == null ? null : OnUnknown.of(row.onUnknown).word(),
                    row.trackOpens,
                    row.trackClicks,
                    builtIn(row.name).isPresent(),
                    Rfc3339.of(row.createdAt));
        }
    }
}
