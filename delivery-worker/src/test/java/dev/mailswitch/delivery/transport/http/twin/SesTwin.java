package dev.mailswitch.delivery.transport.http.twin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailswitch.delivery.transport.http.twin.ReceivedMail.Party;
import dev.mailswitch.provider.ProviderKind;
import jakarta.mail.Header;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Amazon SES by [its API](https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html),
/// [its errors](https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-error-messages.html),
/// [those of all of AWS](https://docs.aws.amazon.com/ses/latest/APIReference-V2/CommonErrors.html) and
/// [its signatures](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
public final class SesTwin implements Twin {

    private static final String REGION = "eu-west-1";
    private static final String KEY_ID = "AKIAIOSFODNN7EXAMPLE";
    private static final int MAX_BYTES = 40 * 1024 * 1024;

    private static final Set<String> FIELDS =
            Set.of(
                    "FromEmailAddress",
                    "FromEmailAddressIdentityArn",
                    "Destination",
                    "ReplyToAddresses",
                    "FeedbackForwardingEmailAddress",
                    "FeedbackForwardingEmailAddressIdentityArn",
                    "Content",
                    "EmailTags",
                    "ConfigurationSetName",
                    "EndpointId",
                    "TenantName",
                    "ListManagementOptions");

    private static final List<String> DESTINATIONS =
            List.of("ToAddresses", "CcAddresses", "BccAddresses");

    private static final Pattern AUTHORIZATION =
            Pattern.compile(
                    "AWS4-HMAC-SHA256 Credential=([^/]+)/(\\d{8})/([^/]+)/([^/]+)/aws4_request,"
                            + " ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})");

    @Override
    public ProviderKind kind() {
        return ProviderKind.SES;
    }

    @Override
    public Map<String, String> settings() {
        return Map.of(
                "region", REGION, "access_key_id", KEY_ID, "configuration_set", "transactional");
    }

    @Override
    public String secret() {
        return "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    }

    @Override
    public Optional<String> objection(ReceivedCall call) {
        if (!call.method().equals("POST") || !call.path().equals("/v2/email/outbound-emails")) {
            return Optional.of("not its address: " + call.method() + " " + call.path());
        }
        if (!call.header("content-type").startsWith("application/json")) {
            return Optional.of("no content type");
        }
        return stranger(call).or(() -> wrongFields(call.json())).or(() -> wrongMail(call.json()));
    }

    @Override
    public Map<String, String> readiness() {
        return Map.of(
                "/v2/email/account",
                """
                {"DedicatedIpAutoWarmupEnabled":false,"EnforcementStatus":"HEALTHY",
                 "ProductionAccessEnabled":true,"SendingEnabled":true,
                 "SendQuota":{"Max24HourSend":50000.0,"MaxSendRate":14.0,"SentLast24Hours":0.0}}
                """,
                "/v2/email/identities?PageSize=1000",
                """
                {"EmailIdentities":[{"IdentityType":"DOMAIN","IdentityName":"example.com",
                  "SendingEnabled":true,"VerificationStatus":"SUCCESS"}]}
                """);
    }

    /// The steps of AWS' page, one after the other.
    @Override
    public Optional<String> stranger(ReceivedCall call) {
        Matcher given = AUTHORIZATION.matcher(call.header("authorization"));
        String time = call.header("x-amz-date");
        if (!given.matches() || !time.matches("\\d{8}T\\d{6}Z")) {
            return Optional.of("no signature, or no time");
        }
        String day = time.substring(0, 8);
        if (!given.group(1).equals(KEY_ID)
                || !given.group(2).equals(day)
                || !given.group(3).equals(REGION)
                || !given.group(4).equals("ses")) {
            return Optional.of("a signature for something else");
        }
        List<String> names = List.of(given.group(5).split(";"));
        if (!names.equals(names.stream().sorted().toList()) || !names.contains("host")) {
            return Optional.of("the signed headers are not in order, or lack the host");
        }
        if (call.headers().keySet().stream()
                .anyMatch(name -> name.startsWith("x-amz-") && !names.contains(name))) {
            return Optional.of("a header of Amazon's is not signed");
        }
        String digest = hex(sha256(call.body()));
        if (!Set.of("", digest).contains(call.header("x-amz-content-sha256"))) {
            return Optional.of("another body");
        }
        // One parameter at most, of letters and digits: as it stands it is in its canonical form.
        String[] target = call.path().split("\\?", 2);
        StringBuilder canonical =
                new StringBuilder(call.method())
                        .append('\n')
                        .append(target[0])
                        .append('\n')
                        .append(target.length > 1 ? target[1] : "")
                        .append('\n');
        for (String name : names) {
            canonical.append(name).append(':').append(call.header(name).strip()).append('\n');
        }
        canonical.append('\n').append(given.group(5)).append('\n').append(digest);
        String toSign =
                "AWS4-HMAC-SHA256\n%s\n%s/%s/ses/aws4_request\n%s"
                        .formatted(
                                time,
                                day,
                                REGION,
                                hex(sha256(canonical.toString().getBytes(StandardCharsets.UTF_8))));
        byte[] key = ("AWS4" + secret()).getBytes(StandardCharsets.UTF_8);
        for (String step : List.of(day, REGION, "ses", "aws4_request")) {
            key = hmac(key, step);
        }
        return hex(hmac(key, toSign)).equals(given.group(6))
                ? Optional.empty()
                : Optional.of("another signature");
    }

    private static Optional<String> wrongFields(JsonNode body) {
        Optional<String> unknown =
                unknown(body, FIELDS)
                        .or(() -> unknown(body.path("Destination"), Set.copyOf(DESTINATIONS)))
                        .or(
                                () ->
                                        unknown(
                                                body.path("Content"),
                                                Set.of("Simple", "Raw", "Template")))
                        .or(() -> unknown(body.path("Content").path("Raw"), Set.of("Data")));
        if (unknown.isPresent()) {
            return unknown;
        }
        if (!body.path("Content").path("Raw").path("Data").isTextual()) {
            return Optional.of("no raw mail, and this one is no other");
        }
        int recipients = 0;
        for (String field : DESTINATIONS) {
            JsonNode list = body.path("Destination").path(field);
            if (!list.isMissingNode() && list.isEmpty()) {
                return Optional.of("Missing final '@domain'");
            }
            for (JsonNode address : list) {
                if (!address.asText().matches("[!-~]+@[!-~]+")) {
                    return Optional.of("Illegal address");
                }
                recipients++;
            }
        }
        if (recipients == 0 || recipients > 50) {
            return Optional.of("Recipient count exceeds 50, or is none");
        }
        for (JsonNode tag : body.path("EmailTags")) {
            if (!tag.path("Name").asText().matches("[A-Za-z0-9_-]{1,256}")
                    || !tag.path("Value").asText().matches("[A-Za-z0-9_-]{1,256}")) {
                return Optional.of("a wrong tag");
            }
        }
        return body.path("ConfigurationSetName").asText("").matches("[A-Za-z0-9_-]{0,64}")
                ? Optional.empty()
                : Optional.of("a wrong configuration set");
    }

    private static Optional<String> unknown(JsonNode object, Set<String> known) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        names.removeAll(known);
        return names.isEmpty() ? Optional.empty() : Optional.of("unknown fields " + names);
    }

    private static Optional<String> wrongMail(JsonNode body) {
        byte[] raw = raw(body);
        if (raw.length > MAX_BYTES) {
            return Optional.of("Message length is more than " + MAX_BYTES + " bytes long");
        }
        String text = new String(raw, StandardCharsets.ISO_8859_1);
        if (text.chars().anyMatch(octet -> octet > 0x7f)) {
            return Optional.of("not encoded to seven bits");
        }
        if (Arrays.stream(text.split("\r\n")).anyMatch(line -> line.length() > 998)) {
            return Optional.of("a line of more than 1,000 characters");
        }
        Set<String> seen = new HashSet<>();
        for (Header header : ReceivedMime.of(raw).headers()) {
            String name = header.getName().toLowerCase(Locale.ROOT);
            if (name.startsWith("x-ses-")) {
                return Optional.of("a header that steers SES: " + name);
            }
            if (!name.startsWith("x-") && !seen.add(name)) {
                return Optional.of("Duplicate header '" + header.getName() + "'");
            }
        }
        return seen.containsAll(Set.of("from", "to", "subject", "mime-version"))
                        || seen.containsAll(Set.of("from", "cc", "subject", "mime-version"))
                ? Optional.empty()
                : Optional.of("a required header is missing");
    }

    @Override
    public Answered accepted(ReceivedCall call) {
        return Answered.json(
                200,
                "{\"MessageId\":\"0102018c9f3d2b1a-6a7e3c0d-1f2b-4c5d-8e9f-000000000000-000000\"}");
    }

    @Override
    public List<Documented> answers() {
        String suspended =
                "Sending suspended for this account. For more information, please check"
                        + " the inbox of the email address associated with your AWS account.";
        return List.of(
                error(
                        400,
                        "BadRequestException",
                        "Missing final '@domain'",
                        "message_refused protocol elsewhere"),
                error(
                        400,
                        "BadRequestException",
                        "Local address contains control or whitespace",
                        "message_refused protocol elsewhere"),
                error(
                        400,
                        "BadRequestException",
                        "Message length is more than 41943040 bytes long: '41943041'.",
                        "message_refused message_too_large elsewhere"),
                error(
                        400,
                        "MessageRejected",
                        "Email address is not verified. The following identities failed the check"
                                + " in region EU-WEST-1: someone@unverified.test",
                        "misconfigured sender_domain"),
                error(
                        400,
                        "MessageRejected",
                        "Email address is not verified.",
                        "misconfigured sender_domain"),
                error(400, "MessageRejected", suspended, "misconfigured provider"),
                error(
                        400,
                        "MessageRejected",
                        "Transaction failed: Illegal content.",
                        "message_refused content_rejected elsewhere"),
                error(
                        400,
                        "MailFromDomainNotVerifiedException",
                        "The sending domain's MAIL FROM domain is not verified.",
                        "misconfigured sender_domain"),
                error(
                        400,
                        "AccountSuspendedException",
                        "Your ability to send email has been permanently restricted.",
                        "misconfigured provider"),
                error(
                        400,
                        "SendingPausedException",
                        "Sending is paused for this configuration set.",
                        "misconfigured provider"),
                error(
                        404,
                        "NotFoundException",
                        "Configuration set <transactional> does not exist.",
                        "misconfigured provider"),
                error(
                        400,
                        "LimitExceededException",
                        "Too many instances of the specified resource type.",
                        "misconfigured provider"),
                error(
                        429,
                        "TooManyRequestsException",
                        "Maximum sending rate exceeded.",
                        "throttled 1s"),
                error(
                        429,
                        "TooManyRequestsException",
                        "Daily message quota exceeded.",
                        "misconfigured provider"),
                error(400, "ThrottlingException", "Rate exceeded", "throttled 1s"),
                error(
                        403,
                        "AccessDeniedException",
                        "User: arn:aws:iam::111122223333:user/mail is not authorized to perform:"
                                + " ses:SendEmail on resource:"
                                + " arn:aws:ses:eu-west-1:111122223333:identity/acme.test",
                        "misconfigured sender_domain"),
                error(
                        403,
                        "AccessDeniedException",
                        "User: arn:aws:iam::111122223333:user/mail is not authorized to perform:"
                                + " ses:SendEmail on resource: arn:aws:ses:eu-west-1:111122223333:"
                                + "configuration-set/transactional",
                        "misconfigured provider"),
                error(
                        403,
                        "UnrecognizedClientException",
                        "The security token included in the request is invalid.",
                        "misconfigured provider"),
                error(
                        403,
                        "InvalidSignatureException",
                        "Signature expired: 20260102T030405Z is now earlier than 20260102T031000Z",
                        "misconfigured provider"),
                error(
                        403,
                        "ExpiredTokenException",
                        "The security token included in the request is expired",
                        "misconfigured provider"),
                error(
                        400,
                        "IncompleteSignature",
                        "The request signature does not conform to AWS standards.",
                        "misconfigured provider"),
                error(
                        403,
                        "OptInRequired",
                        "The access key needs a subscription for the service.",
                        "misconfigured provider"),
                error(
                        400,
                        "RequestExpired",
                        "The request reached the service more than 15 minutes after its date.",
                        "misconfigured provider"),
                error(
                        400,
                        "ValidationError",
                        "The input fails to satisfy the constraints.",
                        "message_refused protocol elsewhere"),
                error(
                        500,
                        "InternalFailure",
                        "The request processing has failed because of an unknown error.",
                        "unavailable answer"),
                error(
                        503,
                        "ServiceUnavailable",
                        "The request has failed due to a temporary failure of the server.",
                        "unavailable answer"),
                new Documented(
                        "404 UnknownOperationException",
                        new Answered(
                                404,
                                Map.of("x-amzn-ErrorType", "UnknownOperationException"),
                                "<UnknownOperationException/>"),
                        "misconfigured provider"),
                new Documented(
                        "413 without a type",
                        new Answered(413, Map.of(), ""),
                        "message_refused message_too_large elsewhere"),
                new Documented(
                        "400 with its type in the body alone",
                        Answered.json(
                                400,
                                "{\"__type\":\"com.amazonaws.ses#AccountSuspendedException\","
                                        + "\"message\":\"Restricted.\"}"),
                        "misconfigured provider"),
                new Documented(
                        "200 that cannot be read",
                        new Answered(200, Map.of(), "{\"cut off"),
                        "accepted"));
    }

    private static Documented error(int status, String type, String message, String comesTo) {
        return new Documented(
                status + " " + type + ": " + message,
                new Answered(
                        status,
                        Map.of(
                                "Content-Type",
                                "application/json",
                                "x-amzn-ErrorType",
                                type + ":http://internal.amazon.com/coral/com.amazonaws/"),
                        "{\"message\":\"%s\"}".formatted(message)),
                comesTo);
    }

    @Override
    public ReceivedMail read(ReceivedCall call) {
        JsonNode body = call.json();
        List<String> tags = new ArrayList<>();
        String correlation = null;
        for (JsonNode tag : body.path("EmailTags")) {
            if (tag.path("Name").asText().equals("mailswitch")) {
                correlation = tag.path("Value").asText();
            } else {
                tags.add(tag.path("Name").asText());
            }
        }
        List<String> envelope = new ArrayList<>();
        for (String field : DESTINATIONS) {
            body.path("Destination")
                    .path(field)
                    .forEach(address -> envelope.add(Party.parse(address.asText()).email()));
        }
        return ReceivedMime.of(raw(body)).mail(envelope, tags, correlation);
    }

    private static byte[] raw(JsonNode body) {
        return Base64.getDecoder().decode(body.path("Content").path("Raw").path("Data").asText());
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
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
