package dev.mailswitch.routing;

import java.time.Instant;

/// Whether a provider is open for a mail, as health sees it.
public sealed interface Gate {

    /// @param weightFactor the share of its weight it deserves, above 0 up to 1; what it loses
    ///     goes to others of its tier, then to the tier below
    record Open(double weightFactor) implements Gate {
        public Open {
            if (!(weightFactor > 0 && weightFactor <= 1)) {
                throw new IllegalArgumentException("a factor lies above 0, up to 1");
            }
        }
    }

    /// Half open: this mail may be the probe, if it wins it.
    record Probing() implements Gate {}

    record Shut(Instant until, String why) implements Gate {}

    Gate FULLY_OPEN = new Open(1);
}
