package dev.mailswitch.api.accept;

import dev.mailswitch.directory.BuiltInPolicy;
import dev.mailswitch.directory.Directory;
import dev.mailswitch.directory.Environment;
import dev.mailswitch.directory.Policy;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.mail.Lane;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which of an organisation's policies a mail has. Pure.
final class PolicyChoice {

    private PolicyChoice() {}

    /// Why the one asked for cannot be had, if so.
    static Optional<Refusal> wrong(
            Directory directory, OrganisationId organisation, Choices choices) {
        return choices.policy() == null || named(directory, organisation, choices).isPresent()
                ? Optional.empty()
                : Optional.of(new Refusal.PolicyUnknown(directory.policyKeys(organisation)));
    }

    /// The one asked for, else the environment's. Nothing must be [#wrong] with the choices.
    static Policy of(Directory directory, Environment environment, Choices choices) {
        return named(directory, environment.organisationId(), choices)
                .orElseGet(() -> directory.policy(environment));
    }

    private static Optional<Policy> named(
            Directory directory, OrganisationId organisation, Choices choices) {
        @Nullable String key = choices.policy();
        @Nullable Lane lane = choices.otherwise();
        if (key == null) {
            return Optional.empty();
        }
        Optional<Policy> known = directory.policy(organisation, key);
        return known.isPresent() || lane == null
                ? known
                : directory.policy(organisation, BuiltInPolicy.of(lane).key());
    }
}
