package dev.mailswitch.delivery.routing;

import dev.mailswitch.model.outcome.Outcome;
import java.time.Instant;

/// What the engine decides after one answer.
public final class OneAnswer {

    public static final Instant NOW = Scene.NOW;

    private OneAnswer() {}

    /// With a second provider that is free.
    public static Decision withAnother(Outcome outcome) {
        return Scene.decide(after(outcome), Scene.A, Scene.B);
    }

    /// With no other provider.
    public static Decision alone(Outcome outcome) {
        return Scene.decide(after(outcome), Scene.A);
    }

    private static Pending after(Outcome outcome) {
        return Scene.recipient(Scene.attempt(1, Scene.A, outcome));
    }
}
