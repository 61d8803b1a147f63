package dev.mailswitch.model.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.id.Uuids;
import dev.mailswitch.model.lifecycle.Engagement;
import dev.mailswitch.model.lifecycle.EventType;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.outcome.BounceClass;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The wire form of [Feedback]: one JSON object, `version` first as `major.minor`. Fields that a
/// newer minor version adds are skipped; a bounce class it adds is read as unknown. 1.1 added
/// `organisation`, `environment` and `address`.
final class FeedbackJson {

    private static final int MAJOR = 1;
    private static final String VERSION = "1.1";
    private static final int MAX_BYTES = 32 * 1024;
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private FeedbackJson() {}

    static byte[] encode(Feedback said) {
        ObjectNode json =
                MAPPER.createObjectNode()
                        .put("version", VERSION)
                        .put("email", said.emailId().toString())
                        .put("position", said.position())
                        .put("attempt", said.attempt())
                        .put("provider", said.providerId().toString())
                        .put("type", said.type().name().toLowerCase(Locale.ROOT));
        BounceClass bounceClass = said.bounceClass();
        if (bounceClass != null) {
            json.put("class", bounceClass.word());
        }
        json.put("permanent", said.permanent())
                .put("at", said.at().toString())
                .put("event_key", said.eventKey());
        if (said.reason() != null) {
            json.put("reason", said.reason());
        }
        json.put("feeds_health", said.feedsHealth());
        Feedback.About about = said.about();
        if (about != null) {
            json.put("organisation", about.organisationId().toString());
            if (about.environmentId() != null) {
                json.put("environment", about.environmentId().toString());
            }
            json.put("address", about.address().email());
        }
        Engagement engagement = said.engagement();
        if (engagement != null) {
            json.putObject("engagement")
                    .put("url", engagement.url())
                    .put("agent", engagement.agent())
                    .put("bot", engagement.bot());
        }
        try {
            return MAPPER.writeValueAsBytes(json);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    static Decoded<Feedback> decode(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            return new Decoded.Garbage<>("too long");
        }
        JsonNode json;
        try {
            json = MAPPER.readTree(bytes);
        } catch (IOException broken) {
            return new Decoded.Garbage<>("not JSON");
        }
        if (!json.isObject()) {
            return new Decoded.Garbage<>("not a JSON object");
        }
        int major = major(json.path("version").asText(""));
        if (major != MAJOR) {
            return major > MAJOR
                    ? new Decoded.TooNew<>(major)
                    : new Decoded.Garbage<>("no such version");
        }
        try {
            return new Decoded.Value<>(read(json));
        } catch (IllegalArgumentException | DateTimeException wrong) {
            return new Decoded.Garbage<>("a field is missing or not valid");
        }
    }

    private static Feedback read(JsonNode json) {
        return new Feedback(
                new EmailId(Uuids.parse(text(json, "email"))),
                number(json, "position"),
                number(json, "attempt"),
                ProviderId.parse(text(json, "provider")),
                EventType.valueOf(text(json, "type").toUpperCase(Locale.ROOT)),
                bounceClass(optional(json, "class")),
                flag(json, "permanent"),
                Instant.parse(text(json, "at")),
                text(json, "event_key"),
                optional(json, "reason"),
                flag(json, "feeds_health"),
                about(json),
                engagement(json.path("engagement")));
    }

    private static Feedback.@Nullable About about(JsonNode json) {
        String organisation = optional(json, "organisation");
        String environment = optional(json, "environment");
        String address = optional(json, "address");
        if (organisation == null || address == null) {
            return null;
        }
        return new Feedback.About(
                OrganisationId.parse(organisation),
                environment == null ? null : EnvironmentId.parse(environment),
                Address.of(address));
    }

    private static @Nullable Engagement engagement(JsonNode json) {
        return json.isObject()
                ? new Engagement(optional(json, "url"), text(json, "agent"), flag(json, "bot"))
                : null;
    }

    /// The number before the dot, or 0 if there is none.
    private static int major(String version) {
        int dot = version.indexOf('.');
        if (dot < 1 || dot > 4 || !version.chars().limit(dot).allMatch(c -> c >= '0' && c <= '9')) {
            return 0;
        }
        return Integer.parseInt(version.substring(0, dot));
    }

    private static @Nullable BounceClass bounceClass(@Nullable String word) {
        if (word == null) {
            return null;
        }
        return Arrays.stream(BounceClass.values())
                .filter(known -> known.word().equals(word))
                .findFirst()
                .orElse(BounceClass.UNKNOWN);
    }

    private static String text(JsonNode json, String field) {
        String value = optional(json, field);
        if (value == null) {
            throw new IllegalArgumentException(field);
        }
        return value;
    }

    private static @Nullable String optional(JsonNode json, String field) {
        JsonNode value = json.get(field);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw new IllegalArgumentException(field);
        }
        return value.textValue();
    }

    private static int number(JsonNode json, String field) {
        JsonNode value = json.path(field);
        if (!value.isInt()) {
            throw new IllegalArgumentException(field);
        }
        return value.intValue();
    }

    private static boolean flag(JsonNode json, String field) {
        JsonNode value = json.path(field);
        if (!value.isBoolean()) {
            throw new IllegalArgumentException(field);
        }
        return value.booleanValue();
    }
}
