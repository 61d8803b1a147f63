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
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Postmark by [its API](https://postmarkapp.com/developer/api/email-api),
/// [its errors](https://postmarkapp.com/developer/api/overview#error-codes) and
/// [what it allows in metadata](https://postmarkapp.com/support/article/1125-custom-metadata-faq).
public final class PostmarkTwin implements Twin {

    private static final int MEBIBYTE = 1024 * 1024;

    private static final Set<String> FIELDS =
            Set.of(
                    "From",
                    "To",
                    "Cc",
                    "Bcc",
                    "Subject",
                    "Tag",
                    "HtmlBody",
                    "TextBody",
                    "ReplyTo",
                    "Headers",
                    "TrackOpens",
                    "TrackLinks",
                    "Metadata",
                    "Attachments",
                    "MessageStream");

    private static final Set<String> FILE_FIELDS =
            Set.of("Name", "Content", "ContentType", "ContentID");

    private static final Set<String> TRACK_LINKS =
            Set.of("None", "HtmlAndText", "HtmlOnly", "TextOnly");

    private static final Pattern FORBIDDEN =
            Pattern.compile(
                    "\\.(vbs|exe|bin|bat|chm|com|cpl|crt|hlp|hta|inf|ins|isp|jse|lnk|mdb|pcd|pif"
                            + "|reg|scr|sct|shs|vbe|vba|wsf|wsh|wsl|msc|msi|msp|mst)$",
                    Pattern.CASE_INSENSITIVE);

    private static final String INACTIVE =
            "You tried to send to recipient(s) that have been marked as inactive. Found inactive"
                    + " addresses: nobody@nowhere.test. Inactive recipients are ones that have"
                    + " generated a hard bounce, a spam complaint, or a manual suppression. ";

    @Override
    public ProviderKind kind() {
        return ProviderKind.POSTMARK;
    }

    @Override
    public Map<String, String> settings() {
        return Map.of("message_stream", "outbound");
    }

    @Override
    public String secret() {
        return "ed742d75-5a45-49b6-a0a1-5b9ec3dc9e5d";
    }

    @Override
    public Optional<String> stranger(ReceivedCall call) {
        return call.header("x-postmark-server-token").equals(secret())
                ? Optional.empty()
                : Optional.of("a wrong server token");
    }

    @Override
    public Map<String, String> readiness() {
        return Map.of(
                "/message-streams/outbound",
                """
                {"ID":"outbound","ServerID":123457,"Name":"Transactional Stream",
                 "Description":"","MessageStreamType":"Transactional",
                 "CreatedAt":"2026-01-01T00:00:00-05:00","UpdatedAt":null,"ArchivedAt":null}
                """);
    }

    @Override
    public Optional<String> objection(ReceivedCall call) {
        return Stream.of(toTheCall(call), toTheBody(call)).flatMap(Optional::stream).findFirst();
    }

    private Optional<String> toTheCall(ReceivedCall call) {
        if (!call.method().equals("POST") || !call.path().equals("/email")) {
            return Optional.of("not its address: " + call.method() + " " + call.path());
        }
        Optional<String> stranger = stranger(call);
        if (stranger.isPresent()) {
            return stranger;
        }
        if (!call.header("content-type").startsWith("application/json")
                || !call.header("accept").equals("application/json")) {
            return Optional.of("Content-Type and Accept must both be application/json");
        }
        return call.body().length > 10 * MEBIBYTE
                ? Optional.of("more than 10 MB")
                : Optional.empty();
    }

    private static Optional<String> toTheBody(ReceivedCall call) {
        JsonNode body = call.json();
        List<String> names = names(body);
        names.removeAll(FIELDS);
        if (!names.isEmpty()) {
            return Optional.of("unknown fields " + names);
        }
        for (String text : List.of("From", "To", "Subject", "MessageStream")) {
            if (body.path(text).asText("").isEmpty()) {
                return Optional.of(text + " is missing");
            }
        }
        if (body.path("HtmlBody").asText("").isEmpty()
                && body.path("TextBody").asText("").isEmpty()) {
            return Optional.of("neither HtmlBody nor TextBody");
        }
        if (body.path("From").asText().length() > 255
                || body.path("Subject").asText().length() > 2_000
                || body.path("Tag").asText("").length() > 1_000
                || body.path("HtmlBody").asText("").length() > 5 * MEBIBYTE
                || body.path("TextBody").asText("").length() > 5 * MEBIBYTE) {
            return Optional.of("From, Subject, Tag or a body is too long");
        }
        if (envelope(body).size() > 50) {
            return Optional.of("more than 50 recipients");
        }
        if (!body.path("MessageStream").asText().equals("outbound")) {
            return Optional.of("an unknown message stream");
        }
        // Mailswitch tracks itself, but the vendor would only see that the values are allowed.
        if (!body.path("TrackOpens").isBoolean()
                || !TRACK_LINKS.contains(body.path("TrackLinks").asText())) {
            return Optional.of("wrong TrackOpens or TrackLinks");
        }
        return Stream.of(toHeaders(body), toMetadata(body), toFiles(body))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> toHeaders(JsonNode body) {
        for (JsonNode header : body.path("Headers")) {
            if (!Set.copyOf(names(header)).equals(Set.of("Name", "Value"))
                    || !header.path("Name").isTextual()
                    || !header.path("Value").isTextual()) {
                return Optional.of("a header is no Name and Value");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> toMetadata(JsonNode body) {
        JsonNode metadata = body.path("Metadata");
        if (metadata.size() > 10) {
            return Optional.of("more than ten fields of metadata");
        }
        for (Map.Entry<String, JsonNode> field : metadata.properties()) {
            if (field.getKey().length() > 20
                    || !field.getValue().isTextual()
                    || field.getValue().asText().length() > 80) {
                return Optional.of(
                        "names of metadata have at most 20 characters and values 80: "
                                + field.getKey());
            }
        }
        return Optional.empty();
    }

    private static Optional<String> toFiles(JsonNode body) {
        for (JsonNode file : body.path("Attachments")) {
            List<String> unknown = names(file);
            unknown.removeAll(FILE_FIELDS);
            if (!unknown.isEmpty()
                    || file.path("Name").asText("").isEmpty()
                    || !file.path("Content").isTextual()
                    || file.path("ContentType").asText("").isEmpty()) {
                return Optional.of("a file lacks something, or has too much: " + unknown);
            }
            if (file.has("ContentID") && !file.path("ContentID").asText().startsWith("cid:")) {
                return Optional.of("a ContentID without cid:");
            }
            if (FORBIDDEN.matcher(file.path("Name").asText()).find()) {
                return Optional.of("a forbidden file");
            }
        }
        return Optional.empty();
    }

    @Override
    public Answered accepted(ReceivedCall call) {
        return Answered.json(
                200,
                """
                {"To":"receiver@example.com","SubmittedAt":"2014-02-17T07:25:01.4178645-05:00",
                 "MessageID":"0a129aee-e1cd-480d-b08d-4f48548ff48d","ErrorCode":0,"Message":"OK"}
                """);
    }

    @Override
    public List<Documented> answers() {
        return List.of(
                success("Message accepted, but delivery may be delayed."),
                success(
                        "Message OK, but will not deliver to these inactive addresses:"
                                + " nobody@nowhere.test. Inactive recipients are ones that have"
                                + " generated a hard bounce, a spam complaint, or a manual"
                                + " suppression."),
                new Documented(
                        "200 that cannot be read",
                        new Answered(200, Map.of(), "{\"cut off"),
                        "accepted"),
                error(200, 406, INACTIVE, "recipient_refused suppressed"),
                error(401, 10, "Bad or missing API token.", "misconfigured provider"),
                status(404, "unavailable answer"),
                status(413, "message_refused message_too_large elsewhere"),
                status(415, "misconfigured provider"),
                status(429, "throttled 5s"),
                new Documented(
                        "429 with a wait",
                        new Answered(429, Map.of("Retry-After", "7"), ""),
                        "throttled 7s"),
                status(500, "unavailable answer"),
                error(503, 100, "Maintenance", "unavailable answer"),
                error(422, 11, "Multiple errors occurred.", "message_refused protocol elsewhere"),
                error(422, 100, "Maintenance", "unavailable answer"),
                error(
                        422,
                        300,
                        "Invalid 'From' address: 'test'.",
                        "message_refused protocol elsewhere"),
                error(
                        422,
                        300,
                        "Error parsing 'Cc': Illegal email domain 'x' in address 'a@x'.",
                        "message_refused protocol elsewhere"),
                error(422, 400, "Sender Signature not found", "misconfigured sender_domain"),
                error(422, 401, "Sender signature not confirmed", "misconfigured sender_domain"),
                error(422, 402, "Invalid JSON.", "message_refused protocol elsewhere"),
                error(
                        422,
                        403,
                        "Invalid request field(s): 'From'.",
                        "message_refused protocol elsewhere"),
                error(422, 405, "Not allowed to send", "misconfigured provider"),
                error(422, 406, INACTIVE, "recipient_refused suppressed"),
                error(422, 409, "JSON required", "misconfigured provider"),
                error(
                        422,
                        410,
                        "You may only send up to 500 messages in a single batched request.",
                        "message_refused protocol elsewhere"),
                error(
                        422,
                        411,
                        "Attachment file type not allowed.",
                        "message_refused content_rejected elsewhere"),
                error(422, 412, "Your account is pending approval.", "misconfigured provider"),
                error(
                        422,
                        413,
                        "This account is not approved to send email.",
                        "misconfigured provider"),
                error(422, 422, "Invalid Server or Account.", "misconfigured provider"),
                error(422, 1101, "Template not found", "message_refused protocol elsewhere"),
                error(422, 1109, "No Template data", "message_refused protocol elsewhere"),
                error(422, 1120, "A field is missing", "message_refused protocol elsewhere"),
                error(422, 1121, "A field is too large", "message_refused protocol elsewhere"),
                error(422, 1122, "A field is invalid", "message_refused protocol elsewhere"),
                error(422, 1123, "A field is not allowed", "message_refused protocol elsewhere"),
                error(422, 1226, "The message stream was not found", "misconfigured provider"),
                error(
                        422,
                        1235,
                        "The stream provided: 'x' does not exist on this server.",
                        "misconfigured provider"),
                error(
                        422,
                        1236,
                        "Sending is not supported for this stream type.",
                        "misconfigured provider"),
                error(
                        422,
                        1480,
                        "You are not authorized to send emails from your current IP address.",
                        "misconfigured provider"),
                error(422, 4_711, "Something new", "message_refused unknown elsewhere"),
                status(422, "message_refused unknown elsewhere"));
    }

    private static Documented success(String message) {
        return new Documented(
                "200 " + message,
                Answered.json(
                        200,
                        """
                        {"To":"receiver@example.com",
                         "SubmittedAt":"2014-02-17T07:25:01.4178645-05:00",
                         "MessageID":"0a129aee-e1cd-480d-b08d-4f48548ff48d","ErrorCode":0,
                         "Message":"%s"}
                        """
                                .formatted(message)),
                "accepted");
    }

    private static Documented error(int status, int code, String message, String comesTo) {
        return new Documented(
                status + " " + code + " " + message,
                new Answered(
                        status,
                        Map.of(
                                "Content-Type",
                                "application/json",
                                "X-PM-ApiErrorCode",
                                Integer.toString(code)),
                        "{\"ErrorCode\":%d,\"Message\":\"%s\"}".formatted(code, message)),
                comesTo);
    }

    /// An answer of which only the status is documented.
    private static Documented status(int status, String comesTo) {
        return new Documented(status + " alone", new Answered(status, Map.of(), ""), comesTo);
    }

    @Override
    public ReceivedMail read(ReceivedCall call) {
        JsonNode body = call.json();
        return new ReceivedMail(
                Party.parse(body.path("From").asText()),
                parties(body.path("To")),
                parties(body.path("Cc")),
                parties(body.path("ReplyTo")),
                envelope(body),
                body.path("Subject").asText(),
                body.path("HtmlBody").textValue(),
                body.path("TextBody").textValue(),
                headers(body),
                files(body),
                tags(body),
                correlation(body.path("Metadata")));
    }

    private static List<String> envelope(JsonNode body) {
        return Stream.of("To", "Cc", "Bcc")
                .flatMap(field -> parties(body.path(field)).stream())
                .map(Party::email)
                .toList();
    }

    /// A list in one text: commas inside of quotes belong to a name.
    private static List<Party> parties(JsonNode list) {
        List<Party> parties = new ArrayList<>();
        StringBuilder one = new StringBuilder();
        boolean quoted = false;
        String text = list.asText("");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && quoted && i + 1 < text.length()) {
                one.append(c).append(text.charAt(++i));
                continue;
            }
            quoted ^= c == '"';
            if (c == ',' && !quoted) {
                parties.add(Party.parse(one.toString()));
                one.setLength(0);
            } else {
                one.append(c);
            }
        }
        if (!one.toString().isBlank()) {
            parties.add(Party.parse(one.toString()));
        }
        return parties;
    }

    /// The values of one that stands twice, each in a line.
    private static Map<String, String> headers(JsonNode body) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (JsonNode header : body.path("Headers")) {
            headers.merge(
                    header.path("Name").asText(),
                    header.path("Value").asText(),
                    (first, next) -> first + "\n" + next);
        }
        return headers;
    }

    private static List<File> files(JsonNode body) {
        List<File> files = new ArrayList<>();
        for (JsonNode file : body.path("Attachments")) {
            String contentId = file.path("ContentID").textValue();
            files.add(
                    new File(
                            file.path("Name").asText(),
                            file.path("ContentType").asText(),
                            contentId == null ? null : contentId.substring("cid:".length()),
                            Base64.getDecoder().decode(file.path("Content").asText())));
        }
        return files;
    }

    /// One is Postmark's own; the others are metadata.
    private static List<String> tags(JsonNode body) {
        List<String> tags = new ArrayList<>();
        if (body.path("Tag").isTextual()) {
            tags.add(body.path("Tag").textValue());
        }
        for (int i = 2; body.path("Metadata").has("tag_" + i); i++) {
            tags.add(body.path("Metadata").path("tag_" + i).asText());
        }
        return tags;
    }

    /// Goes on in `mailswitch_2` and further where a field is too short.
    private static @Nullable String correlation(JsonNode metadata) {
        if (!metadata.has("mailswitch")) {
            return null;
        }
        StringBuilder token = new StringBuilder(metadata.path("mailswitch").asText());
        for (int i = 2; metadata.has("mailswitch_" + i); i++) {
            token.append(metadata.path("mailswitch_" + i).asText());
        }
        return token.toString();
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Override
    public Set<Feature> lacks() {
        return Set.of(Feature.UNICODE_LOCAL_PART, Feature.ONLY_HIDDEN_RECIPIENTS);
    }

    @Override
    public boolean separateEnvelope() {
        return false;
    }
}
