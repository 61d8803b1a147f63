package dev.mailswitch.provider.brevo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailswitch.provider.EventJson;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Our token, which goes out twice: in a header that comes back in every event, and as a tag,
/// because the search of events knows tags and no headers.
final class Correlation {

    /// Recipients see it.
    static final String HEADER = "X-Mailin-custom";

    private static final String PREFIX = "mailswitch-";
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{1,256}");
    private static final Pattern BETWEEN = Pattern.compile("[^A-Za-z0-9_-]+");

    private Correlation() {}

    static String tag(String correlation) {
        return PREFIX + correlation;
    }

    /// The token an event carries. Other programs with the same account may use the header too;
    /// what cannot be a token of ours is none.
    static @Nullable String of(JsonNode event) {
        return Optional.ofNullable(event.path(HEADER).textValue())
                .filter(text -> TOKEN.matcher(text).matches())
                .or(() -> ofTag(event))
                .orElse(null);
    }

    private static Optional<String> ofTag(JsonNode event) {
        return tags(event)
                .filter(tag -> tag.startsWith(PREFIX))
                .map(tag -> tag.substring(PREFIX.length()))
                .filter(text -> TOKEN.matcher(text).matches())
                .findFirst();
    }

    /// Whether an event has the tag of a token.
    static boolean tagged(JsonNode event, String correlation) {
        return tags(event).anyMatch(tag(correlation)::equals);
    }

    /// Tags come as an array, as one text, or as an array written into a text. Those of others are
    /// cut up here, ours has nothing to be cut at.
    private static Stream<String> tags(JsonNode event) {
        return Stream.of("tags", "tag")
                .flatMap(name -> EventJson.texts(event.path(name)).stream())
                .flatMap(BETWEEN::splitAsStream);
    }
}
