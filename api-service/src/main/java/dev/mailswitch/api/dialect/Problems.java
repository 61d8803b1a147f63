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
        return shown(problem).response();
    }

    public static Shown shown(Problem problem) {
        return new Shown(problem.status(), TYPE, json(problem), problem.headers());
    }

    /// What our own routes, and paths nobody serves, are answered.
    public static Shown shown(Stop stop) {
        return shown(Problem.of(stop));
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
