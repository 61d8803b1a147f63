package dev.mailswitch.compose;

import java.util.UUID;

/// The boundaries of a mail's levels. They start with `=_`, which neither quoted-printable nor
/// base64 can produce, and lines that start like one are never sent as they are.
final class Boundaries {

    private final String seed;

    Boundaries(UUID seed) {
        this.seed = seed.toString().replace("-", "");
    }

    /// @param level one letter, another for each level
    String of(char level) {
        return "=_" + level + seed;
    }
}
