package dev.mailswitch.api.dialect;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.List;

/// Writes problems as `application/problem+json`.
@Singleton
public class Problems {

    public static final String TYPE = "application/problem+json";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private record Document(
            String type,
            String title,
            int status,
            String detail,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<FieldError> errors) {}

    public Response response(Problem problem) {
        Response.ResponseBuilder response =
                Response.status(problem.status()).type(TYPE).entity(json(problem));
        problem.headers().forEach(response::header);
        return response.build();
    }

    /// The document in UTF-8.
    static byte[] json(Problem problem) {
        try {
            return JSON.writeValueAsBytes(
                    new Document(
                            Problem.TYPES + problem.code(),
                            problem.title(),
                            problem.status(),
                            problem.detail(),
                            problem.errors()));
        } catch (JsonProcessingException bug) {
            throw new IllegalStateException(bug);
        }
    }
}
