package dev.mailswitch.provider;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What a vendor answered, whole.
///
/// @param headers by name in lower case; of a repeated one the first
/// @param body    as UTF-8; what exceeds [#MAX_BODY] bytes was not read
public record HttpAnswer(int status, Map<String, String> headers, String body) {

    /// More than the longest answer to 50 recipients.
    public static final int MAX_BODY = 256 * 1024;

    private static final ObjectMapper JSON = new ObjectMapper();

    public HttpAnswer {
        headers = HeaderNames.lowerCase(headers);
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    public boolean success() {
        return status / 100 == 2;
    }

    /// The body as JSON; a missing node if it is none, so that every look into it finds nothing.
    public JsonNode json() {
        try {
            JsonNode read = JSON.readTree(body);
            return read == null ? MissingNode.getInstance() : read;
        } catch (JacksonException | IllegalArgumentException none) {
            return MissingNode.getInstance();
        }
    }

    /// Without the body: vendors quote addresses.
    @Override
    public String toString() {
        return "HttpAnswer[" + status + "]";
    }
}
