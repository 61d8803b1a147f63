package dev.mailswitch.api.dialect;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;

/// JSON as our own routes read it: snake_case, and every field known. Refuses by throwing, for those
/// who speak problem+json and nothing else.
public final class StrictJson {

    private static final JsonMapper MAPPER = mapper();

    private StrictJson() {}

    /// A mapper with these rules; each door makes its own.
    public static JsonMapper mapper() {
        return strict(Json.lenient());
    }

    /// The same for a body that holds hundreds of mails.
    public static JsonMapper batchMapper() {
        return strict(Json.lenientToBatches());
    }

    private static JsonMapper strict(JsonMapper.Builder lenient) {
        return lenient.propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
    }

    /// Reads with the rules of our own routes.
    public static <T> T read(byte[] body, Class<T> type) {
        return read(MAPPER, body, type);
    }

    /// Reads a body that must be one JSON value; refuses with 400, naming the field.
    public static <T> T read(JsonMapper mapper, byte[] body, Class<T> type) {
        return Json.read(mapper, Body.of(body), type).or(StrictJson::refused);
    }

    private static <T> T refused(Stop stop) {
        throw new Refused(Problem.of(stop));
    }

    /// Makes a record of a value that was read already; refuses with 400, naming the field.
    public static <T> T convert(JsonMapper mapper, JsonNode value, Class<T> type) {
        return Json.convert(mapper, value, type).or(StrictJson::refused);
    }
}
