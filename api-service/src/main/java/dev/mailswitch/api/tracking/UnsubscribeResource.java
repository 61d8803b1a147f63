package dev.mailswitch.api.tracking;

import dev.mailswitch.api.dialect.BodyReader;
import dev.mailswitch.api.dialect.Problem;
import dev.mailswitch.api.dialect.Refused;
import dev.mailswitch.model.token.Token;
import dev.mailswitch.model.token.Tokens;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `/u`: the page behind List-Unsubscribe. A GET changes nothing, because scanners follow links; a
/// POST, from the page's form or from a mail program (RFC 8058), does. Works for suspended senders.
@Path("/u/{token}")
@Singleton
@RunOnVirtualThread
public class UnsubscribeResource {

    private static final Logger LOG = LoggerFactory.getLogger(UnsubscribeResource.class);
    private static final int LIMIT = 4_096;

    private final RoutingContext context;
    private final BodyReader bodies;
    private final Gate gate;
    private final Tokens tokens;
    private final Departures departures;

    UnsubscribeResource(
            RoutingContext context,
            BodyReader bodies,
            Gate gate,
            Tokens tokens,
            Departures departures) {
        this.context = context;
        this.bodies = bodies;
        this.gate = gate;
        this.tokens = tokens;
        this.departures = departures;
    }

    @GET
    public Response ask(@PathParam("token") String text) {
        if (!gate.admits(context)) {
            return Pages.tooMany();
        }
        Optional<Token.Unsubscribe> token = tokens.readUnsubscribe(text);
        if (token.isEmpty()) {
            gate.refused("token");
            return Pages.unknown();
        }
        return Pages.confirm(token.get().address().masked(), sender(token.get()));
    }

    /// Large mail services post for all their users from a few addresses, and do not ask twice: a
    /// genuine token is always served.
    @POST
    public Response act(@PathParam("token") String text) {
        bodies.ignore(context);
        Optional<Token.Unsubscribe> token = tokens.readUnsubscribe(text);
        if (token.isEmpty()) {
            gate.refused("token");
            return gate.admits(context) ? Pages.unknown() : Pages.tooMany();
        }
        String address = token.get().address().masked();
        try {
            if (undoes(body())) {
                departures.comeBack(token.get());
                return Pages.back(address, sender(token.get()));
            }
            departures.leave(token.get());
            return Pages.left(address, sender(token.get()));
        } catch (SQLException away) {
            LOG.warn("an unsubscribe was answered 503: {}", away.getMessage());
            return Pages.away();
        }
    }

    private byte[] body() {
        return bodies.read(context, LIMIT, LIMIT)
                .or(
                        stop -> {
                            throw new Refused(Problem.of(stop));
                        })
                .bytes();
    }

    private @org.jspecify.annotations.Nullable String sender(Token.Unsubscribe token) {
        return gate.name(token.sent().organisation());
    }

    /// Everything but the page's own undo leaves, in whatever form it comes.
    private static boolean undoes(byte[] form) {
        String fields = new String(form, StandardCharsets.ISO_8859_1);
        return Arrays.asList(fields.strip().split("&", -1)).contains("action=resubscribe");
    }
}
