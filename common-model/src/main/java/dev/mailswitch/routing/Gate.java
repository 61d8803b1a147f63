package dev.mailswitch.routing;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Whether a provider is open for a mail, as health sees it.
public sealed interface Gate {

    /// @param weightFactor the share of its weight it deserves, above 0 up to 1; what it loses
    ///     goes to others of its tier, then to the tier below
    /// @param why          words for people why it is less, where they are known, else null
    record Open(double weightFactor, @Nullable String why) implements Gate {
        public Open {
            if (!(weightFactor > 0 && weightFactor <= 1)) {
                throw new IllegalArgumentException("a factor lies above 0, up to 1");
            }
        }

        public Open(double weightFactor) {
            this(weightFactor, null);
        }

        /// Both have cut it: the shares multiply, down to a hundredth, so that something is left to
        /// see it recover by.
        public Open and(Open other) {
            String words =
                    why == null ? other.why : other.why == null ? why : why + ", " + other.why;
            return new Open(Math.max(LEAST, weightFactor * other.weightFactor), words);
        }

        private static final double LEAST = 0.01;
    }

    /// Half open: this mail may be the probe, if it wins it.
    record Probing() implements Gate {}

    record Shut(Instant until, String why) implements Gate {}

    Open FULLY_OPEN = new Open(1);
}
