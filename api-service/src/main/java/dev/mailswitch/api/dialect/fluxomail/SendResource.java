package dev.mailswitch.api.dialect.fluxomail;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

/// `POST /api/v1/emails/send`.
@Path(FluxomailDoor.SEND)
@Singleton
@RunOnVirtualThread
public class SendResource {

    private final RoutingContext context;
    private final Sending sending;

    SendResource(RoutingContext context, Sending sending) {
        this.context = context;
        this.sending = sending;
    }

    /// Sends a mail to one recipient and says how far it came.
    @POST
    public Response send() {
        return sending.send(context, false);
    }
}
