package dev.mailswitch.provider.ses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.bounce.Classifier;
import dev.mailswitch.provider.Authenticity;
import dev.mailswitch.provider.ProviderEvent;
import dev.mailswitch.provider.Webhook;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The messages and certificates beside were made by OpenSSL, from the string that SNS documents.
class SesSignatureTest {

    private static final String TOPIC = "arn:aws:sns:eu-west-1:111122223333:ses";
    private static final String ADDRESS =
            "https://sns.eu-west-1.amazonaws.com/"
                    + "SimpleNotificationService-7506a1e35b36ef5a444dd1a8e7cc3ed8.pem";
    private static final Instant SIGNED = Instant.parse("2026-01-02T03:04:05.678Z");

    private final Ses ses = new Ses(Classifier.standard());

    @ParameterizedTest
    @CsvSource({
        "notification-version-1.json, Notification",
        "notification-version-2.json, Notification",
        "notification-with-subject.json, Notification",
        "subscription-confirmation.json, SubscriptionConfirmation"
    })
    void bothVersionsOfBothKindsAreGenuine(String file, String type) {
        Webhook webhook = webhook(resource(file), type);
        assertThat(verified(webhook, SIGNED.plus(Duration.ofHours(2))))
                .isInstanceOf(Authenticity.Genuine.class);
        assertThat(verified(webhook, SIGNED.minus(Duration.ofHours(2))))
                .isInstanceOf(Authenticity.Genuine.class);
    }

    @Test
    void withoutACertificateItIsAskedFor() {
        assertThat(ses.verify(notification(), List.of(TOPIC), SIGNED))
                .isEqualTo(new Authenticity.NeedsKey(URI.create(ADDRESS)));
    }

    @Test
    void aCertificateWithAnAddressCountsForThatOneAlone() {
        String sns = resource("sns.pem");
        assertThat(ses.verify(notification(), List.of(TOPIC, ADDRESS + "\n" + sns), SIGNED))
                .isInstanceOf(Authenticity.Genuine.class);
        String elsewhere =
                "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0.pem\n" + sns;
        assertThat(ses.verify(notification(), List.of(TOPIC, elsewhere), SIGNED))
                .isInstanceOf(Authenticity.NeedsKey.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"another-key.pem", "another-name.pem", "not-yet-valid.pem"})
    void anotherCertificateIsForged(String file) {
        assertThat(ses.verify(notification(), List.of(TOPIC, resource(file)), SIGNED))
                .isInstanceOf(Authenticity.Forged.class);
    }

    @Test
    void whatIsNoCertificateIsForged() {
        String broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        assertThat(ses.verify(notification(), List.of(TOPIC, broken), SIGNED))
                .isInstanceOf(Authenticity.Forged.class);
    }

    /// Nothing is fetched for a topic that is not ours, nor from an address that is not SNS'.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "111122223333:ses | 444455556666:ses",
                "https://sns.eu-west-1. | http://sns.eu-west-1.",
                "https://sns.eu-west-1. | https://sns.eu-central-1.",
                "https://sns.eu-west-1.amazonaws.com/ | https://sns.eu-west-1.amazonaws.com.evil.test/",
                "https://sns.eu-west-1.amazonaws.com/ | https://sns.eu-west-1.amazonaws.com@evil.test/",
                "https://sns.eu-west-1.amazonaws.com/ | https://sns.eu-west-1.amazonaws.com:8443/",
                "https://sns.eu-west-1.amazonaws.com/ | https://sns.eu-west-1.amazonaws.com/x/",
                "3ed8.pem | 3ed8.pem?Action=ConfirmSubscription",
                "3ed8.pem | 3ed8.pem/../x.pem",
                "\"Signature\" | \"Unsigned\"",
                "\"SignatureVersion\": \"2\" | \"SignatureVersion\": \"3\"",
                "\"MessageId\": \"22b80b92\" | \"MessageId\": 22",
                "2026-01-02T03:04:05.678Z | yesterday",
                "\"Type\": \"Notification\" | \"Type\": \"Other\""
            })
    void whatIsWrongByItselfIsForgedWithoutAKey(String from, String to) {
        String body = resource("notification-version-2.json");
        assertThat(body).contains(from);
        assertThat(
                        ses.verify(
                                webhook(body.replace(from, to), "Notification"),
                                List.of(TOPIC),
                                SIGNED))
                .isInstanceOf(Authenticity.Forged.class);
    }

    @Test
    void aChangedMessageIsForged() {
        String body = resource("notification-version-2.json");
        assertThat(verified(webhook(body.replace("café", "cafe"), "Notification"), SIGNED))
                .isInstanceOf(Authenticity.Forged.class);
        assertThat(
                        verified(
                                webhook(
                                        body.replace(
                                                "\"MessageId\"",
                                                "\"Subject\": \"x\", \"MessageId\""),
                                        "Notification"),
                                SIGNED))
                .isInstanceOf(Authenticity.Forged.class);
    }

    @Test
    void anOldMessageIsForged() {
        assertThat(verified(notification(), SIGNED.plus(Duration.ofHours(2)).plusMillis(1)))
                .isInstanceOf(Authenticity.Forged.class);
    }

    @Test
    void theHeaderHasToNameTheSameType() {
        String body = resource("notification-version-2.json");
        assertThat(verified(webhook(body, "SubscriptionConfirmation"), SIGNED))
                .isInstanceOf(Authenticity.Forged.class);
        assertThat(verified(new Webhook(Map.of(), body.getBytes(StandardCharsets.UTF_8)), SIGNED))
                .isInstanceOf(Authenticity.Forged.class);
    }

    @Test
    void rawDeliveryIsForged() {
        Webhook raw =
                new Webhook(
                        Map.of(
                                "x-amz-sns-rawdelivery", "true",
                                "x-amz-sns-message-type", "Notification"),
                        "{\"eventType\":\"Send\"}".getBytes(StandardCharsets.UTF_8));
        assertThat(verified(raw, SIGNED)).isInstanceOf(Authenticity.Forged.class);
    }

    /// A genuine message must not carry another one through.
    @Test
    void aSecondMessageInTheBodyIsForged() {
        String genuine = resource("notification-version-2.json");
        assertThat(verified(webhook("[" + genuine + "," + genuine + "]", "Notification"), SIGNED))
                .isInstanceOf(Authenticity.Forged.class);
        assertThat(verified(webhook("{", "Notification"), SIGNED))
                .isInstanceOf(Authenticity.Forged.class);
        assertThat(verified(webhook("[]", "Notification"), SIGNED))
                .isInstanceOf(Authenticity.Forged.class);
    }

    @Test
    void aGenuineMessageReadsBack() {
        assertThat(ses.events(notification()))
                .extracting(ProviderEvent::correlation)
                .containsExactly("token");
        assertThat(
                        ses.events(
                                webhook(
                                        resource("subscription-confirmation.json"),
                                        "SubscriptionConfirmation")))
                .isEmpty();
    }

    private Authenticity verified(Webhook webhook, Instant now) {
        return ses.verify(webhook, List.of("arn:aws:sns:x", TOPIC, resource("sns.pem")), now);
    }

    private static Webhook notification() {
        return webhook(resource("notification-version-2.json"), "Notification");
    }

    private static Webhook webhook(String body, String type) {
        return new Webhook(
                Map.of("x-amz-sns-message-type", type), body.getBytes(StandardCharsets.UTF_8));
    }

    private static String resource(String name) {
        try (InputStream file = SesSignatureTest.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalArgumentException("there is no " + name);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
