package dev.mailswitch.delivery.transport.http.twin;

import dev.mailswitch.provider.ProviderKind;
import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.internet.ContentDisposition;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Mailgun by
/// [its API](https://documentation.mailgun.com/docs/mailgun/api-reference/send/mailgun/messages),
/// where mails are given as MIME.
public final class MailgunTwin implements Twin {

    private static final String DOMAIN = "mg.example.com";
    private static final int MOST_BYTES = 25 * 1024 * 1024;
    private static final int MOST_RECIPIENTS = 1_000;
    private static final int MOST_TAGS = 10;
    private static final int MOST_OPTIONS = 16 * 1024;

    private static final Set<String> FIELDS =
            Set.of(
                    "to",
                    "message",
                    "template",
                    "t:version",
                    "t:text",
                    "t:variables",
                    "recipient-variables",
                    "o:tag",
                    "o:dkim",
                    "o:secondary-dkim",
                    "o:deliverytime",
                    "o:testmode",
                    "o:tracking",
                    "o:tracking-clicks",
                    "o:tracking-opens",
                    "o:require-tls",
                    "o:skip-verification",
                    "o:sending-ip",
                    "o:sending-ip-pool");

    /// @param filename null if it is a plain field
    private record Field(String name, @Nullable String filename, byte[] bytes) {

        String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    @Override
    public ProviderKind kind() {
        return ProviderKind.MAILGUN;
    }

    @Override
    public Map<String, String> settings() {
        return Map.of("domain", DOMAIN);
    }

    @Override
    public String secret() {
        return "key-3ax6xnjp29jd6fds4gc373sgvjxteol0";
    }

    @Override
    public Optional<String> stranger(ReceivedCall call) {
        String basic =
                Base64.getEncoder()
                        .encodeToString(("api:" + secret()).getBytes(StandardCharsets.UTF_8));
        return call.header("authorization").equals("Basic " + basic)
                ? Optional.empty()
                : Optional.of("a wrong key");
    }

    @Override
    public Map<String, String> readiness() {
        return Map.of(
                "/v4/domains/" + DOMAIN,
                """
                {"domain":{"created_at":"Thu, 13 Oct 2011 18:02:00 GMT","id":"1","name":"%s",
                  "require_tls":false,"spam_action":"disabled","state":"active","type":"custom",
                  "web_prefix":"email","web_scheme":"https"},
                 "receiving_dns_records":[],"sending_dns_records":[]}
                """
                        .formatted(DOMAIN));
    }

    @Override
    public Optional<String> objection(ReceivedCall call) {
        if (!call.method().equals("POST")
                || !call.path().equals("/v3/" + DOMAIN + "/messages.mime")) {
            return Optional.of("not its address: " + call.method() + " " + call.path());
        }
        Optional<String> stranger = stranger(call);
        if (stranger.isPresent()) {
            return stranger;
        }
        if (!call.header("content-type").startsWith("multipart/form-data;")) {
            return Optional.of("no form with files");
        }
        return form(fields(call));
    }

    private static Optional<String> form(List<Field> fields) {
        List<String> unknown =
                fields.stream()
                        .map(Field::name)
                        .filter(name -> !FIELDS.contains(name) && !name.matches("[hv]:[!-~]+"))
                        .toList();
        if (!unknown.isEmpty()) {
            return Optional.of("unknown fields " + unknown);
        }
        List<String> to = values(fields, "to");
        if (to.isEmpty() || to.size() > MOST_RECIPIENTS) {
            return Optional.of("nobody to send to, or more than 1,000");
        }
        for (String address : to) {
            if (!address.matches("[!-~]+@[!-~]+")) {
                return Optional.of("'to' parameter is not a valid address: " + address);
            }
        }
        return options(fields).or(() -> message(fields));
    }

    private static Optional<String> options(List<Field> fields) {
        List<String> tags = values(fields, "o:tag");
        if (tags.size() > MOST_TAGS || !tags.stream().allMatch(t -> t.matches("[ -~]{1,128}"))) {
            return Optional.of("too many tags, or one that is too long or not ASCII");
        }
        int size = 0;
        for (Field field : fields) {
            if (field.name().startsWith("o:tracking")
                    && !field.text().matches("yes|no|true|false|htmlonly")) {
                return Optional.of(field.name() + " is " + field.text());
            }
            size += field.name().matches("[ohv]:.*") ? field.bytes().length : 0;
        }
        return size > MOST_OPTIONS
                ? Optional.of("'o:', 'v:', and 'h:' parameters are limited to 16 kB")
                : Optional.empty();
    }

    private static Optional<String> message(List<Field> fields) {
        List<Field> messages =
                fields.stream().filter(field -> field.name().equals("message")).toList();
        if (messages.size() != 1 || messages.getFirst().filename() == null) {
            return Optional.of("message is not one file");
        }
        if (messages.getFirst().bytes().length > MOST_BYTES) {
            return Optional.of("more than 25 MB");
        }
        List<String> names =
                ReceivedMime.of(messages.getFirst().bytes()).headers().stream()
                        .map(header -> header.getName().toLowerCase(Locale.ROOT))
                        .toList();
        if (!names.contains("from") || names.contains("bcc")) {
            return Optional.of("the mail has no From, or shows its Bcc");
        }
        // These would steer the account.
        return names.stream()
                .filter(name -> name.startsWith("x-mailgun-"))
                .findFirst()
                .map(name -> "the mail has a header of Mailgun's: " + name);
    }

    @Override
    public Answered accepted(ReceivedCall call) {
        return Answered.json(
                200,
                """
                {"id":"<20111114174239.25659.5817@samples.mailgun.org>",\
                "message":"Queued. Thank you."}\
                """);
    }

    @Override
    public List<Documented> answers() {
        return Stream.of(
                        error(400, "from parameter is missing", "message_refused protocol"),
                        error(
                                400,
                                "'from' parameter is not a valid address. please check"
                                        + " documentation",
                                "message_refused protocol"),
                        error(400, "to parameter is missing", "message_refused protocol elsewhere"),
                        error(
                                400,
                                "'to' parameter is not a valid address. please check documentation",
                                "message_refused protocol elsewhere"),
                        error(
                                400,
                                "Need at least one of 'text' or 'html' parameters specified",
                                "message_refused protocol elsewhere"),
                        error(
                                400,
                                "'o:', 'v:', and 'h:' parameters are limited to 16 kB",
                                "message_refused protocol elsewhere"),
                        error(
                                400,
                                "Too many recipients. Max supported is 1000",
                                "message_refused protocol elsewhere"),
                        error(
                                400,
                                "header name in 'h:' parameter must be pure ASCII",
                                "message_refused protocol elsewhere"),
                        error(
                                400,
                                "'o:deliverytime' is not an RFC-2822 compliant date",
                                "message_refused protocol elsewhere"),
                        error(
                                400,
                                "malformed multipart form data",
                                "message_refused protocol elsewhere"),
                        error(
                                400,
                                "'recipient-variables' parameter is not a valid JSON",
                                "message_refused protocol elsewhere"),
                        error(400, "Something new", "message_refused unknown elsewhere"),
                        error(
                                400,
                                "Domain mg.example.com is not allowed to send: The domain is"
                                        + " unverified and requires DNS configuration.",
                                "misconfigured provider"),
                        error(
                                400,
                                "Sandbox subdomains are for test purposes only: domain"
                                        + " mg.example.com is not allowed to send: add the address"
                                        + " to authorized recipients",
                                "misconfigured provider"),
                        plain(401, "Forbidden", "misconfigured provider"),
                        error(401, "Invalid private key", "misconfigured provider"),
                        error(402, "Request Failed", "misconfigured provider"),
                        error(
                                403,
                                "Domain mg.example.com is not allowed to send large batches yet",
                                "misconfigured provider"),
                        error(404, "Domain not found: mg.example.com", "misconfigured provider"),
                        error(
                                413,
                                "Request Entity Too Large",
                                "message_refused message_too_large elsewhere"),
                        error(
                                429,
                                "Domain mg.example.com request limit exceeded, try again after"
                                        + " Sun, 20 Dec 2099 20:33:21 UTC",
                                "throttled 3600s"),
                        error(
                                429,
                                "Domain mg.example.com recipient limit exceeded, try again after"
                                        + " Mon, 20 Dec 2021 20:33:21 UTC",
                                "throttled 5s"),
                        error(429, "Too many requests", "throttled 5s"),
                        error(500, "Internal Server Error", "unavailable answer"),
                        plain(502, "<html>Bad Gateway</html>", "unavailable answer"),
                        error(503, "Service Unavailable", "unavailable answer"),
                        error(504, "Gateway Timeout", "unavailable answer"),
                        plain(200, "Queued. Thank you.", "accepted"))
                .toList();
    }

    private static Documented error(int status, String message, String comesTo) {
        return new Documented(
                status + " " + message,
                Answered.json(status, "{\"message\":\"%s\"}".formatted(message)),
                comesTo);
    }

    private static Documented plain(int status, String body, String comesTo) {
        return new Documented(
                status + " in plain text, " + body,
                new Answered(status, Map.of("Content-Type", "text/plain"), body),
                comesTo);
    }

    @Override
    public ReceivedMail read(ReceivedCall call) {
        List<Field> fields = fields(call);
        Field message =
                fields.stream()
                        .filter(field -> field.name().equals("message"))
                        .findFirst()
                        .orElseThrow();
        return ReceivedMime.of(message.bytes())
                .mail(
                        values(fields, "to"),
                        values(fields, "o:tag"),
                        values(fields, "v:mailswitch").stream().findFirst().orElse(null));
    }

    private static List<Field> fields(ReceivedCall call) {
        return read(
                () -> {
                    MimeMultipart form =
                            new MimeMultipart(
                                    new ByteArrayDataSource(
                                            call.body(), call.header("content-type")));
                    List<Field> fields = new ArrayList<>();
                    for (int i = 0; i < form.getCount(); i++) {
                        Part part = form.getBodyPart(i);
                        ContentDisposition disposition =
                                new ContentDisposition(part.getHeader("Content-Disposition")[0]);
                        fields.add(
                                new Field(
                                        disposition.getParameter("name"),
                                        disposition.getParameter("filename"),
                                        part.getInputStream().readAllBytes()));
                    }
                    return fields;
                });
    }

    private static List<String> values(List<Field> fields, String name) {
        return fields.stream().filter(field -> field.name().equals(name)).map(Field::text).toList();
    }

    @FunctionalInterface
    private interface Reading<T> {
        T read() throws MessagingException, IOException;
    }

    private static <T> T read(Reading<T> reading) {
        try {
            return reading.read();
        } catch (MessagingException broken) {
            throw new IllegalArgumentException(broken);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
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
