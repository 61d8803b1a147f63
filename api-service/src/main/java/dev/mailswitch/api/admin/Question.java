package dev.mailswitch.api.admin;

import dev.mailswitch.directory.BuiltInPolicy;
import dev.mailswitch.directory.Directory;
import dev.mailswitch.directory.Environment;
import dev.mailswitch.directory.Policy;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.Uuids;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Lane;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A mail whose way is asked for, checked. It points at nothing of another organisation's: what that
/// has is refused with the words for what nobody has.
///
/// @param settings all that is read for the answer, from one moment
record Question(
        Directory settings,
        Environment environment,
        Address from,
        List<Address> to,
        Policy policy) {

    static final int MOST_RECIPIENTS = 50;

    Question {
        to = List.copyOf(to);
    }

    /// @throws dev.mailswitch.api.dialect.Refused if something is wrong with it
    static Question of(
            ExplainResource.Request request, Directory settings, OrganisationId organisation) {
        Checks checks = new Checks();
        Environment environment =
                environment(request.environment(), settings, organisation, checks);
        Address from = from(request.from(), settings, organisation, checks);
        List<Address> to = to(request.to(), checks);
        Policy policy = policy(request, environment, settings, organisation, checks);
        checks.done();
        Environment known = Objects.requireNonNull(environment);
        return new Question(
                settings,
                known,
                from == null ? known.sender() : from,
                to,
                Objects.requireNonNull(policy));
    }

    /// Of the mail; a policy decides about the lane.
    Lane lane() {
        return policy.lane();
    }

    private static @Nullable Environment environment(
            @Nullable String nameOrId,
            Directory settings,
            OrganisationId organisation,
            Checks checks) {
        if (nameOrId == null) {
            checks.missing("environment");
            return null;
        }
        Optional<Environment> found =
                settings.environment(organisation, nameOrId)
                        .or(() -> byId(nameOrId, settings))
                        .filter(one -> one.organisationId().equals(organisation));
        if (found.isEmpty()) {
            checks.wrong("environment", "must be one of the organisation's");
        }
        return found.orElse(null);
    }

    private static Optional<Environment> byId(String id, Directory settings) {
        try {
            return settings.environment(new EnvironmentId(Uuids.parse(id)));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    private static @Nullable Address from(
            @Nullable String text, Directory settings, OrganisationId organisation, Checks checks) {
        Address from = text == null ? null : address("from_", text, checks);
        if (from != null
                && !settings.verified(organisation, from.domain())
                && !settings.verified(organisation, from.asciiDomain())) {
            checks.wrong("from_", "must be of a domain the organisation has verified");
        }
        return from;
    }

    private static List<Address> to(@Nullable List<String> given, Checks checks) {
        if (given == null || given.isEmpty()) {
            checks.missing("to");
            return List.of();
        }
        if (given.size() > MOST_RECIPIENTS) {
            checks.wrong("to", "must have at most %d addresses".formatted(MOST_RECIPIENTS));
            return List.of();
        }
        List<Address> all = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            Address one = address("to[%d]".formatted(i), given.get(i), checks);
            if (one != null) {
                all.add(one);
            }
        }
        return all;
    }

    private static @Nullable Address address(String field, @Nullable String text, Checks checks) {
        if (text == null) {
            checks.missing(field);
            return null;
        }
        try {
            return Address.parse(text);
        } catch (IllegalArgumentException wrong) {
            checks.wrong(field, String.valueOf(wrong.getMessage()));
            return null;
        }
    }

    /// The one that is named; else the environment's, unless another lane is asked for.
    private static @Nullable Policy policy(
            ExplainResource.Request request,
            @Nullable Environment environment,
            Directory settings,
            OrganisationId organisation,
            Checks checks) {
        Lane lane =
                checks.word(Lane.values(), Lane::word, request.lane(), "lane", Lane.TRANSACTIONAL);
        boolean free = request.lane() == null;
        String key = request.policy();
        if (key != null) {
            Policy named = settings.policy(organisation, key).orElse(null);
            if (named == null) {
                checks.wrong("policy", "must be the key of one of the organisation's");
            } else if (!free && named.lane() != lane) {
                checks.wrong("lane", "is " + named.lane().word() + " by the policy");
            }
            return named;
        }
        if (environment == null) {
            return null;
        }
        Policy own = settings.policy(environment);
        return free || own.lane() == lane
                ? own
                : settings.policy(organisation, BuiltInPolicy.of(lane).key()).orElse(own);
    }
}
