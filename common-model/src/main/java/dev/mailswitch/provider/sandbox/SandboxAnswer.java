package dev.mailswitch.provider.sandbox;

import dev.mailswitch.model.outcome.Outcome;
import java.util.List;

/// What one call of the sandbox comes to.
///
/// @param reports what follows, in order of time; empty unless it was accepted
public record SandboxAnswer(Outcome outcome, List<SandboxReport> reports) {

    public SandboxAnswer {
        reports = List.copyOf(reports);
    }
}
