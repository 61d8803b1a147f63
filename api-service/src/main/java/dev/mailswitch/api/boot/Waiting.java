package dev.mailswitch.api.boot;

import dev.mailswitch.api.dialect.Problem;
import dev.mailswitch.api.dialect.Problems;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/// Answers every request with 503 until the service has found its database.
@Singleton
class Waiting {

    private final Loops loops;
    private final Problems problems;

    Waiting(Loops loops, Problems problems) {
        this.loops = loops;
        this.problems = problems;
    }

    /// @return null to let the request go on
    @ServerRequestFilter(preMatching = true)
    public @Nullable Response filter() {
        return loops.started()
                ? null
                : problems.response(Problem.unavailable("The service waits for its database"));
    }
}
