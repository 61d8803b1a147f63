package dev.mailswitch.api.dialect.emails;

import dev.mailswitch.api.dialect.Budget;
import dev.mailswitch.api.dialect.Problem;
import dev.mailswitch.api.dialect.Problems;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.time.Duration;

/// The memory of mails that are read to be shown or sent again, over all requests. How large they
/// are is asked before they are read.
@Singleton
class Readings {

    /// Bytes of memory for an octet of a page: as it was read, as text, as text of the answer with
    /// its quotes escaped, escaped once more in JSON, and that copied.
    static final int OF_A_PAGE = 12;

    /// Bytes of memory for an octet of one mail, whose JSON is written as it is made: as it was read,
    /// and as text of two bytes a character.
    static final int OF_A_MAIL = 4;

    private final Budget memory = new Budget(Runtime.getRuntime().maxMemory() / 8);
    private final Duration patience;

    Readings(RawConfig config) {
        this.patience = config.patience();
    }

    /// Room for what one request shows; closed when its answer has gone out or its client has gone.
    /// A client that does not take the answer in time loses its connection.
    ReadingRoom room(RoutingContext context) {
        ReadingRoom room = new ReadingRoom(memory);
        context.addEndHandler(ended -> room.close());
        endInTime(context, patience);
        return room;
    }

    /// A client that reads a byte now and then is not idle, and would hold the memory for ever.
    static void endInTime(RoutingContext context, Duration patience) {
        // The context is a proxy that means nothing on the event loop.
        Vertx vertx = context.vertx();
        HttpConnection connection = context.request().connection();
        long timer = vertx.setTimer(patience.toMillis(), late -> cut(connection));
        context.addEndHandler(ended -> vertx.cancelTimer(timer));
    }

    /// At once: to close a connection as Vert.x does waits until all that is written has gone out,
    /// and this client takes none of it.
    private static void cut(HttpConnection connection) {
        if (connection instanceof ConnectionBase base) {
            base.channelHandlerContext().close();
        } else {
            connection.close();
        }
    }

    /// When there is no room.
    static Response full() {
        return Problems.shown(Problem.unavailable("There is no room to read the mails at present"))
                .response();
    }
}
