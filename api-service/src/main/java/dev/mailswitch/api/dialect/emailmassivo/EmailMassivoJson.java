package dev.mailswitch.api.dialect.emailmassivo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mailswitch.api.dialect.Json;

/// The door's own mapper: fields nobody documents are accepted.
final class EmailMassivoJson {

    static final JsonMapper MAPPER = Json.lenient().build();

    private EmailMassivoJson() {}

    static byte[] bytes(Object view) {
        try {
            return MAPPER.writeValueAsBytes(view);
        } catch (JsonProcessingException bug) {
            throw new IllegalStateException(bug);
        }
    }
}
