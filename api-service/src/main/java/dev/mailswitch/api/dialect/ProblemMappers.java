package dev.mailswitch.api.dialect;

import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import jakarta.inject.Singleton;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What becomes of everything that leaves a resource as an exception, in the words of the door
/// whose path it is. Names no class and quotes no body; the log has classes and places, but no
/// message, which may quote a row.
@Singleton
public class ProblemMappers {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemMappers.class);

    /// Where the meters of the HTTP server look for a request's label.
    private static final String TEMPLATE = "UrlPathTemplate";

    private final Problems problems;
    private final Doors doors;
    private final Routes routes;

    ProblemMappers(Problems problems, Doors doors, Routes routes) {
        this.problems = problems;
        this.doors = doors;
        this.routes = routes;
    }

    @ServerExceptionMapper
    public Response refused(Refused refused) {
        return problems.response(refused.problem());
    }

    @ServerExceptionMapper
    public Response notFound(NotFoundException failure, RoutingContext context) {
        return shown(context, new Stop.NotFound());
    }

    @ServerExceptionMapper
    public Response notAllowed(NotAllowedException failure, RoutingContext context) {
        String path = context.normalizedPath();
        // One series a route, not one an id: here the framework has found no method to name it by.
        routes.template(path)
                .ifPresent(template -> Vertx.currentContext().putLocal(TEMPLATE, template));
        return shown(context, new Stop.MethodNotAllowed(routes.allow(path)));
    }

    /// As a query whose escapes cannot be read.
    @ServerExceptionMapper
    public Response http(HttpException failure, RoutingContext context) {
        return failure.getStatusCode() < 500
                ? shown(context, new Stop.BadRequest("The request cannot be read"))
                : anything(failure, context);
    }

    @ServerExceptionMapper
    public Response web(WebApplicationException failure, RoutingContext context) {
        int status = failure.getResponse().getStatus();
        if (status >= 500) {
            return anything(failure, context);
        }
        return shown(
                context,
                switch (status) {
                    case 415 -> new Stop.NotJson();
                    case 406 -> new Stop.NotAcceptable();
                    default -> new Stop.BadRequest("The request cannot be read");
                });
    }

    @ServerExceptionMapper
    public Response anything(Throwable failure, RoutingContext context) {
        if (Away.is(failure)) {
            LOG.warn("a request was answered 503: the database did not answer");
            return shown(context, new Stop.Unavailable("The database does not answer"));
        }
        LOG.error("a request failed: {}", Outline.of(failure));
        return shown(context, new Stop.Failed());
    }

    private Response shown(RoutingContext context, Stop stop) {
        return doors.shown(context.normalizedPath(), stop).response();
    }
}
