package dev.mailswitch.api.dialect.fluxomail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailswitch.ledger.reading.RecordedEvent;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What an event's record holds beside its type.
///
/// @param recorded as the ledger has it
/// @param words    a server's answer as it was given, or why; empty if there is none
/// @param smtpCode the reply code (RFC 5321 section 4.2) the words begin with, or null
record EventFacts(ObjectNode recorded, String words, @Nullable String smtpCode) {

    /// At the beginning, or after what says who spoke, as `smtp; 550 5.1.1 …` in a DSN.
    private static final Pattern CODE = Pattern.compile("(?:^|[;:]\\s*)([2-5]\\d\\d)(?=[ -]|$)");

    static EventFacts of(RecordedEvent event) {
        ObjectNode recorded = object(event.dataJson());
        String reply = recorded.path("reply").asText("");
        String words = reply.isEmpty() ? recorded.path("reason").asText("") : reply;
        Matcher code = CODE.matcher(words);
        return new EventFacts(recorded, words, code.find() ? code.group(1) : null);
    }

    private static ObjectNode object(@Nullable String json) {
        if (json != null) {
            try {
                JsonNode node = FluxomailJson.MAPPER.readTree(json);
                if (node instanceof ObjectNode object) {
                    return object;
                }
            } catch (JsonProcessingException notOurs) {
                throw new IllegalStateException(notOurs);
            }
        }
        return JsonNodeFactory.instance.objectNode();
    }
}
