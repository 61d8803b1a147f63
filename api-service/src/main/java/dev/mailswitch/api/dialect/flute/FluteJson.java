package dev.mailswitch.api.dialect.flute;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mailswitch.api.dialect.Json;
import dev.mailswitch.api.dialect.Shown;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;

/// The door's own mapper, and the three shapes of its answers.
final class FluteJson {

    static final JsonMapper MAPPER =
            Json.lenient().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

    /// @param data what was asked for
    private record Success(String status, Object data) {}

    /// Of answers below 500.
    private record Fail(String status, Message data) {}

    private record Message(String message) {}

    /// Of answers from 500 on.
    private record Failure(String status, String message) {}

    private static final int OURS = 500;

    private FluteJson() {}

    static Response.ResponseBuilder success(Object data) {
        return Response.ok(bytes(new Success("success", data)), MediaType.APPLICATION_JSON_TYPE);
    }

    static Shown failure(int status, String message, Map<String, String> headers) {
        Object body =
                status < OURS
                        ? new Fail("fail", new Message(message))
                        : new Failure("error", message);
        return new Shown(status, MediaType.APPLICATION_JSON, bytes(body), headers);
    }

    private static byte[] bytes(Object view) {
        try {
            return MAPPER.writeValueAsBytes(view);
        } catch (JsonProcessingException bug) {
            throw new IllegalStateException(bug);
        }
    }
}
