package dev.mailswitch.routing;

import java.util.UUID;

/// How a call whose answer never came is made again.
///
/// @param call the call it repeats, whose correlation it has; the same bytes for the same recipients
public record Repeat(UUID call, Kind kind) {

    /// What comes of it.
    public enum Kind {
        /// Under its key, inside of the key's time: what the provider has it does not send again, and
        /// it counted when it was first made.
        KEYED,

        /// The provider is asked whether it has the call. Where it takes no keys the call may go out
        /// again when it has not.
        ASKED,

        /// Another copy goes out, unless a provider that can be asked has the first.
        COPY
    }
}
