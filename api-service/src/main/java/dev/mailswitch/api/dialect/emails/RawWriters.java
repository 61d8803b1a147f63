package dev.mailswitch.api.dialect.emails;

import dev.mailswitch.compose.Copies;
import java.util.List;

/// The ways in which this installation may have written a mail: settings of links change, and which
/// ones it was written by shows in the checksum only.
///
/// @param all the way it writes today comes first; at least one
public record RawWriters(List<Copies> all) {

    public RawWriters {
        all = List.copyOf(all);
        if (all.isEmpty()) {
            throw new IllegalArgumentException("there is at least today's way");
        }
    }
}
