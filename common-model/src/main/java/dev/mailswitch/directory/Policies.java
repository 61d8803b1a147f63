package dev.mailswitch.directory;

import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.PolicyId;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The policies of all organisations at one moment. Those from birth are known whatever is on record.
final class Policies {

    private final Map<PolicyId, Policy> byId;
    private final Map<OrganisationId, Map<String, Policy>> byKey;

    Policies(Collection<OwnedPolicy> all) {
        this.byId =
                all.stream()
                        .collect(
                                Collectors.toUnmodifiableMap(OwnedPolicy::id, OwnedPolicy::policy));
        this.byKey =
                all.stream()
                        .collect(
                                Collectors.groupingBy(
                                        OwnedPolicy::organisationId,
                                        Collectors.toUnmodifiableMap(
                                                owned -> owned.policy().key(),
                                                OwnedPolicy::policy)));
    }

    Optional<Policy> find(OrganisationId organisation, String key) {
        @Nullable Policy own = byKey.getOrDefault(organisation, Map.of()).get(key);
        return own != null
                ? Optional.of(own)
                : BuiltInPolicy.ofKey(key).map(BuiltInPolicy::standard);
    }

    Policy of(Environment environment) {
        @Nullable PolicyId id = environment.policyId();
        @Nullable Policy chosen = id == null ? null : byId.get(id);
        return chosen != null ? chosen : builtIn(environment);
    }

    private Policy builtIn(Environment environment) {
        BuiltInPolicy policy = BuiltInPolicy.of(environment.lane());
        return find(environment.organisationId(), policy.key()).orElse(policy.standard());
    }

    List<String> keys(OrganisationId organisation) {
        return Stream.concat(
                        Arrays.stream(BuiltInPolicy.values()).map(BuiltInPolicy::key),
                        byKey.getOrDefault(organisation, Map.of()).keySet().stream().sorted())
                .distinct()
                .toList();
    }
}
