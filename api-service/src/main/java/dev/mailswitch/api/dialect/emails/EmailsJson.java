package dev.mailswitch.api.dialect.emails;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mailswitch.api.accept.Refusal;
import dev.mailswitch.api.dialect.Problems;
import dev.mailswitch.api.dialect.Stop;
import dev.mailswitch.api.dialect.StrictJson;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;

/// The door's own mappers.
final class EmailsJson {

    static final JsonMapper MAPPER = StrictJson.mapper();
    static final JsonMapper BATCH = StrictJson.batchMapper();

    private EmailsJson() {}

    static Response.ResponseBuilder response(int status, Object view) {
        try {
            return Response.status(status)
                    .type(MediaType.APPLICATION_JSON_TYPE)
                    .entity(MAPPER.writeValueAsBytes(view));
        } catch (JsonProcessingException bug) {
            throw new IllegalStateException(bug);
        }
    }

    /// A view that may be large, written as it is made.
    static Response streamed(Object view) {
        StreamingOutput json =
                out ->
                        MAPPER.writer()
                                .without(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                                .writeValue(out, view);
        return Response.ok(json).type(MediaType.APPLICATION_JSON_TYPE).build();
    }

    static Response refused(Stop stop) {
        return Problems.shown(stop).response();
    }

    static Response refused(Refusal refusal) {
        return Problems.shown(Refusals.problem(refusal)).response();
    }
}
