package dev.mailswitch.delivery.transport.http.twin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailswitch.delivery.transport.http.twin.ReceivedMail.File;
import dev.mailswitch.delivery.transport.http.twin.ReceivedMail.Party;
import dev.mailswitch.provider.ProviderKind;
import jakarta.mail.internet.MimeUtility;
import java.io.UnsupportedEncodingException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// SendGrid by [its API](https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send),
/// [the errors of a mail](https://www.twilio.com/docs/sendgrid/api-reference/mail-send/errors) and
/// [those of the API](https://www.twilio.com/docs/sendgrid/api-reference/how-to-use-the-sendgrid-v3-api/errors).
public final class SendGridTwin implements Twin {

    private static final Set<String> FIELDS =
            Set.of(
                    "personalizations",
                    "from",
                    "reply_to",
                    "reply_to_list",
                    "subject",
                    "content",
                    "attachments",
                    "template_id",
                    "headers",
                    "categories",
                    "custom_args",
                    "send_at",
                    "batch_id",
                    "asm",
                    "ip_pool_name",
                    "mail_settings",
                    "tracking_settings");

    private static final Set<String> ENVELOPE_FIELDS =
            Set.of(
                    "from",
                    "to",
                    "cc",
                    "bcc",
                    "subject",
                    "headers",
                    "substitutions",
                    "dynamic_template_data",
                    "custom_args",
                    "send_at");

    private static final Set<String> FILE_FIELDS =
            Set.of("content", "type", "filename", "disposition", "content_id");

    private static final Set<String> RESERVED =
            Set.of(
                    "x-sg-id",
                    "x-sg-eid",
                    "received",
                    "dkim-signature",
                    "content-type",
                    "content-transfer-encoding",
                    "to",
                    "from",
                    "subject",
                    "reply-to",
                    "cc",
                    "bcc");

    private static final int MOST_BYTES = 30_000_000;

    @Override
    public ProviderKind kind() {
        return ProviderKind.SENDGRID;
    }

    @Override
    public Map<String, String> settings() {
        return Map.of();
    }

    @Override
    public String secret() {
        return "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";
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
                "/v3/scopes",
                "{\"scopes\":[\"mail.send\",\"whitelabel.read\"]}",
                "/v3/whitelabel/domains?limit=50&domain=example.com",
                """
                [{"id":1,"user_id":7,"subdomain":"em7","domain":"example.com","username":"u",
                  "ips":[],"custom_spf":false,"default":true,"legacy":false,
                  "automatic_security":true,"valid":true,"dns":{}}]
                """);
    }

    @Override
    public Optional<String> objection(ReceivedCall call) {
        if (!call.method().equals("POST") || !call.path().equals("/v3/mail/send")) {
            return Optional.of("not its address: " + call.method() + " " + call.path());
        }
        Optional<String> stranger = stranger(call);
        if (stranger.isPresent()) {
            return stranger;
        }
        if (!call.header("content-type").startsWith("application/json")
                || !call.header("accept").startsWith("application/json")) {
            return Optional.of("no content type, or no accept");
        }
        if (call.body().length > MOST_BYTES) {
            return Optional.of("too large");
        }
        JsonNode body = call.json();
        return Stream.of(
                        unknown("", body, FIELDS),
                        envelope(body.path("personalizations")),
                        texts(body),
                        replyTo(body),
                        headers(body.path("headers")),
                        files(body.path("attachments")),
                        categories(body.path("categories")),
                        switches(body))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> unknown(String where, JsonNode object, Set<String> fields) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        names.removeAll(fields);
        return names.isEmpty() ? Optional.empty() : Optional.of("unknown " + where + names);
    }

    private static Optional<String> envelope(JsonNode personalizations) {
        if (personalizations.size() != 1) {
            return Optional.of("not one mail, but " + personalizations.size());
        }
        JsonNode envelope = personalizations.get(0);
        if (envelope.path("to").isEmpty()) {
            return Optional.of("nobody to send to");
        }
        Set<String> seen = new HashSet<>();
        for (String list : List.of("to", "cc", "bcc")) {
            if (envelope.has(list) && envelope.path(list).isEmpty()) {
                return Optional.of("an empty list: " + list);
            }
            for (JsonNode recipient : envelope.path(list)) {
                String email = recipient.path("email").asText();
                if (!address(email)) {
                    return Optional.of(list + " does not contain a valid address");
                }
                if (!seen.add(email.toLowerCase(Locale.ROOT))) {
                    return Optional.of("an address that stands twice");
                }
                if (torn(recipient.path("name").asText(""))) {
                    return Optional.of("a name that would be taken for two addresses");
                }
            }
        }
        if (seen.size() > 1_000) {
            return Optional.of("more than 1,000 recipients");
        }
        JsonNode args = envelope.path("custom_args");
        for (JsonNode arg : args) {
            if (!arg.isTextual()) {
                return Optional.of("an argument that is no text");
            }
        }
        return args.toString().length() > 10_000
                ? Optional.of("arguments of more than 10,000 bytes")
                : unknown("of personalizations: ", envelope, ENVELOPE_FIELDS);
    }

    private static boolean address(String email) {
        return email.matches("[!-~]+@[A-Za-z0-9.\\[\\]:-]+");
    }

    /// Names of recipients are not quoted there
    /// ([its issue](https://github.com/sendgrid/sendgrid-python/issues/291)).
    private static boolean torn(String name) {
        return !(name.startsWith("\"") && name.endsWith("\""))
                && (name.contains(",") || name.contains(";"));
    }

    private static Optional<String> texts(JsonNode body) {
        if (!address(body.path("from").path("email").asText())
                || body.path("subject").asText().isEmpty()
                || body.path("content").isEmpty()) {
            return Optional.of("from, subject or content is missing");
        }
        List<String> types = new ArrayList<>();
        for (JsonNode part : body.path("content")) {
            types.add(part.path("type").asText());
            if (part.path("value").asText().isEmpty()) {
                return Optional.of("an empty content");
            }
        }
        return List.of(
                                List.of("text/plain"),
                                List.of("text/html"),
                                List.of("text/plain", "text/html"))
                        .contains(types)
                ? Optional.empty()
                : Optional.of("contents in another order: " + types);
    }

    private static Optional<String> replyTo(JsonNode body) {
        if (body.has("reply_to") && body.has("reply_to_list")) {
            return Optional.of("reply_to and reply_to_list");
        }
        Set<String> seen = new HashSet<>();
        for (JsonNode one : replies(body)) {
            String email = one.path("email").asText();
            if (!address(email) || !seen.add(email.toLowerCase(Locale.ROOT))) {
                return Optional.of("an address for replies that is none, or stands twice");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> headers(JsonNode headers) {
        for (Map.Entry<String, JsonNode> header : headers.properties()) {
            if (RESERVED.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                return Optional.of("a reserved header: " + header.getKey());
            }
            if (!header.getValue().isTextual() || !header.getValue().asText().matches("[ -~]*")) {
                return Optional.of("a header that is not encoded: " + header.getKey());
            }
        }
        return Optional.empty();
    }

    private static Optional<String> files(JsonNode files) {
        for (JsonNode file : files) {
            Optional<String> unknown = unknown("of attachments: ", file, FILE_FIELDS);
            if (unknown.isPresent()) {
                return unknown;
            }
            if (!file.path("content").asText().matches("[A-Za-z0-9+/]++={0,2}+")
                    || file.path("filename").asText().isEmpty()) {
                return Optional.of("a file without content or name");
            }
            if (!file.path("type").asText().matches("[^;\\r\\n]+")) {
                return Optional.of("The attachment type cannot contain ';', or CRLF characters.");
            }
            String disposition = file.path("disposition").asText("attachment");
            if (!Set.of("inline", "attachment").contains(disposition)
                    || disposition.equals("inline")
                            && !file.path("content_id").asText().matches("[^<>\\s]+")) {
                return Optional.of("a wrong disposition or content id");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> categories(JsonNode categories) {
        Set<String> seen = new HashSet<>();
        for (JsonNode category : categories) {
            if (category.asText().length() > 255 || !seen.add(category.asText())) {
                return Optional.of("a category that is too long, or stands twice");
            }
        }
        return seen.size() > 10 ? Optional.of("more than 10 categories") : Optional.empty();
    }

    private static Optional<String> switches(JsonNode body) {
        for (String settings : List.of("mail_settings", "tracking_settings")) {
            for (JsonNode setting : body.path(settings)) {
                if (!setting.path("enable").isBoolean()) {
                    return Optional.of("a setting that is neither on nor off");
                }
            }
        }
        return body.path("mail_settings").path("sandbox_mode").path("enable").asBoolean()
                ? Optional.of("nothing would be sent")
                : Optional.empty();
    }

    @Override
    public Answered accepted(ReceivedCall call) {
        return new Answered(202, Map.of("X-Message-Id", "LRzXl_NHStOGhQ4kofSm_A"), "");
    }

    @Override
    public List<Documented> answers() {
        return List.of(
                new Documented(
                        "200 valid but not queued",
                        new Answered(200, Map.of(), ""),
                        "misconfigured provider"),
                error(
                        400,
                        "subject",
                        "The subject is required.",
                        "message_refused protocol elsewhere"),
                error(
                        400,
                        "personalizations.0.to.0.email",
                        "Does not contain a valid address.",
                        "message_refused protocol elsewhere"),
                error(
                        400,
                        "personalizations.0",
                        "Each email address in the personalization block should be unique between"
                                + " to, cc, and bcc.",
                        "message_refused protocol elsewhere"),
                error(400, null, "Bad Request", "message_refused protocol elsewhere"),
                error(
                        400,
                        "from",
                        "The from address does not match a verified Sender Identity.",
                        "misconfigured sender_domain"),
                error(
                        401,
                        null,
                        "The provided authorization grant is invalid, expired, or revoked",
                        "misconfigured provider"),
                error(
                        401,
                        null,
                        "Authenticated user is not authorized to send mail",
                        "misconfigured provider"),
                error(401, null, "Maximum credits exceeded", "misconfigured provider"),
                error(
                        403,
                        "from",
                        "The from address does not match a verified Sender Identity. Mail cannot be"
                                + " sent until this error is resolved.",
                        "misconfigured sender_domain"),
                error(
                        403,
                        null,
                        "You are not authorized to send from that email address",
                        "misconfigured sender_domain"),
                error(403, null, "access forbidden", "misconfigured provider"),
                error(
                        403,
                        null,
                        "Too many bad requests. Temporary block",
                        "misconfigured provider"),
                error(404, null, "Not Found", "misconfigured provider"),
                error(405, null, "Method Not Allowed", "misconfigured provider"),
                error(406, null, "Not Acceptable", "misconfigured provider"),
                error(
                        413,
                        null,
                        "Payload Too Large",
                        "message_refused message_too_large elsewhere"),
                error(415, null, "Unsupported Media Type", "misconfigured provider"),
                throttled("429 whose window is long open", "1392815263", "throttled 5s"),
                throttled("429 whose window opens far ahead", "4102444800", "throttled 3600s"),
                error(429, null, "too many requests", "throttled 5s"),
                error(
                        451,
                        null,
                        "Unavailable due to data residency restrictions",
                        "misconfigured provider"),
                error(500, null, "Internal Server Error", "unavailable answer"),
                error(502, null, "Bad Gateway", "unavailable answer"),
                error(503, null, "Service Not Available", "unavailable answer"),
                error(504, null, "Gateway Timeout", "unavailable answer"),
                new Documented(
                        "202 that cannot be read",
                        new Answered(202, Map.of(), "{\"cut off"),
                        "accepted"));
    }

    private static Documented error(
            int status, @Nullable String field, String message, String comesTo) {
        return new Documented(
                status + " " + message, Answered.json(status, body(field, message)), comesTo);
    }

    private static Documented throttled(String name, String reset, String comesTo) {
        return new Documented(
                name,
                new Answered(
                        429,
                        Map.of(
                                "X-RateLimit-Limit", "500",
                                "X-RateLimit-Remaining", "0",
                                "X-RateLimit-Reset", reset),
                        body(null, "too many requests")),
                comesTo);
    }

    private static String body(@Nullable String field, String message) {
        return "{\"errors\":[{\"message\":\"%s\",\"field\":%s,\"help\":null}]}"
                .formatted(message, field == null ? "null" : "\"" + field + "\"");
    }

    @Override
    public ReceivedMail read(ReceivedCall call) {
        JsonNode body = call.json();
        JsonNode envelope = body.path("personalizations").path(0);
        List<String> everybody = new ArrayList<>();
        for (String list : List.of("to", "cc", "bcc")) {
            envelope.path(list).forEach(item -> everybody.add(item.path("email").asText()));
        }
        List<String> tags = new ArrayList<>();
        body.path("categories").forEach(category -> tags.add(category.asText()));
        return new ReceivedMail(
                party(body.path("from")),
                recipients(envelope.path("to")),
                recipients(envelope.path("cc")),
                replies(body).stream().map(SendGridTwin::party).toList(),
                everybody,
                body.path("subject").asText(),
                content(body, "text/html"),
                content(body, "text/plain"),
                headersOf(body),
                filesOf(body),
                tags,
                envelope.path("custom_args").path("mailswitch").textValue());
    }

    private static Map<String, String> headersOf(JsonNode body) {
        Map<String, String> headers = new LinkedHashMap<>();
        body.path("headers")
                .properties()
                .forEach(
                        header ->
                                headers.put(header.getKey(), decoded(header.getValue().asText())));
        return headers;
    }

    private static List<File> filesOf(JsonNode body) {
        List<File> files = new ArrayList<>();
        for (JsonNode file : body.path("attachments")) {
            boolean inline = file.path("disposition").asText().equals("inline");
            files.add(
                    new File(
                            decoded(file.path("filename").asText()),
                            file.path("type").asText(),
                            inline ? file.path("content_id").textValue() : null,
                            Base64.getDecoder().decode(file.path("content").asText())));
        }
        return files;
    }

    /// As mail programs read what stands in a header.
    private static String decoded(String text) {
        try {
            return MimeUtility.decodeText(text);
        } catch (UnsupportedEncodingException broken) {
            throw new AssertionError(broken);
        }
    }

    private static @Nullable String content(JsonNode body, String type) {
        for (JsonNode part : body.path("content")) {
            if (part.path("type").asText().equals(type)) {
                return part.path("value").asText();
            }
        }
        return null;
    }

    private static List<JsonNode> replies(JsonNode body) {
        List<JsonNode> replies = new ArrayList<>();
        if (body.has("reply_to")) {
            replies.add(body.path("reply_to"));
        }
        body.path("reply_to_list").forEach(replies::add);
        return replies;
    }

    private static Party party(JsonNode mailbox) {
        return new Party(mailbox.path("name").textValue(), mailbox.path("email").asText());
    }

    /// Name and address are put together and read again.
    private static List<Party> recipients(JsonNode list) {
        List<Party> parties = new ArrayList<>();
        for (JsonNode mailbox : list) {
            String email = mailbox.path("email").asText();
            parties.add(
                    mailbox.has("name")
                            ? Party.parse(mailbox.path("name").asText() + " <" + email + ">")
                            : new Party(null, email));
        }
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
