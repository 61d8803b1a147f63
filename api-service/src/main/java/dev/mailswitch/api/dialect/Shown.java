package dev.mailswitch.api.dialect;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import jakarta.ws.rs.core.Response;
import java.util.Map;

/// An answer as it goes over the wire.
///
/// @param type of the body, with its charset if it has one
public record Shown(int status, String type, byte[] body, Map<String, String> headers) {

    public Shown {
        headers = Map.copyOf(headers);
    }

    public Response response() {
        Response.ResponseBuilder response = Response.status(status).type(type).entity(body);
        headers.forEach(response::header);
        return response.build();
    }

    /// For what never reaches a resource.
    void end(HttpServerResponse response) {
        headers.forEach(response::putHeader);
        response.setStatusCode(status).putHeader("Content-Type", type).end(Buffer.buffer(body));
    }
}
