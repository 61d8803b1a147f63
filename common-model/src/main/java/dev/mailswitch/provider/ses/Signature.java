package dev.mailswitch.provider.ses;

import dev.mailswitch.provider.Authenticity;
import dev.mailswitch.provider.EventJson;
import dev.mailswitch.provider.Webhook;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Whether SNS sent a message, and for a topic of ours
/// ([its page](https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html)): RSA
/// over some of the fields, with a certificate that SNS serves.
///
/// The topic is looked at first, because anybody may have one of his own that SNS signs for. The
/// certificate's address follows from the topic's region; that it was fetched from there by HTTPS is
/// what vouches for it, since SNS serves it without those who issued it.
final class Signature {

    /// SNS tries for an hour at most; the rest is for clocks.
    private static final Duration TOLERANCE = Duration.ofHours(2);

    private static final Pattern TOPIC =
            Pattern.compile("arn:(aws|aws-us-gov|aws-cn):sns:([a-z0-9-]{3,40}):\\d{12}:.{1,256}");

    private static final Pattern PATH =
            Pattern.compile("/SimpleNotificationService-[A-Za-z0-9_-]{1,128}\\.pem");

    /// Depends on the region: `sns.amazonaws.com`, `sns-signing.eu-south-1.amazonaws.com`,
    /// `sns-us-gov-west-1.amazonaws.com`.
    private static final Pattern SUBJECT =
            Pattern.compile(
                    "sns(-[a-z0-9-]{1,63})?(\\.[a-z0-9-]{1,63})?\\.amazonaws\\.com(\\.cn)?");

    private static final List<String> OF_NOTIFICATION =
            List.of("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type");

    private static final List<String> OF_CONFIRMATION =
            List.of(
                    "Message",
                    "MessageId",
                    "SubscribeURL",
                    "Timestamp",
                    "Token",
                    "TopicArn",
                    "Type");

    /// Of a subject alternative name (RFC 5280 section 4.2.1.6).
    private static final Integer DNS_NAME = 2;

    private Signature() {}

    static Authenticity verify(Webhook webhook, List<String> secrets, Instant now) {
        if (webhook.header("x-amz-sns-rawdelivery").isPresent()) {
            return new Authenticity.Forged("raw message delivery is on, which has no signature");
        }
        SnsMessage message;
        try {
            message = SnsMessage.of(webhook);
        } catch (IllegalArgumentException none) {
            return new Authenticity.Forged("no message of SNS");
        }
        List<String> fields =
                switch (message.text("Type")) {
                    case "Notification" -> OF_NOTIFICATION;
                    case "SubscriptionConfirmation", "UnsubscribeConfirmation" -> OF_CONFIRMATION;
                    default -> List.of();
                };
        if (fields.isEmpty()
                || !webhook.header("x-amz-sns-message-type")
                        .equals(Optional.of(message.text("Type")))) {
            return new Authenticity.Forged("no type, or two");
        }
        String topic = message.text("TopicArn");
        if (!topic.startsWith("arn:") || !secrets.contains(topic)) {
            return new Authenticity.Forged("another topic");
        }
        Optional<URI> address = certificate(message.text("SigningCertURL"), topic);
        if (address.isEmpty()) {
            return new Authenticity.Forged("a certificate from elsewhere");
        }
        if (!recent(message, now)) {
            return new Authenticity.Forged("signed at another time");
        }
        return Claim.of(message, fields)
                .<Authenticity>map(claim -> signed(claim, address.get(), secrets, now))
                .orElseGet(() -> new Authenticity.Forged("no signature"));
    }

    /// The certificate's address if it is one of SNS in the topic's region, and no other service's
    /// that answers under the same host.
    private static Optional<URI> certificate(String given, String topic) {
        Matcher arn = TOPIC.matcher(topic);
        if (!arn.matches()) {
            return Optional.empty();
        }
        String suffix = arn.group(1).equals("aws-cn") ? ".amazonaws.com.cn" : ".amazonaws.com";
        String start = "https://sns." + arn.group(2) + suffix;
        return given.startsWith(start) && PATH.matcher(given.substring(start.length())).matches()
                ? Optional.of(URI.create(given))
                : Optional.empty();
    }

    private static boolean recent(SnsMessage message, Instant now) {
        try {
            Instant at = EventJson.time(message.json().path("Timestamp"));
            return Duration.between(at, now).abs().compareTo(TOLERANCE) <= 0;
        } catch (IllegalArgumentException none) {
            return false;
        }
    }

    private static Authenticity signed(
            Claim claim, URI address, List<String> secrets, Instant now) {
        List<String> certificates = certificates(secrets, address);
        if (certificates.isEmpty()) {
            return new Authenticity.NeedsKey(address);
        }
        return certificates.stream().anyMatch(pem -> verifies(pem, claim, now))
                ? new Authenticity.Genuine()
                : new Authenticity.Forged("another signature");
    }

    /// What is said to be signed.
    ///
    /// @param text name and value of each field in a line of its own
    private record Claim(String algorithm, byte[] text, byte[] signature) {

        /// Nothing if a field is missing; only the subject may be.
        static Optional<Claim> of(SnsMessage message, List<String> fields) {
            String algorithm =
                    switch (message.text("SignatureVersion")) {
                        case "1" -> "SHA1withRSA";
                        case "2" -> "SHA256withRSA";
                        default -> "";
                    };
            StringBuilder text = new StringBuilder();
            boolean whole = !algorithm.isEmpty();
            for (String field : fields) {
                String value = message.given(field);
                if (value != null) {
                    text.append(field).append('\n').append(value).append('\n');
                } else {
                    whole &= field.equals("Subject");
                }
            }
            byte[] signature = decoded(message.text("Signature"));
            return whole && signature.length > 0
                    ? Optional.of(
                            new Claim(
                                    algorithm,
                                    text.toString().getBytes(StandardCharsets.UTF_8),
                                    signature))
                    : Optional.empty();
        }

        private static byte[] decoded(String base64) {
            try {
                return Base64.getDecoder().decode(base64);
            } catch (IllegalArgumentException none) {
                return new byte[0];
            }
        }
    }

    /// Those from this address, and those that do not say from where.
    private static List<String> certificates(List<String> secrets, URI address) {
        List<String> certificates = new ArrayList<>();
        for (String secret : secrets) {
            int begin = secret.indexOf("-----BEGIN CERTIFICATE-----");
            if (begin >= 0) {
                String from = secret.substring(0, begin).strip();
                if (from.isEmpty() || from.equals(address.toString())) {
                    certificates.add(secret.substring(begin));
                }
            }
        }
        return certificates;
    }

    private static boolean verifies(String pem, Claim claim, Instant now) {
        try {
            X509Certificate certificate =
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509")
                                    .generateCertificate(
                                            new ByteArrayInputStream(
                                                    pem.getBytes(StandardCharsets.US_ASCII)));
            certificate.checkValidity(Date.from(now));
            java.security.Signature check = java.security.Signature.getInstance(claim.algorithm());
            check.initVerify(certificate);
            check.update(claim.text());
            return ofSns(certificate) && check.verify(claim.signature());
        } catch (GeneralSecurityException no) {
            return false;
        }
    }

    private static boolean ofSns(X509Certificate certificate) throws GeneralSecurityException {
        return certificate.getSubjectAlternativeNames() != null
                && certificate.getSubjectAlternativeNames().stream()
                        .filter(name -> DNS_NAME.equals(name.getFirst()))
                        .anyMatch(name -> SUBJECT.matcher(String.valueOf(name.get(1))).matches());
    }
}
