package dev.mailswitch.routing;

import java.util.List;
import java.util.UUID;

/// What a call has to do with earlier ones whose answer never came.
///
/// @param calls those calls, the newest first; whoever is in this call was in each of them. Under
///     its key only one can come again
public record Repeat(List<UUID> calls, Kind kind) {

    /// What comes of it.
    public enum Kind {
        /// The same call under its key, inside of the key's time: the same bytes for the same
        /// recipients. What the provider has it does not send again, and it counted when it was
        /// first made.
        KEYED,

        /// The provider is asked whether it has one of the calls. Where it takes no keys another
        /// copy may go out when it has none.
        ASKED,

        /// Another copy goes out, unless a provider that can be asked has one of the calls.
        COPY
    }

    public Repeat {
        calls = List.copyOf(calls);
        if (calls.isEmpty() || kind == Kind.KEYED && calls.size() > 1) {
            throw new IllegalArgumentException(kind + " of " + calls.size() + " calls");
        }
    }

    /// Of a single call.
    public Repeat(UUID call, Kind kind) {
        this(List.of(call), kind);
    }

    /// The newest of the calls.
    public UUID call() {
        return calls.getFirst();
    }
}
