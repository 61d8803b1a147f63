package dev.mailswitch.routing;

import java.util.Set;
import java.util.UUID;

/// A call made before for several recipients of a mail.
///
/// @param positions everybody it was made for, also those who are over by now
/// @param arrived   the provider has it for certain
public record EarlierCall(UUID key, Set<Integer> positions, boolean arrived) {

    public EarlierCall {
        positions = Set.copyOf(positions);
    }
}
