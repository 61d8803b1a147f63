package dev.mailswitch.directory;

import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.RouteId;
import dev.mailswitch.provider.Provider;

/// One way out of an environment.
///
/// @param tier   0 is used first; a lower tier serves when the one above cannot
/// @param weight share of the tier's load; 0 takes none while another of the tier can
public record Route(
        RouteId id, EnvironmentId environmentId, Provider provider, int tier, int weight) {}
