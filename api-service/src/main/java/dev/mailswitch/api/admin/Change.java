package dev.mailswitch.api.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailswitch.api.dialect.Problem;
import dev.mailswitch.api.dialect.Refused;
import dev.mailswitch.api.dialect.StrictJson;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// How management reads changes and writes answers.
public final class Change {

    /// Of a body.
    public static final int LIMIT = 1024 * 1024;

    private static final JsonMapper JSON = StrictJson.mapper();

    private Change() {}

    public static <T> T read(byte[] body, Class<T> type) {
        return StrictJson.read(JSON, body, type);
    }

    /// Reads a body that must be a JSON object.
    public static Patch patch(byte[] body) {
        JsonNode changes = StrictJson.read(JSON, body, JsonNode.class);
        if (changes instanceof ObjectNode object) {
            return new Patch(object);
        }
        throw new Refused(
                Problem.of(
                        400, "malformed_json", "Not valid JSON", "The body must be a JSON object"));
    }

    /// A merge patch (RFC 7396): what is absent stays, what is null goes.
    public record Patch(ObjectNode changes) {

        /// The fields it speaks of.
        public Set<String> names() {
            return changes.propertyStream()
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toUnmodifiableSet());
        }

        public <T> T onto(T current, Class<T> type) {
            ObjectNode merged = JSON.valueToTree(current);
            merge(merged, changes);
            return StrictJson.convert(JSON, merged, type);
        }
    }

    private static void merge(ObjectNode target, ObjectNode patch) {
        for (var field : patch.properties()) {
            JsonNode old = target.get(field.getKey());
            if (old instanceof ObjectNode inner && field.getValue() instanceof ObjectNode change) {
                merge(inner, change);
            } else if (field.getValue().isNull()) {
                target.putNull(field.getKey());
            } else {
                target.set(field.getKey(), field.getValue());
            }
        }
    }

    /// Refuses unless `If-Match` names the row's version: 428 without, 412 if it has moved on.
    public static void check(RoutingContext context, long version) {
        if (context.request().headers().getAll("If-Match").isEmpty()) {
            throw new Refused(
                    Problem.of(
                            428,
                            "precondition_required",
                            "If-Match is needed",
                            "Read first, then send its ETag as If-Match"));
        }
        checkIfGiven(context, version);
    }

    /// Refuses with 412 if there is an `If-Match` and the row has moved on.
    static void checkIfGiven(RoutingContext context, long version) {
        List<String> given = context.request().headers().getAll("If-Match");
        if (given.isEmpty()) {
            return;
        }
        IfMatch match =
                IfMatch.parse(given)
                        .orElseThrow(
                                () ->
                                        new Refused(
                                                Problem.invalid(
                                                        "If-Match",
                                                        "must be * or ETags as they were sent, in"
                                                                + " quotes")));
        if (!match.matches(Long.toString(version))) {
            throw new Refused(
                    Problem.of(
                            412,
                            "precondition_failed",
                            "Changed meanwhile",
                            "Somebody has changed it: read it again"));
        }
    }

    public static Response created(String location, long version, Object view) {
        return response(201, view).header("Location", location).tag(tag(version)).build();
    }

    public static Response ok(long version, Object view) {
        return response(200, view).tag(tag(version)).build();
    }

    public static Response ok(Object view) {
        return response(200, view).build();
    }

    /// A view on one line.
    static String json(Object view) {
        try {
            return JSON.writeValueAsString(view);
        } catch (JsonProcessingException bug) {
            throw new IllegalStateException(bug);
        }
    }

    private static jakarta.ws.rs.core.EntityTag tag(long version) {
        return new jakarta.ws.rs.core.EntityTag(Long.toString(version));
    }

    private static Response.ResponseBuilder response(int status, Object view) {
        try {
            return Response.status(status)
                    .type(MediaType.APPLICATION_JSON_TYPE)
                    .entity(JSON.writeValueAsBytes(view));
        } catch (JsonProcessingException bug) {
            throw new IllegalStateException(bug);
        }
    }
}
