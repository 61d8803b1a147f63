package dev.mailswitch.api.tracking;

import dev.mailswitch.model.token.Token;
import dev.mailswitch.model.token.Tokens;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;

/// `/t`: the pixel, and the links by way of us.
@Path("/t")
@Singleton
@RunOnVirtualThread
public class TrackingResource {

    /// A transparent GIF of one pixel.
    private static final byte[] PIXEL =
            Base64.getDecoder().decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");

    private final RoutingContext context;
    private final Gate gate;
    private final Tokens tokens;
    private final Engagements engagements;
    private final InstantSource clock;

    TrackingResource(
            RoutingContext context,
            Gate gate,
            Tokens tokens,
            Engagements engagements,
            InstantSource clock) {
        this.context = context;
        this.gate = gate;
        this.tokens = tokens;
        this.engagements = engagements;
        this.clock = clock;
    }

    /// Always the same pixel: whoever guesses tokens learns nothing.
    @GET
    @Path("o/{token}")
    public Response open(@PathParam("token") String token) {
        if (gate.admits(context)) {
            Optional<Token.Open> open = tokens.readOpen(token);
            if (open.isEmpty()) {
                gate.refused("token");
            } else if (gate.active(open.get().sent().organisation())) {
                engagements.opened(
                        open.get().sent(), Gate.agent(context), clock.instant(), System.nanoTime());
            }
        }
        return Pages.guarded(Response.ok(PIXEL, "image/gif")).build();
    }

    /// Leads to the URL in the token and nowhere else.
    @GET
    @Path("c/{token}")
    public Response click(@PathParam("token") String token) {
        if (!gate.admits(context)) {
            return Pages.tooMany();
        }
        Optional<Token.Click> click = tokens.readClick(token);
        if (click.isEmpty()) {
            gate.refused("token");
            return Pages.unknown();
        }
        if (!gate.active(click.get().sent().organisation())) {
            gate.refused("suspended");
            return Pages.suspended();
        }
        String url = click.get().target().value();
        engagements.clicked(
                click.get().sent(), url, Gate.agent(context), clock.instant(), System.nanoTime());
        return Pages.guarded(Response.status(302)).header("Location", url).build();
    }
}
