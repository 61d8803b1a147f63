package dev.mailswitch.delivery.transport.http.twin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailswitch.delivery.transport.http.twin.ReceivedMail.File;
import dev.mailswitch.delivery.transport.http.twin.ReceivedMail.Party;
import dev.mailswitch.provider.ProviderKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Mailjet by [Send API v3.1](https://dev.mailjet.com/email/reference/send-emails/#v3_1_post_send)
/// and [its errors](https://dev.mailjet.com/email/guides/send-api-v31/#send-api-errors).
public final class MailjetTwin implements Twin {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String KEY = "1234567890abcdef1234567890abcdef";

    private static final Set<String> ROOT =
            Set.of("Messages", "Globals", "SandboxMode", "AdvanceErrorHandling");

    private static final Set<String> MESSAGE =
            Set.of(
                    "From",
                    "Sender",
                    "To",
                    "Cc",
                    "Bcc",
                    "ReplyTo",
                    "Subject",
                    "TextPart",
                    "HTMLPart",
                    "TemplateID",
                    "TemplateLanguage",
                    "TemplateErrorReporting",
                    "TemplateErrorDeliver",
                    "Attachments",
                    "InlinedAttachments",
                    "Priority",
                    "CustomCampaign",
                    "DeduplicateCampaign",
                    "TrackOpens",
                    "TrackClicks",
                    "CustomID",
                    "EventPayload",
                    "MonitoringCategory",
                    "URLTags",
                    "Headers",
                    "Variables");

    private static final Set<String> TRACKING = Set.of("account_default", "disabled", "enabled");

    private static final Set<String> FORBIDDEN_HEADERS =
            Set.of(
                    "from",
                    "sender",
                    "subject",
                    "to",
                    "cc",
                    "bcc",
                    "reply-to",
                    "return-path",
                    "date",
                    "message-id",
                    "delivered-to",
                    "dkim-signature",
                    "domainkey-status",
                    "received",
                    "received-spf",
                    "authentication-results",
                    "user-agent",
                    "x-mailer",
                    "list-id",
                    "x-feedback-id",
                    "x-csa-complaints");

    private static final long MAX_FILES = 15 * 1024 * 1024;

    @Override
    public ProviderKind kind() {
        return ProviderKind.MAILJET;
    }

    @Override
    public Map<String, String> settings() {
        return Map.of("api_key", KEY);
    }

    @Override
    public String secret() {
        return "abcdef1234567890abcdef1234567890";
    }

    @Override
    public Optional<String> stranger(ReceivedCall call) {
        byte[] pair = (KEY + ":" + secret()).getBytes(StandardCharsets.UTF_8);
        return call.header("authorization")
                        .equals("Basic " + Base64.getEncoder().encodeToString(pair))
                ? Optional.empty()
                : Optional.of("mj-0015: wrong credentials");
    }

    @Override
    public Map<String, String> readiness() {
        String senders =
                """
                {"Count":1,"Data":[{"CreatedAt":"2026-01-01T00:00:00Z","DNSID":1,
                  "Email":"*@example.com","EmailType":"unknown","Filename":"","ID":1,
                  "IsDefaultSender":false,"Name":"","Status":"Active"}],"Total":1}
                """;
        return Map.of("/v3/REST/sender?Limit=1", senders, "/v3/REST/sender?Limit=500", senders);
    }

    @Override
    public Optional<String> objection(ReceivedCall call) {
        if (!call.method().equals("POST") || !call.path().equals("/v3.1/send")) {
            return Optional.of("not its address: " + call.method() + " " + call.path());
        }
        Optional<String> stranger = stranger(call);
        if (stranger.isPresent()) {
            return stranger;
        }
        if (!call.header("content-type").startsWith("application/json")) {
            return Optional.of("no content type");
        }
        JsonNode body = call.json();
        Optional<String> unknown = unknown(body, ROOT);
        if (unknown.isPresent()) {
            return unknown;
        }
        if (body.path("Messages").size() != 1) {
            return Optional.of("not one message: " + body.path("Messages").size());
        }
        return objection(body.path("Messages").path(0));
    }

    private static Optional<String> objection(JsonNode message) {
        Optional<String> unknown = unknown(message, MESSAGE);
        if (unknown.isPresent()) {
            return unknown;
        }
        if (!mailbox(message.path("From")) || message.path("To").isEmpty()) {
            return Optional.of("mj-0003: From or To is missing");
        }
        if (message.has("ReplyTo") && !mailbox(message.path("ReplyTo"))) {
            return Optional.of("mj-0013: a wrong ReplyTo");
        }
        int recipients = 0;
        for (String field : List.of("To", "Cc", "Bcc")) {
            for (JsonNode party : message.path(field)) {
                recipients++;
                if (!mailbox(party)) {
                    return Optional.of("mj-0013: a wrong address in " + field);
                }
            }
        }
        if (recipients > 50) {
            return Optional.of("send-0015: too many recipients");
        }
        String subject = message.path("Subject").asText();
        if (!message.path("Subject").isTextual()
                || subject.codePointCount(0, subject.length()) > 255) {
            return Optional.of("mj-0006: no subject or a long one");
        }
        if (message.path("TextPart").asText().isEmpty()
                && message.path("HTMLPart").asText().isEmpty()) {
            return Optional.of("send-0003: no content");
        }
        if (message.path("TemplateLanguage").asBoolean(false)) {
            return Optional.of("the content would be changed");
        }
        return tracking(message).or(() -> headers(message)).or(() -> files(message));
    }

    private static Optional<String> tracking(JsonNode message) {
        for (String field : List.of("TrackOpens", "TrackClicks")) {
            boolean html = message.has("HTMLPart");
            if (message.has(field) && !html) {
                return Optional.of(field + " goes with an HTML part alone");
            }
            if (message.has(field) && !TRACKING.contains(message.path(field).asText())) {
                return Optional.of("mj-0005: " + field);
            }
            if (html && !message.path(field).asText().equals("disabled")) {
                return Optional.of("tracked twice: " + field);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> headers(JsonNode message) {
        Set<String> seen = new HashSet<>();
        for (Map.Entry<String, JsonNode> header : message.path("Headers").properties()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (FORBIDDEN_HEADERS.contains(name)
                    || name.startsWith("x-mj-")
                    || name.startsWith("x-mailjet-")) {
                return Optional.of("send-0011: " + name);
            }
            if (!header.getValue().isTextual() || !seen.add(name)) {
                return Optional.of("mj-0004: " + name);
            }
        }
        return seen.size() > 50 ? Optional.of("mj-0008: Headers") : Optional.empty();
    }

    private static Optional<String> files(JsonNode message) {
        long size = 0;
        for (String field : List.of("Attachments", "InlinedAttachments")) {
            if (message.path(field).size() > 50) {
                return Optional.of("mj-0008: " + field);
            }
            boolean inlined = field.equals("InlinedAttachments");
            for (JsonNode file : message.path(field)) {
                for (String needed : List.of("ContentType", "Filename", "Base64Content")) {
                    if (file.path(needed).asText().isEmpty()) {
                        return Optional.of("mj-0012: " + needed);
                    }
                }
                if (file.has("ContentID") != inlined) {
                    return Optional.of("mj-0003: ContentID in " + field);
                }
                size += bytes(file).length;
            }
        }
        return size > MAX_FILES ? Optional.of("mj-0011: too large") : Optional.empty();
    }

    private static boolean mailbox(JsonNode node) {
        Set<String> fields = Set.of("Email", "Name");
        return node.isObject()
                && unknown(node, fields).isEmpty()
                && node.path("Email").asText().matches("[!-~]+@[!-~]+");
    }

    private static Optional<String> unknown(JsonNode object, Set<String> known) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        names.removeAll(known);
        return names.isEmpty() ? Optional.empty() : Optional.of("unknown fields " + names);
    }

    @Override
    public Answered accepted(ReceivedCall call) {
        JsonNode sent = message(call);
        ObjectNode answer = JSON.createObjectNode();
        ObjectNode message = answer.putArray("Messages").addObject();
        message.put("Status", "success");
        message.put("CustomID", sent.path("CustomID").asText(""));
        long id = 1_152_921_504_606_846_977L;
        for (String field : List.of("To", "Cc", "Bcc")) {
            ArrayNode list = message.putArray(field);
            for (JsonNode party : sent.path(field)) {
                list.addObject()
                        .put("Email", party.path("Email").asText())
                        .put("MessageUUID", "5e5a24a5-0b1c-4d6a-9d6c-%012d".formatted(id % 1_000))
                        .put("MessageID", id)
                        .put("MessageHref", "https://api.mailjet.com/v3/REST/message/" + id);
                id++;
            }
        }
        return Answered.json(200, answer.toString());
    }

    @Override
    public List<Documented> answers() {
        String mail = "message_refused protocol elsewhere";
        return List.of(
                message(400, 400, "send-0003", mail),
                message(400, 400, "send-0004", mail),
                message(400, 403, "send-0006", "misconfigured provider"),
                message(400, 403, "send-0007", "misconfigured provider"),
                message(400, 403, "send-0008", "misconfigured sender_domain"),
                message(403, 403, "send-0008", "misconfigured sender_domain"),
                message(400, 400, "send-0010", mail),
                message(400, 400, "send-0011", mail),
                message(400, 400, "send-0012", mail),
                message(400, 400, "send-0013", mail),
                message(400, 400, "send-0015", mail),
                message(400, 400, "send-0016", mail),
                message(400, 400, "mj-0003", mail),
                message(400, 400, "mj-0004", mail),
                message(400, 400, "mj-0005", mail),
                message(400, 400, "mj-0006", mail),
                message(400, 400, "mj-0007", mail),
                message(400, 400, "mj-0008", mail),
                message(400, 400, "mj-0012", mail),
                message(400, 400, "mj-0013", mail),
                global(401, "mj-0001", "misconfigured provider"),
                global(400, "mj-0002", mail),
                global(400, "mj-0011", "message_refused message_too_large elsewhere"),
                global(401, "mj-0015", "misconfigured provider"),
                global(404, "", "misconfigured provider"),
                global(405, "", "misconfigured provider"),
                global(429, "", "throttled 5s"),
                global(500, "", "unavailable answer"),
                global(503, "", "unavailable answer"),
                new Documented(
                        "413 of the way there",
                        new Answered(413, Map.of(), "<html>"),
                        "message_refused message_too_large elsewhere"),
                new Documented(
                        "502 of the way there",
                        new Answered(502, Map.of(), "<html>"),
                        "unavailable answer"),
                new Documented(
                        "400 over a success",
                        Answered.json(400, "{\"Messages\":[{\"Status\":\"success\",\"To\":[]}]}"),
                        "accepted"),
                new Documented(
                        "200 over an error", message(200, 400, "mj-0004", mail).answer(), mail),
                new Documented(
                        "200 that cannot be read",
                        new Answered(200, Map.of(), "{\"cut off"),
                        "accepted"));
    }

    /// Of one message; the status of the call may be another than that of the error.
    private static Documented message(int status, int itsOwn, String code, String comesTo) {
        return new Documented(
                status + " message " + code,
                Answered.json(
                        status,
                        """
                        {"Messages":[{"Status":"error","Errors":[
                          {"ErrorIdentifier":"f987008f-251a-4dff-8ffc-40f1583ad7bc",
                           "ErrorCode":"%s","StatusCode":%d,
                           "ErrorMessage":"Some words about it.",
                           "ErrorRelatedTo":["From"]}]}]}
                        """
                                .formatted(code, itsOwn)),
                comesTo);
    }

    /// Of the whole call.
    private static Documented global(int status, String code, String comesTo) {
        return new Documented(
                status + " global " + code,
                Answered.json(
                        status,
                        """
                        {"ErrorIdentifier":"06df1144-c6f3-4ca7-8885-7ec5d4344113","ErrorCode":"%s",
                         "ErrorMessage":"Some words about it.","StatusCode":%d}
                        """
                                .formatted(code, status)),
                comesTo);
    }

    @Override
    public ReceivedMail read(ReceivedCall call) {
        JsonNode message = message(call);
        Map<String, String> headers = new LinkedHashMap<>();
        message.path("Headers")
                .properties()
                .forEach(header -> headers.put(header.getKey(), header.getValue().asText()));
        List<File> files = new ArrayList<>();
        for (String field : List.of("InlinedAttachments", "Attachments")) {
            for (JsonNode file : message.path(field)) {
                files.add(
                        new File(
                                file.path("Filename").asText(),
                                file.path("ContentType").asText(),
                                file.path("ContentID").textValue(),
                                bytes(file)));
            }
        }
        List<String> envelope = new ArrayList<>();
        for (String field : List.of("To", "Cc", "Bcc")) {
            parties(message.path(field)).forEach(party -> envelope.add(party.email()));
        }
        return new ReceivedMail(
                party(message.path("From")),
                parties(message.path("To")),
                parties(message.path("Cc")),
                message.has("ReplyTo") ? List.of(party(message.path("ReplyTo"))) : List.of(),
                envelope,
                message.path("Subject").asText(),
                message.path("HTMLPart").textValue(),
                message.path("TextPart").textValue(),
                headers,
                files,
                tags(message.path("EventPayload").asText("{}")),
                message.path("CustomID").textValue());
    }

    /// The payload is any text; this sender's is an object with its tags.
    private static List<String> tags(String payload) {
        try {
            List<String> tags = new ArrayList<>();
            JSON.readTree(payload).path("tags").forEach(tag -> tags.add(tag.asText()));
            return tags;
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("the payload is no JSON", broken);
        }
    }

    private static JsonNode message(ReceivedCall call) {
        return call.json().path("Messages").path(0);
    }

    private static byte[] bytes(JsonNode file) {
        return Base64.getDecoder().decode(file.path("Base64Content").asText());
    }

    private static List<Party> parties(JsonNode list) {
        List<Party> parties = new ArrayList<>();
        list.forEach(item -> parties.add(party(item)));
        return parties;
    }

    private static Party party(JsonNode node) {
        return new Party(node.path("Name").textValue(), node.path("Email").asText());
    }

    @Override
    public Set<Feature> lacks() {
        return Set.of(
                Feature.SEVERAL_REPLY_TO,
                Feature.REPEATED_HEADER,
                Feature.UNICODE_LOCAL_PART,
                Feature.ONLY_HIDDEN_RECIPIENTS);
    }

    @Override
    public boolean separateEnvelope() {
        return false;
    }
}
