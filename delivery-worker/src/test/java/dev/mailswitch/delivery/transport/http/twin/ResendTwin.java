package dev.mailswitch.delivery.transport.http.twin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailswitch.delivery.transport.http.twin.ReceivedMail.File;
import dev.mailswitch.delivery.transport.http.twin.ReceivedMail.Party;
import dev.mailswitch.provider.ProviderKind;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Resend by [its API](https://resend.com/docs/api-reference/emails/send-email) and
/// [its errors](https://resend.com/docs/api-reference/errors).
public final class ResendTwin implements Twin {

    private static final Set<String> FIELDS =
            Set.of(
                    "from",
                    "to",
                    "cc",
                    "bcc",
                    "reply_to",
                    "subject",
                    "html",
                    "text",
                    "headers",
                    "attachments",
                    "tags",
                    "scheduled_at",
                    "topic_id",
                    "template");

    @Override
    public ProviderKind kind() {
        return ProviderKind.RESEND;
    }

    @Override
    public Map<String, String> settings() {
        return Map.of();
    }

    @Override
    public String secret() {
        return "re_123456789";
    }

    @Override
    public Optional<String> stranger(ReceivedCall call) {
        return call.header("authorization").equals("Bearer " + secret())
                ? Optional.empty()
                : Optional.of("a wrong key");
    }

    @Override
    public Map<String, String> readiness() {
        return Map.of(
                "/domains",
                """
                {"object":"list","has_more":false,"data":[
                  {"id":"d91cd9bd-1176-453e-8fc1-35364d380206","name":"example.com",
                   "status":"verified","created_at":"2026-01-01T00:00:00.000Z",
                   "region":"us-east-1",
                   "capabilities":{"sending":"enabled","receiving":"disabled"}}]}
                """);
    }

    @Override
    public Optional<String> objection(ReceivedCall call) {
        if (!call.method().equals("POST") || !call.path().equals("/emails")) {
            return Optional.of("not its address: " + call.method() + " " + call.path());
        }
        Optional<String> stranger = stranger(call);
        if (stranger.isPresent()) {
            return stranger;
        }
        if (!call.header("content-type").startsWith("application/json")
                || call.header("user-agent").isEmpty()) {
            return Optional.of("no content type, or no user agent");
        }
        if (!call.header("idempotency-key").matches("[!-~]{1,256}")) {
            return Optional.of("a wrong idempotency key");
        }
        JsonNode body = call.json();
        List<String> names = new ArrayList<>();
        body.fieldNames().forEachRemaining(names::add);
        names.removeAll(FIELDS);
        if (!names.isEmpty()) {
            return Optional.of("unknown fields " + names);
        }
        if (body.path("from").asText().isEmpty()
                || !body.path("subject").isTextual()
                || body.path("to").isEmpty()
                || body.path("to").size() > 50) {
            return Optional.of("from, subject or to is missing, or there are more than 50 of to");
        }
        for (JsonNode tag : body.path("tags")) {
            if (!tag.path("name").asText().matches("[A-Za-z0-9_-]{1,256}")
                    || !tag.path("value").asText().matches("[A-Za-z0-9_-]{1,256}")) {
                return Optional.of("a wrong tag");
            }
        }
        return Optional.empty();
    }

    @Override
    public Answered accepted(ReceivedCall call) {
        return Answered.json(200, "{\"id\":\"49a3999c-0ce1-4ea6-ab68-afcd6dc2e794\"}");
    }

    @Override
    public List<Documented> answers() {
        return Stream.of(
                        error(400, "validation_error", "message_refused protocol"),
                        error(400, "invalid_idempotency_key", "message_refused unknown elsewhere"),
                        error(401, "missing_api_key", "misconfigured provider"),
                        error(401, "restricted_api_key", "misconfigured provider"),
                        error(403, "invalid_api_key", "misconfigured provider"),
                        error(403, "suspended_api_key", "misconfigured provider"),
                        error(403, "invalid_permission", "misconfigured provider"),
                        error(403, "validation_error", "misconfigured sender_domain"),
                        error(404, "not_found", "misconfigured provider"),
                        error(405, "method_not_allowed", "misconfigured provider"),
                        error(409, "concurrent_idempotent_requests", "throttled 2s"),
                        error(409, "resource_locked", "throttled 2s"),
                        error(409, "invalid_idempotent_request", "unknown answer"),
                        error(422, "missing_required_field", "message_refused protocol"),
                        error(422, "invalid_parameter", "message_refused protocol"),
                        error(422, "invalid_attachment", "message_refused protocol"),
                        error(422, "invalid_from_address", "message_refused protocol"),
                        error(429, "daily_quota_exceeded", "misconfigured provider"),
                        error(429, "monthly_quota_exceeded", "misconfigured provider"),
                        error(451, "security_error", "misconfigured provider"),
                        error(500, "application_error", "unavailable answer"),
                        error(500, "internal_server_error", "unavailable answer"),
                        new Documented(
                                "429 rate_limit_exceeded",
                                new Answered(
                                        429,
                                        Map.of("retry-after", "7", "ratelimit-reset", "7"),
                                        body(429, "rate_limit_exceeded")),
                                "throttled 7s"),
                        new Documented(
                                "200 that cannot be read",
                                new Answered(200, Map.of(), "{\"cut off"),
                                "accepted"))
                .toList();
    }

    private static Documented error(int status, String name, String comesTo) {
        return new Documented(
                status + " " + name, Answered.json(status, body(status, name)), comesTo);
    }

    private static String body(int status, String name) {
        return "{\"statusCode\":%d,\"name\":\"%s\",\"message\":\"Some words about it.\"}"
                .formatted(status, name);
    }

    @Override
    public ReceivedMail read(ReceivedCall call) {
        JsonNode body = call.json();
        Map<String, String> headers = new LinkedHashMap<>();
        body.path("headers")
                .properties()
                .forEach(h -> headers.put(h.getKey(), h.getValue().asText()));
        List<File> files = new ArrayList<>();
        for (JsonNode file : body.path("attachments")) {
            files.add(
                    new File(
                            file.path("filename").asText(),
                            file.path("content_type").asText(),
                            file.path("content_id").textValue(),
                            Base64.getDecoder().decode(file.path("content").asText())));
        }
        List<String> tags = new ArrayList<>();
        String correlation = null;
        for (JsonNode tag : body.path("tags")) {
            if (tag.path("name").asText().equals("mailswitch")) {
                correlation = tag.path("value").asText();
            } else {
                tags.add(tag.path("name").asText());
            }
        }
        List<String> envelope = new ArrayList<>();
        for (String field : List.of("to", "cc", "bcc")) {
            parties(body.path(field)).forEach(party -> envelope.add(party.email()));
        }
        return new ReceivedMail(
                Party.parse(body.path("from").asText()),
                parties(body.path("to")),
                parties(body.path("cc")),
                parties(body.path("reply_to")),
                envelope,
                body.path("subject").asText(),
                body.path("html").textValue(),
                body.path("text").textValue(),
                headers,
                files,
                tags,
                correlation);
    }

    private static List<Party> parties(JsonNode list) {
        List<Party> parties = new ArrayList<>();
        list.forEach(item -> parties.add(Party.parse(item.asText())));
        return parties;
    }

    @Override
    public Set<Feature> lacks() {
        return Set.of(
                Feature.REPEATED_HEADER,
                Feature.UNICODE_LOCAL_PART,
                Feature.ONLY_HIDDEN_RECIPIENTS);
    }

    @Override
    public boolean separateEnvelope() {
        return false;
    }
}
