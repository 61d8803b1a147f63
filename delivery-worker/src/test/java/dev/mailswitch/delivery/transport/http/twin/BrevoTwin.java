package dev.mailswitch.delivery.transport.http.twin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailswitch.delivery.transport.http.twin.ReceivedMail.File;
import dev.mailswitch.delivery.transport.http.twin.ReceivedMail.Party;
import dev.mailswitch.provider.ProviderKind;
import jakarta.mail.internet.MimeUtility;
import java.io.UnsupportedEncodingException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Brevo by [its API](https://developers.brevo.com/reference/sendtransacemail), its
/// [guide to idempotency](https://developers.brevo.com/docs/heterogenous-versions-batch-emails) and
/// what others found out about names, headers and files.
public final class BrevoTwin implements Twin {

    private static final String WRONG = "message_refused protocol";
    private static final String PROVIDER = "misconfigured provider";

    private static final Set<String> FIELDS =
            Set.of(
                    "sender",
                    "to",
                    "cc",
                    "bcc",
                    "replyTo",
                    "subject",
                    "htmlContent",
                    "textContent",
                    "attachment",
                    "headers",
                    "tags",
                    "scheduledAt",
                    "batchId",
                    "messageVersions",
                    "templateId",
                    "params");

    /// What Brevo takes out of `headers` for itself.
    private static final Set<String> ORDERS =
            Set.of("idempotencykey", "idempotency-key", "sender.ip", "x-mailin-custom");

    /// By the extension, which is all that Brevo goes by; those of the documented list that have a
    /// type of their own.
    private static final Map<String, String> TYPES =
            Map.ofEntries(
                    Map.entry("pdf", "application/pdf"),
                    Map.entry("zip", "application/zip"),
                    Map.entry("xml", "application/xml"),
                    Map.entry("txt", "text/plain"),
                    Map.entry("csv", "text/csv"),
                    Map.entry("html", "text/html"),
                    Map.entry("htm", "text/html"),
                    Map.entry("css", "text/css"),
                    Map.entry("ics", "text/calendar"),
                    Map.entry("png", "image/png"),
                    Map.entry("gif", "image/gif"),
                    Map.entry("jpg", "image/jpeg"),
                    Map.entry("jpeg", "image/jpeg"),
                    Map.entry("mp3", "audio/mpeg"),
                    Map.entry("mp4", "video/mp4"));

    private static final Set<String> EXTENSIONS =
            Set.of(
                    ("xlsx,xls,ods,docx,docm,doc,csv,pdf,txt,gif,jpg,jpeg,png,tif,tiff,rtf,bmp,cgm,"
                                    + "css,shtml,html,htm,zip,xml,ppt,pptx,tar,ez,ics,mobi,msg,pub,"
                                    + "eps,odt,mp3,m4a,m4v,wma,ogg,flac,wav,aif,aifc,aiff,mp4,mov,"
                                    + "avi,mkv,mpeg,mpg,wmv,pkpass,xlsm")
                            .split(","));

    @Override
    public ProviderKind kind() {
        return ProviderKind.BREVO;
    }

    @Override
    public Map<String, String> settings() {
        return Map.of();
    }

    @Override
    public String secret() {
        return "xkeysib-0123456789abcdef";
    }

    @Override
    public Optional<String> stranger(ReceivedCall call) {
        return call.header("api-key").equals(secret())
                ? Optional.empty()
                : Optional.of("a wrong key");
    }

    @Override
    public Map<String, String> readiness() {
        return Map.of(
                "/v3/account",
                """
                {"organization_id":"o","email":"owner@example.com","firstName":"Ada",
                 "lastName":"L","companyName":"Example","address":{},
                 "plan":[{"type":"free","credits":300,"creditsType":"sendLimit"}],
                 "relay":{"enabled":true,"data":{"userName":"u","relay":"r","port":587}}}
                """,
                "/v3/senders/domains/example.com",
                """
                {"domain":"example.com","verified":true,"authenticated":true,"dns_records":{}}
                """);
    }

    @Override
    public Optional<String> objection(ReceivedCall call) {
        if (!call.method().equals("POST") || !call.path().equals("/v3/smtp/email")) {
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
        if (call.body().length > 20 * 1024 * 1024) {
            return Optional.of("more than 20 MB");
        }
        JsonNode body = call.json();
        return Stream.of(
                        unknown(body, FIELDS),
                        missing(body),
                        parties(body),
                        headers(body.path("headers")),
                        attachments(body.path("attachment")),
                        tags(body.path("tags")))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> unknown(JsonNode object, Set<String> known) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        names.removeAll(known);
        return names.isEmpty() ? Optional.empty() : Optional.of("unknown fields " + names);
    }

    private static Optional<String> missing(JsonNode body) {
        for (String field : List.of("subject", "htmlContent")) {
            if (body.path(field).asText("").isBlank()) {
                return Optional.of(field + " is missing");
            }
        }
        if (body.has("textContent") && !body.path("textContent").isTextual()) {
            return Optional.of("textContent is no text");
        }
        return body.has("params") ? Optional.of("params turn the templates on") : Optional.empty();
    }

    private static Optional<String> parties(JsonNode body) {
        List<JsonNode> all = new ArrayList<>();
        for (String field : List.of("to", "cc", "bcc")) {
            if (body.has(field) && (!body.path(field).isArray() || body.path(field).isEmpty())) {
                return Optional.of(field + " is no array, or empty");
            }
            body.path(field).forEach(all::add);
        }
        if (body.path("to").isEmpty() || all.size() > 99) {
            return Optional.of("to is missing, or there are more than 99 recipients");
        }
        all.add(body.path("sender"));
        if (body.has("replyTo")) {
            all.add(body.path("replyTo"));
        }
        return all.stream().flatMap(party -> party(party).stream()).findFirst();
    }

    private static Optional<String> party(JsonNode party) {
        if (!party.isObject() || !party.path("email").asText().matches("[!-~]+@[!-~]+")) {
            return Optional.of("an email is missing or not in ASCII");
        }
        String name = party.path("name").asText("");
        if (name.length() > 70 || (party.has("name") && name.isEmpty())) {
            return Optional.of("a name has no character, or more than 70");
        }
        if (!ascii(name) && name.matches(".*[()<>\\[\\]:;@\\\\,.\"].*")) {
            return Optional.of("a name that gets lost");
        }
        return unknown(party, Set.of("email", "name"));
    }

    private static Optional<String> headers(JsonNode headers) {
        for (Map.Entry<String, JsonNode> header : headers.properties()) {
            String value = header.getValue().asText();
            if (!header.getValue().isTextual() || !ascii(value) || value.contains("=?")) {
                return Optional.of("a header that arrives spoilt: " + header.getKey());
            }
        }
        String key = headers.path("idempotencyKey").asText();
        try {
            return UUID.fromString(key).toString().equals(key)
                    ? Optional.empty()
                    : Optional.of("the idempotency key is no UUID");
        } catch (IllegalArgumentException none) {
            return Optional.of("the idempotency key is missing or no UUID");
        }
    }

    private static Optional<String> attachments(JsonNode attachments) {
        for (JsonNode file : attachments) {
            String name = file.path("name").asText();
            if (!EXTENSIONS.contains(extension(name)) || !ascii(name)) {
                return Optional.of("a file's name without a known extension, or not in ASCII");
            }
            if (!file.path("content").isTextual()) {
                return Optional.of("a file without content");
            }
            Optional<String> unknown = unknown(file, Set.of("name", "content"));
            if (unknown.isPresent()) {
                return unknown;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> tags(JsonNode tags) {
        for (JsonNode tag : tags) {
            if (!tag.isTextual() || tag.asText().isEmpty()) {
                return Optional.of("a tag is no text, or empty");
            }
        }
        return Optional.empty();
    }

    private static boolean ascii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    private static String extension(String name) {
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    @Override
    public Answered accepted(ReceivedCall call) {
        return Answered.json(
                201, "{\"messageId\":\"<202601020304.12345678901@smtp-relay.mailin.fr>\"}");
    }

    @Override
    public List<Documented> answers() {
        return Stream.of(
                        error(400, "missing_parameter", "subject is missing", WRONG),
                        error(400, "out_of_range", "limit exceeds max value", WRONG),
                        error(400, "bad_request", "Input must be a valid JSON object", WRONG),
                        error(400, "duplicate_parameter", "The value is used already", WRONG),
                        error(400, "invalid_parameter", "email is not valid in to", WRONG),
                        error(
                                400,
                                "invalid_parameter",
                                "Sending has been rejected because the sender you used"
                                        + " shop@example.com is not valid. Validate your sender or"
                                        + " authenticate your domain",
                                "misconfigured sender_domain"),
                        error(
                                400,
                                "invalid_parameter",
                                "Unsupported extension of the attachment",
                                "message_refused protocol elsewhere"),
                        error(
                                400,
                                "invalid_parameter",
                                "The size of the attachments exceeds the limit",
                                "message_refused message_too_large elsewhere"),
                        error(400, "duplicate_request", "The request is a duplicate", "accepted"),
                        error(400, "account_under_validation", "Under validation", PROVIDER),
                        error(401, "unauthorized", "Key not found", PROVIDER),
                        error(401, "unauthorized", "An unrecognised IP address", PROVIDER),
                        error(402, "not_enough_credits", "You have no credits left", PROVIDER),
                        error(
                                403,
                                "permission_denied",
                                "Unable to send email. Your SMTP account is not yet activated",
                                PROVIDER),
                        error(404, "document_not_found", "Not found", PROVIDER),
                        error(405, "method_not_allowed", "Method is not allowed", PROVIDER),
                        error(406, "not_acceptable", "Not acceptable", PROVIDER),
                        bare(415, "misconfigured provider"),
                        error(
                                422,
                                "unprocessable_entity",
                                "Unprocessable",
                                "message_refused unknown elsewhere"),
                        bare(413, "message_refused message_too_large elsewhere"),
                        new Documented(
                                "429",
                                new Answered(
                                        429,
                                        Map.of(
                                                "x-sib-ratelimit-limit", "1000",
                                                "x-sib-ratelimit-remaining", "0",
                                                "x-sib-ratelimit-reset", "7"),
                                        "{\"message\":\"Too many requests\"}"),
                                "throttled 7s"),
                        bare(429, "throttled 5s"),
                        bare(500, "unavailable answer"),
                        bare(502, "unavailable answer"),
                        bare(503, "unavailable answer"),
                        bare(504, "unavailable answer"),
                        new Documented(
                                "202 scheduled",
                                Answered.json(
                                        202,
                                        "{\"messageId\":\"<1@smtp-relay.mailin.fr>\","
                                                + "\"batchId\":\"5c6cfa04-eed9-42c2-8b5c-6d470d978e9d\"}"),
                                "accepted"),
                        new Documented(
                                "201 that cannot be read",
                                new Answered(201, Map.of(), "{\"cut off"),
                                "accepted"))
                .toList();
    }

    private static Documented error(int status, String code, String message, String comesTo) {
        return new Documented(
                status + " " + code + ": " + message,
                Answered.json(
                        status, "{\"code\":\"%s\",\"message\":\"%s\"}".formatted(code, message)),
                comesTo);
    }

    private static Documented bare(int status, String comesTo) {
        return new Documented(
                status + " without a body", new Answered(status, Map.of(), ""), comesTo);
    }

    @Override
    public ReceivedMail read(ReceivedCall call) {
        JsonNode body = call.json();
        Map<String, String> headers = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> header : body.path("headers").properties()) {
            if (!ORDERS.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                headers.put(header.getKey(), header.getValue().asText());
            }
        }
        List<File> files = new ArrayList<>();
        for (JsonNode file : body.path("attachment")) {
            String name = file.path("name").asText();
            files.add(
                    new File(
                            name,
                            TYPES.getOrDefault(extension(name), "application/octet-stream"),
                            null,
                            Base64.getDecoder().decode(file.path("content").asText())));
        }
        List<String> tags = new ArrayList<>();
        for (JsonNode tag : body.path("tags")) {
            if (!tag.asText().startsWith("mailswitch-")) {
                tags.add(tag.asText());
            }
        }
        List<String> envelope = new ArrayList<>();
        for (String field : List.of("to", "cc", "bcc")) {
            list(body.path(field)).forEach(party -> envelope.add(party.email()));
        }
        return new ReceivedMail(
                read(body.path("sender")),
                list(body.path("to")),
                list(body.path("cc")),
                body.has("replyTo") ? List.of(read(body.path("replyTo"))) : List.of(),
                envelope,
                body.path("subject").asText(),
                body.path("htmlContent").textValue(),
                body.path("textContent").textValue(),
                headers,
                files,
                tags,
                body.path("headers").path("X-Mailin-custom").textValue());
    }

    private static List<Party> list(JsonNode parties) {
        List<Party> list = new ArrayList<>();
        parties.forEach(party -> list.add(read(party)));
        return list;
    }

    private static Party read(JsonNode party) {
        return new Party(decoded(party.path("name").textValue()), party.path("email").asText());
    }

    /// Encoded words go out as they came and are read by the recipient's program.
    private static @Nullable String decoded(@Nullable String name) {
        try {
            return name == null ? null : MimeUtility.decodeText(name);
        } catch (UnsupportedEncodingException unknown) {
            return name;
        }
    }

    @Override
    public Set<Feature> lacks() {
        return Set.of(
                Feature.INLINE_IMAGE,
                Feature.SEVERAL_REPLY_TO,
                Feature.REPEATED_HEADER,
                Feature.UNICODE_LOCAL_PART,
                Feature.UNICODE_HEADER,
                Feature.UNICODE_FILENAME,
                Feature.ONLY_HIDDEN_RECIPIENTS);
    }

    @Override
    public boolean separateEnvelope() {
        return false;
    }
}
