package dev.mailswitch.api.dialect.fluxomail;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

/// `POST /api/v1/emails/send-global`.
@Path(FluxomailDoor.SEND_GLOBAL)
@Singleton
@RunOnVirtualThread
public class SendGlobalResource {

    private final RoutingContext context;
    private final Sending sending;

    SendGlobalResource(RoutingContext context, Sending sending) {
        this.context = context;
        this.sending = sending;
    }

    /// The same as a send, and counted apart.
    @POST
    public Response send() {
        return sending.send(context, true);
    }
}
