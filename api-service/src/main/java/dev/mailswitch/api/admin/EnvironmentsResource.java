package dev.mailswitch.api.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.mailswitch.api.dialect.Rfc3339;
import dev.mailswitch.directory.LiveDirectory;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.OnUnknown;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `/api/v1/environments`: streams of mail of one kind.
@Path("/api/v1/environments")
@Singleton
@RunOnVirtualThread
public class EnvironmentsResource {

    private static final Set<Integer> RETENTION = Set.of(0, 1, 7, 30, 90);
    private static final String DAYS = "0, 1, 7, 30 or 90";

    /// What can be written; null fields have their defaults.
    ///
    /// @param sender `a@b` or `Name <a@b>`, of a verified domain
    /// @param lane   its policy's, if it has one
    /// @param policy by key or id, of its mails that name none; null: the built-in one that is called
    ///     as the lane
    /// @param quota  beside the organisation's; null: none
    /// @param staging null: its mail goes to whom it is for
    /// @param heldLanes words of lanes; null: none
    record Request(
            @Nullable String name,
            @JsonProperty("default") @Nullable Boolean isDefault,
            @Nullable String sender,
            @Nullable String lane,
            @Nullable String policy,
            @Nullable String onUnknown,
            @JsonPropertyDescription(DAYS) @Nullable Integer retentionDays,
            @Nullable Quota quota,
            @Nullable Boolean held,
            @Nullable List<String> heldLanes,
            @Nullable StagingSettings staging) {}

    record View(
            String id,
            String name,
            @JsonProperty("default") boolean isDefault,
            String sender,
            String lane,
            @Nullable String policy,
            String onUnknown,
            int retentionDays,
            @Nullable Quota quota,
            boolean held,
            List<String> heldLanes,
            @Nullable StagingSettings staging,
            String createdAt) {}

    private final Collection<EnvironmentEntity, Request, View> all;

    EnvironmentsResource(Desk desk, LiveDirectory directory) {
        this.all =
                new Collection<>(
                        "/api/v1/environments", new Environments(desk.rows(), directory), desk);
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

    /// 409 while mails of it are unfinished: they would have no routes and no rules left.
    @DELETE
    @Path("{id}")
    public Response delete(@PathParam("id") String id) {
        return all.delete(id);
    }

    private record Environments(Rows rows, LiveDirectory directory)
            implements Kind<EnvironmentEntity, Request, View> {

        @Override
        public String word() {
            return "environment";
        }

        @Override
        public Class<EnvironmentEntity> rowType() {
            return EnvironmentEntity.class;
        }

        @Override
        public Class<Request> requestType() {
            return Request.class;
        }

        @Override
        public EnvironmentEntity blank() {
            return new EnvironmentEntity();
        }

        @Override
        public String nameOf(EnvironmentEntity row) {
            return row.name;
        }

        @Override
        public List<Reference<?>> references() {
            return List.of(
                    new Reference<>(RouteEntity.class, "environmentId", r -> "route " + r.id),
                    new Reference<>(
                            ApiKeyEntity.class, "environmentId", k -> "key '" + k.name + "'"),
                    new Reference<>(
                            SuppressionEntity.class, "environmentId", s -> "suppression " + s.id));
        }

        @Override
        public Optional<String> heldBy(EnvironmentEntity row) {
            return rows.anyUnfinished(new EnvironmentId(row.id))
                    ? Optional.of("unfinished mails")
                    : Optional.empty();
        }

        @Override
        public Request request(EnvironmentEntity row) {
            View view = view(row);
            return new Request(
                    view.name(),
                    view.isDefault(),
                    view.sender(),
                    view.lane(),
                    view.policy(),
                    view.onUnknown(),
                    view.retentionDays(),
                    view.quota(),
                    view.held(),
                    view.heldLanes(),
                    view.staging());
        }

        @Override
        public void apply(Request request, EnvironmentEntity row, Edit edit) {
            OrganisationId organisation = edit.caller().organisation();
            Checks checks = new Checks();
            String name = checks.environmentName(request.name());
            Address sender = sender(request.sender(), row, organisation, checks);
            PolicyEntity policy = policy(request.policy(), organisation, checks);
            Lane lane = lane(request.lane(), policy, edit, checks);
            OnUnknown onUnknown =
                    checks.word(
                            OnUnknown.values(),
                            OnUnknown::word,
                            request.onUnknown(),
                            "on_unknown",
                            OnUnknown.AT_LEAST_ONCE);
            int retention = Objects.requireNonNullElse(request.retentionDays(), 30);
            if (!RETENTION.contains(retention)) {
                checks.wrong("retention_days", "must be " + DAYS);
            }
            Quota quota = request.quota();
            Quota.check(quota, checks);
            List<String> heldLanes = heldLanes(request.heldLanes(), checks);
            StagingSettings staging = StagingSettings.checked(request.staging(), checks);
            checks.done();
            boolean isDefault = Boolean.TRUE.equals(request.isDefault());
            if (isDefault && !row.isDefault) {
                stepBack(organisation);
            }
            row.name = name;
            row.isDefault = isDefault;
            row.senderEmail = Objects.requireNonNull(sender).email();
            row.senderName = sender.name();
            row.lane = lane.code();
            row.policyId = policy == null ? null : policy.id;
            row.onUnknown = onUnknown.code();
            row.retentionDays = (short) retention;
            row.quotaPeriod = quota == null ? null : quota.period();
            row.quotaMails = quota == null ? null : quota.mails();
            row.held = Boolean.TRUE.equals(request.held());
            row.heldLanes = heldLanes.toArray(String[]::new);
            row.stagingOnly =
                    staging == null || staging.only() == null
                            ? null
                            : staging.only().toArray(String[]::new);
            row.stagingRedirect = staging == null ? null : staging.redirect();
        }

        private @Nullable PolicyEntity policy(
                @Nullable String given, OrganisationId organisation, Checks checks) {
            PolicyEntity policy =
                    given == null ? null : rows.named(PolicyEntity.class, organisation, given);
            if (given != null && policy == null) {
                checks.wrong("policy", "must be the key or id of one of the organisation's");
            }
            return policy;
        }

        /// In the lanes' order, each once.
        private static List<String> heldLanes(@Nullable List<String> given, Checks checks) {
            List<String> words = Objects.requireNonNullElse(given, List.of());
            List<String> known =
                    Arrays.stream(Lane.values()).map(Lane::word).filter(words::contains).toList();
            if (!known.containsAll(words)) {
                checks.wrong("held_lanes", "must be a list of transactional and bulk");
            }
            return known;
        }

        /// The policy's own, which nobody can have otherwise.
        private static Lane lane(
                @Nullable String given, @Nullable PolicyEntity policy, Edit edit, Checks checks) {
            Lane asked = checks.word(Lane.values(), Lane::word, given, "lane", Lane.TRANSACTIONAL);
            if (policy == null) {
                return asked;
            }
            Lane lane = Lane.of(policy.lane);
            if (edit.given().contains("lane") && given != null && asked != lane) {
                checks.wrong("lane", "is " + lane.word() + " by the policy");
            }
            return lane;
        }

        /// One default at a time: the one before is none any more, and the database is told so
        /// before it hears of the new one.
        private void stepBack(OrganisationId organisation) {
            rows.list(
                            EnvironmentEntity.class,
                            organisation,
                            Map.of("isDefault", true),
                            Rows.FIRST,
                            1)
                    .forEach(before -> before.isDefault = false);
            rows.flush();
        }

        private @Nullable Address sender(
                @Nullable String text,
                EnvironmentEntity row,
                OrganisationId organisation,
                Checks checks) {
            if (text == null) {
                checks.missing("sender");
                return null;
            }
            try {
                Address sender = Address.parse(text);
                boolean kept = sender.email().equals(row.senderEmail);
                if (!kept
                        && !directory.now().verified(organisation, sender.domain())
                        && !directory.now().verified(organisation, sender.asciiDomain())) {
                    checks.wrong("sender", "must be of a domain the organisation has verified");
                }
                return sender;
            } catch (IllegalArgumentException wrong) {
                checks.wrong("sender", String.valueOf(wrong.getMessage()));
                return null;
            }
        }

        private @Nullable String policy(EnvironmentEntity row) {
            OrganisationId organisation = new OrganisationId(row.organisationId);
            return row.policyId == null
                    ? null
                    : rows.find(PolicyEntity.class, organisation, row.policyId.toString()).name;
        }

        @Override
        public View view(EnvironmentEntity row) {
            return new View(
                    row.id.toString(),
                    row.name,
                    row.isDefault,
                    Address.stored(row.senderEmail, row.senderName).text(),
                    Lane.of(row.lane).word(),
                    policy(row),
                    OnUnknown.of(row.onUnknown).word(),
                    row.retentionDays,
                    Quota.of(row.quotaPeriod, row.quotaMails),
                    row.held,
                    List.of(row.heldLanes),
                    StagingSettings.of(row),
                    Rfc3339.of(row.createdAt));
        }
    }
}
