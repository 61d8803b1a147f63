package dev.mailswitch.api.dialect;

import dev.mailswitch.api.auth.Scope;
import java.util.List;

/// Why a request comes no further than the way in, in no door's words. Each door has its own
/// answer to each of these ([Door#shown(Stop)]).
public sealed interface Stop {

    /// Nobody serves the path, or what it names is not there for the caller.
    record NotFound() implements Stop {}

    /// @param allow what is served, as the header `Allow` writes it
    record MethodNotAllowed(String allow) implements Stop {}

    record NotAcceptable() implements Stop {}

    record UriTooLong() implements Stop {}

    /// @param limit bytes a body may have here
    record TooLarge(int limit) implements Stop {}

    /// The body is not `application/json`, or compressed.
    record NotJson() implements Stop {}

    /// The body did not come in time.
    record TooSlow() implements Stop {}

    record NoKey() implements Stop {}

    /// Malformed, forged or contradictory.
    record BadKey() implements Stop {}

    /// Genuine, but its row is gone.
    record KeyGone() implements Stop {}

    /// Switched off or past its time.
    record KeyInactive() implements Stop {}

    /// The key may not be used from the caller's address.
    record KeyElsewhere() implements Stop {}

    record MissingScope(Scope scope) implements Stop {}

    record EnvironmentUnknown() implements Stop {}

    /// The key is bound to another one.
    record EnvironmentForbidden() implements Stop {}

    /// @param seconds until it makes sense to come again
    record RateLimited(long seconds) implements Stop {}

    /// The organisation accepts nothing at present.
    record Paused() implements Stop {}

    /// A request that is not HTTP as it should be: escapes that are none, a body broken off.
    ///
    /// @param detail for people; never quotes what was sent
    record BadRequest(String detail) implements Stop {}

    /// The body is not JSON as it should be.
    ///
    /// @param detail for people; never quotes what was sent
    record Malformed(String detail) implements Stop {}

    /// @param errors at least one
    record Invalid(List<FieldError> errors) implements Stop {
        public Invalid {
            errors = List.copyOf(errors);
        }
    }

    /// Something we need is away; the caller should come again.
    record Unavailable(String detail) implements Stop {}

    /// Our own fault.
    record Failed() implements Stop {}
}
