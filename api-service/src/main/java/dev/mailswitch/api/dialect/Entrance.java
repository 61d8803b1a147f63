package dev.mailswitch.api.dialect;

import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.api.auth.Scope;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;

/// The [Gate] for those who speak problem+json and nothing else, as management does: what stops is
/// thrown as its problem.
@Singleton
public class Entrance {

    private final Gate gate;

    Entrance(Gate gate) {
        this.gate = gate;
    }

    /// A caller and what it sent.
    public record Visit(Caller caller, byte[] body) {}

    /// Lets a request in whose body, if any, nobody reads.
    public Caller enter(RoutingContext context, Scope scope) {
        return gate.enter(context, scope).or(Entrance::refused);
    }

    /// Lets a request with a JSON body in, and reads that.
    ///
    /// @param limit bytes the body may have
    public Visit enter(RoutingContext context, Scope scope, int limit) {
        Gate.Visit visit = gate.visit(context, scope, limit).or(Entrance::refused);
        return new Visit(visit.caller(), visit.body().bytes());
    }

    private static <T> T refused(Stop stop) {
        throw new Refused(Problem.of(stop));
    }
}
