package dev.mailswitch.api.dialect.fluxomail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mailswitch.api.accept.Refusal;
import dev.mailswitch.api.dialect.Json;
import dev.mailswitch.api.dialect.RequestIds;
import dev.mailswitch.api.dialect.Shown;
import dev.mailswitch.api.dialect.Stop;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/// The door's own mapper.
final class FluxomailJson {

    static final JsonMapper MAPPER = Json.lenient().build();

    private FluxomailJson() {}

    static byte[] bytes(Object view) {
        try {
            return MAPPER.writeValueAsBytes(view);
        } catch (JsonProcessingException bug) {
            throw new IllegalStateException(bug);
        }
    }

    static Response.ResponseBuilder ok(byte[] body) {
        return Response.ok(body).type(MediaType.APPLICATION_JSON_TYPE);
    }

    static Shown shown(Fault fault) {
        ErrorView view = new ErrorView(fault.code(), fault.message(), RequestIds.current());
        return new Shown(fault.status(), MediaType.APPLICATION_JSON, bytes(view), fault.headers());
    }

    static Response refused(Stop stop) {
        return shown(Refusals.of(stop)).response();
    }

    static Response refused(Refusal refusal) {
        return shown(Refusals.of(refusal)).response();
    }
}
