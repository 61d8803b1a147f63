package dev.mailswitch.directory;

import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.PolicyId;

/// A policy of an organisation.
public record OwnedPolicy(PolicyId id, OrganisationId organisationId, Policy policy) {}
