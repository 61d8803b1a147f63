package dev.mailswitch.delivery.transport.http.twin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailswitch.provider.ProviderKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// SparkPost by [its API](https://developers.sparkpost.com/api/transmissions/), raw mails only, and
/// [its errors](https://support.sparkpost.com/docs/tech-resources/extended-error-codes). It is
/// stricter than SparkPost, which ignores fields it does not know.
public final class SparkPostTwin implements Twin {

    private static final int MAX_CONTENT = 20 * 1024 * 1024;
    private static final int MAX_METADATA = 1_000;
    private static final int MAX_TAGS = 10;

    private static final Set<String> FIELDS =
            Set.of(
                    "options",
                    "recipients",
                    "content",
                    "campaign_id",
                    "description",
                    "metadata",
                    "substitution_data",
                    "return_path");

    private static final Set<String> OPTIONS =
            Set.of(
                    "start_time",
                    "open_tracking",
                    "initial_open",
                    "click_tracking",
                    "transactional",
                    "sandbox",
                    "skip_suppression",
                    "ip_pool",
                    "inline_css",
                    "perform_substitutions");

    private static final Set<String> RECIPIENT =
            Set.of("address", "return_path", "tags", "metadata", "substitution_data", "options");

    private static final Set<String> ADDRESS = Set.of("email", "name", "header_to");

    @Override
    public ProviderKind kind() {
        return ProviderKind.SPARKPOST;
    }

    @Override
    public Map<String, String> settings() {
        return Map.of("subaccount", "623");
    }

    @Override
    public String secret() {
        return "14ac5499cfdd2bb2859e4476d2e5b1d2bad079bf";
    }

    @Override
    public Optional<String> stranger(ReceivedCall call) {
        return call.header("authorization").equals(secret())
                ? Optional.empty()
                : Optional.of("a wrong key");
    }

    @Override
    public Map<String, String> readiness() {
        return Map.of(
                "/api/v1/account",
                """
                {"results":{"customer_id":102938,"company_name":"Example Inc","status":"active",
                  "service_level":"standard","subscription":{"code":"150K-0817"}}}
                """);
    }

    @Override
    public Optional<String> objection(ReceivedCall call) {
        if (!call.method().equals("POST") || !call.path().equals("/api/v1/transmissions")) {
            return Optional.of("not its address: " + call.method() + " " + call.path());
        }
        Optional<String> stranger = stranger(call);
        if (stranger.isPresent()) {
            return stranger;
        }
        if (!call.header("x-msys-subaccount").equals("623")) {
            return Optional.of("a wrong subaccount");
        }
        if (!call.header("content-type").startsWith("application/json")) {
            return Optional.of("no content type");
        }
        if (!call.header("idempotency-key").matches("[A-Za-z0-9._-]{1,255}")) {
            return Optional.of("a wrong idempotency key");
        }
        JsonNode body = call.json();
        return unknown(body, FIELDS)
                .or(() -> options(body.path("options")))
                .or(() -> recipients(body))
                .or(() -> content(body.path("content")));
    }

    private static Optional<String> options(JsonNode options) {
        for (String off :
                List.of(
                        "open_tracking",
                        "initial_open",
                        "click_tracking",
                        "perform_substitutions")) {
            if (options.path(off).asBoolean(true)) {
                return Optional.of(off + " is on if it is not switched off");
            }
        }
        return options.path("transactional").isBoolean()
                ? unknown(options, OPTIONS)
                : Optional.of("it is not said whether the mail is transactional");
    }

    private static Optional<String> recipients(JsonNode body) {
        JsonNode recipients = body.path("recipients");
        if (!recipients.isArray() || recipients.isEmpty()) {
            return Optional.of("no recipients");
        }
        for (JsonNode recipient : recipients) {
            Optional<String> unknown =
                    unknown(recipient, RECIPIENT)
                            .or(() -> unknown(recipient.path("address"), ADDRESS));
            if (unknown.isPresent()) {
                return unknown;
            }
            if (!recipient.path("address").path("email").asText().matches("[ -~]+@[!-?A-~]+")) {
                return Optional.of("a recipient without an address");
            }
            if (recipient.path("tags").size() > MAX_TAGS) {
                return Optional.of("more tags than it keeps");
            }
            int metadata =
                    body.path("metadata").toString().length()
                            + recipient.path("metadata").toString().length();
            if (metadata > MAX_METADATA) {
                return Optional.of("too much metadata");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> content(JsonNode content) {
        String mail = content.path("email_rfc822").asText();
        int headers = mail.indexOf("\r\n\r\n");
        if (headers < 0) {
            return Optional.of("no raw mail");
        }
        if (mail.getBytes(StandardCharsets.UTF_8).length > MAX_CONTENT) {
            return Optional.of("too large");
        }
        return mail.substring(0, headers).contains("{{")
                ? Optional.of("headers are templates, and this one has a substitution")
                : unknown(content, Set.of("email_rfc822"));
    }

    private static Optional<String> unknown(JsonNode object, Set<String> known) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        names.removeAll(known);
        return names.isEmpty() ? Optional.empty() : Optional.of("unknown fields " + names);
    }

    @Override
    public Answered accepted(ReceivedCall call) {
        return Answered.json(
                200, results(call.json().path("recipients").size(), 0, "11668787484950529"));
    }

    private static String results(int accepted, int rejected, String id) {
        return """
               {"results":{"total_rejected_recipients":%d,"total_accepted_recipients":%d,"id":"%s"}}
               """
                .formatted(rejected, accepted, id);
    }

    @Override
    public List<Documented> answers() {
        List<Documented> answers = new ArrayList<>();
        String wrong = "message_refused protocol";
        String provider = "misconfigured provider";
        String sender = "misconfigured sender_domain";
        answers.add(error(400, "1200", "invalid params", wrong));
        answers.add(error(400, "1305", "Input Data not UTF8 encoded", wrong));
        answers.add(error(400, "1401", "Required parameter missing", wrong));
        answers.add(error(400, "2008", "No local part specified in sender address", wrong));
        answers.add(error(400, "3030", "template already exists", wrong));
        answers.add(error(400, "1901", "Message failed to generate", wrong + " elsewhere"));
        answers.add(
                error(
                        400,
                        "1902",
                        "Message generation rejected",
                        "message_refused policy elsewhere"));
        answers.add(
                error(
                        400,
                        "1902",
                        "recipient address was suppressed due to customer policy",
                        "recipient_refused suppressed"));
        answers.add(
                error(
                        400,
                        "5002",
                        "At least one valid recipient is required",
                        wrong + " elsewhere"));
        answers.add(
                error(400, "1602", "invalid idempotency key", "message_refused unknown elsewhere"));
        answers.add(error(400, "1100", "bad DKIM key", sender));
        answers.add(error(400, "7000", "Sending domain blacklisted", sender));
        answers.add(error(400, "7001", "Invalid domain", sender));
        answers.add(error(400, "1910", "Message generation not configured", provider));
        answers.add(error(400, "2009", "Unconfigured tracking domain", provider));
        answers.add(error(400, "2010", "Unverified tracking domain", provider));
        answers.add(error(400, "2011", "Compliance pending for tracking domain", provider));
        answers.add(error(400, "2012", "Blocked tracking domain", provider));
        answers.add(error(400, "1502", "Server resources unavailable", "unavailable answer"));
        answers.add(error(401, "1303", "Invalid customer id, unauthorized tenant.", provider));
        answers.add(error(401, "1304", "Invalid User ID, unauthorized user.", provider));
        answers.add(
                new Documented(
                        "401 without a code",
                        Answered.json(401, "{\"errors\":[{\"message\":\"Unauthorized.\"}]}"),
                        provider));
        answers.add(error(403, "1100", "permission denied", provider));
        answers.add(error(403, "1601", "No license", provider));
        answers.add(error(404, "1101", "invalid URI", provider));
        answers.add(error(404, "1600", "resource not found", provider));
        answers.add(error(405, "1102", "invalid HTTP method", provider));
        answers.add(error(406, "1800", "HTTP header value not acceptable", provider));
        answers.add(error(409, "1600", "same key, other payload", "unknown answer"));
        answers.add(error(409, "1601", "request in progress", "throttled 2s"));
        answers.add(error(409, "1602", "Resource in use", "throttled 2s"));
        answers.add(error(413, "", "too large", "message_refused message_too_large elsewhere"));
        answers.add(error(415, "1700", "Unsupported Content-Type header", provider));
        answers.add(error(420, "2101", "Exceed Sending Limit (hourly)", provider));
        answers.add(error(420, "2102", "Exceed Sending Limit (daily)", provider));
        answers.add(error(420, "2103", "Exceed Sending Limit (sandbox)", provider));
        answers.add(error(420, "2105", "Exceed Sending Limit (monthly)", provider));
        answers.add(error(422, "1300", "invalid data format/type/length", wrong));
        answers.add(error(422, "1301", "Invalid combination of fields", wrong));
        answers.add(error(422, "1400", "Required field is missing", wrong));
        answers.add(error(422, "1603", "Subresource not found", wrong));
        answers.add(error(422, "2002", "Substitution data too large", wrong + " elsewhere"));
        answers.add(error(422, "2007", "Metadata size too large", wrong + " elsewhere"));
        answers.add(error(422, "3000", "template language syntax error", wrong + " elsewhere"));
        answers.add(error(422, "3001", "template language render error", wrong + " elsewhere"));
        answers.add(error(422, "3002", "Invalid header", wrong));
        answers.add(error(422, "3010", "template mime construction error", wrong));
        answers.add(error(422, "3020", "template mime parsing error", wrong));
        answers.add(error(422, "3040", "template content is corrupt", wrong));
        answers.add(error(422, "3050", "template HTML content is invalid", wrong));
        answers.add(error(429, "", "Too many requests", "throttled 5s"));
        answers.add(error(500, "1500", "Failed to update database", "unavailable answer"));
        answers.add(error(500, "1501", "Failed to read from database", "unavailable answer"));
        answers.add(
                error(
                        503,
                        "1900",
                        "Message generation module not available",
                        "unavailable answer"));
        answers.add(
                new Documented(
                        "200 with nobody accepted",
                        Answered.json(200, partial(0, 1)),
                        wrong + " elsewhere"));
        answers.add(
                new Documented(
                        "200 with somebody rejected, unsaid whom",
                        Answered.json(200, partial(1, 1)),
                        "unknown answer"));
        answers.add(
                new Documented(
                        "200 that is the first answer again",
                        new Answered(
                                200,
                                Map.of("X-Idempotent-Replayed", "true"),
                                results(1, 0, "11668787484950529")),
                        "accepted"));
        answers.add(
                new Documented(
                        "200 that cannot be read",
                        new Answered(200, Map.of(), "{\"cut off"),
                        "accepted"));
        return answers;
    }

    /// As documented, save that the docs have one of each.
    private static String partial(int accepted, int rejected) {
        return """
               {"errors":[{"message":"transmission created, but with validation errors",
                           "code":"2000"}],
                "results":{"rcpt_to_errors":[{"message":"required field is missing",
                             "description":"address.email is required for each recipient",
                             "code":"1400"}],
                           "total_rejected_recipients":%d,"total_accepted_recipients":%d,
                           "id":"11668787484950530"}}
               """
                .formatted(rejected, accepted);
    }

    private static Documented error(int status, String code, String message, String comesTo) {
        String field = code.isEmpty() ? "" : ",\"code\":\"" + code + "\"";
        return new Documented(
                "%d %s %s".formatted(status, code, message),
                Answered.json(
                        status, "{\"errors\":[{\"message\":\"%s\"%s}]}".formatted(message, field)),
                comesTo);
    }

    @Override
    public ReceivedMail read(ReceivedCall call) {
        JsonNode body = call.json();
        List<String> envelope = new ArrayList<>();
        body.path("recipients")
                .forEach(one -> envelope.add(one.path("address").path("email").asText()));
        List<String> tags = new ArrayList<>();
        body.path("recipients").path(0).path("tags").forEach(tag -> tags.add(tag.asText()));
        byte[] raw =
                body.path("content").path("email_rfc822").asText().getBytes(StandardCharsets.UTF_8);
        return ReceivedMime.of(raw)
                .mail(envelope, tags, body.path("metadata").path("mailswitch").textValue());
    }

    @Override
    public Set<Feature> lacks() {
        return Set.of(Feature.UNICODE_LOCAL_PART);
    }

    @Override
    public boolean separateEnvelope() {
        return true;
    }
}
