package dev.mailswitch.api.dialect;

import jakarta.inject.Singleton;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What becomes of everything that leaves a resource as an exception. Names no class and quotes no
/// body, neither outside nor in the log.
@Singleton
public class ProblemMappers {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemMappers.class);

    private final Problems problems;
    private final AllowedMethods allowed;

    ProblemMappers(Problems problems, AllowedMethods allowed) {
        this.problems = problems;
        this.allowed = allowed;
    }

    @ServerExceptionMapper
    public Response refused(Refused refused) {
        return problems.response(refused.problem());
    }

    @ServerExceptionMapper
    public Response notFound(NotFoundException failure) {
        return problems.response(Problem.notFound());
    }

    @ServerExceptionMapper
    public Response notAllowed(NotAllowedException failure, UriInfo uri) {
        return problems.response(
                Problem.of(405, "method_not_allowed", "Method not allowed", "Not with this method")
                        .with(HttpHeaders.ALLOW, allowed.of(uri.getRequestUri().getPath())));
    }

    @ServerExceptionMapper
    public Response web(WebApplicationException failure) {
        int status = failure.getResponse().getStatus();
        if (status >= 500) {
            return anything(failure);
        }
        return problems.response(
                switch (status) {
                    case 415 -> BodyReader.unsupported();
                    case 406 ->
                            Problem.of(406, "not_acceptable", "Not acceptable", "Answers are JSON");
                    default ->
                            Problem.of(
                                    status, "bad_request", "The request is not valid", "Refused");
                });
    }

    @ServerExceptionMapper
    public Response anything(Throwable failure) {
        if (Away.is(failure)) {
            LOG.warn("a request was answered 503: the database did not answer");
            return problems.response(Problem.unavailable("The database does not answer"));
        }
        LOG.error("a request failed", failure);
        return problems.response(
                Problem.of(500, "internal_error", "Internal error", "This is our fault"));
    }
}
