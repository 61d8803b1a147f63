package dev.mailswitch.api.dialect.emails;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mailswitch.api.accept.Refusal;
import dev.mailswitch.api.dialect.Problems;
import dev.mailswitch.api.dialect.Stop;
import dev.mailswitch.api.dialect.StrictJson;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

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

    static Response refused(Stop stop) {
        return Problems.shown(stop).response();
    }

    static Response refused(Refusal refusal) {
        return Problems.shown(Refusals.problem(refusal)).response();
    }
}
