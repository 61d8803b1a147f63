package dev.mailswitch.provider.resend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailswitch.bounce.Classifier;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.provider.Authenticity;
import dev.mailswitch.provider.ProviderEvent;
import dev.mailswitch.provider.ProviderEvent.Type;
import dev.mailswitch.provider.Webhook;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResendWebhookTest {

    private static final String SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3";
    private static final String BODY = "{\"type\":\"email.sent\",\"data\":{}}";
    private static final String SIGNATURE = "v1,DsRao+tHHy1UDbk8j/u/0Gfh3sZwhGPE3GNJRCbMELg=";
    private static final Instant SIGNED = Instant.ofEpochSecond(1_760_000_000);

    private final Resend resend = new Resend(Classifier.standard());

    @Test
    void theDocumentedSignatureIsGenuine() {
        assertThat(verified(signed(SIGNATURE, BODY), SIGNED.plusSeconds(299)))
                .isInstanceOf(Authenticity.Genuine.class);
    }

    @Test
    void oneOfSeveralSignaturesIsEnough() {
        Webhook webhook = signed("v1,AAAA v2,x " + SIGNATURE, BODY);
        assertThat(
                        resend.verify(
                                webhook,
                                List.of("whsec_b3RoZXJvdGhlcm90aGVyb3RoZXI=", SECRET),
                                SIGNED))
                .isInstanceOf(Authenticity.Genuine.class);
    }

    @Test
    void aChangedBodyAnOldTimeAndAnotherSecretAreForged() {
        assertThat(verified(signed(SIGNATURE, BODY + " "), SIGNED))
                .isInstanceOf(Authenticity.Forged.class);
        assertThat(verified(signed(SIGNATURE, BODY), SIGNED.plusSeconds(301)))
                .isInstanceOf(Authenticity.Forged.class);
        assertThat(verified(signed("v1,not base64", BODY), SIGNED))
                .isInstanceOf(Authenticity.Forged.class);
        assertThat(resend.verify(signed(SIGNATURE, BODY), List.of(), SIGNED))
                .isInstanceOf(Authenticity.Forged.class);
        assertThat(verified(new Webhook(Map.of(), BODY.getBytes(StandardCharsets.UTF_8)), SIGNED))
                .isInstanceOf(Authenticity.Forged.class);
    }

    @ParameterizedTest
    @CsvSource({
        "email.sent, ACCEPTED",
        "email.scheduled, ACCEPTED",
        "email.delivered, DELIVERED",
        "email.delivery_delayed, DEFERRED",
        "email.bounced, BOUNCED",
        "email.suppressed, REJECTED",
        "email.complained, COMPLAINED",
        "email.failed, FAILED",
        "email.opened, OPENED",
        "email.clicked, CLICKED"
    })
    void eachTypeHasItsWord(String type, Type expected) {
        ProviderEvent event = only(event(type, ""));
        assertThat(event.type()).isEqualTo(expected);
        assertThat(event.correlation()).isEqualTo("token");
        assertThat(event.messageId()).isEqualTo("56761188");
        assertThat(event.recipient()).isEqualTo("A@example.net");
        assertThat(event.at()).isEqualTo(Instant.parse("2026-01-02T03:04:05.678Z"));
    }

    @ParameterizedTest
    @CsvSource({
        "Permanent, General, 550 5.1.1 no such user, INVALID_RECIPIENT, true",
        "Permanent, NoEmail, , INVALID_RECIPIENT, true",
        "Transient, MailboxFull, 452 4.2.2 full, MAILBOX_FULL, false",
        "Transient, MessageTooLarge, , MESSAGE_TOO_LARGE, false",
        "Permanent, ContentRejected, , CONTENT_REJECTED, true",
        "Undetermined, Undetermined, , UNKNOWN, false"
    })
    void aBounceHasItsClass(
            String type, String subType, String said, BounceClass expected, boolean permanent) {
        String codes = said == null ? "" : ",\"diagnosticCode\":[\"smtp; " + said + "\"]";
        ProviderEvent event =
                only(
                        event(
                                "email.bounced",
                                ",\"bounce\":{\"type\":\"%s\",\"subType\":\"%s\"%s}"
                                        .formatted(type, subType, codes)));
        assertThat(event.bounceClass()).isEqualTo(expected);
        assertThat(event.permanent()).isEqualTo(permanent);
        assertThat(event.reason()).isEqualTo(said);
    }

    @Test
    void eachOfSeveralRecipientsHasAnEventWithAKeyOfItsOwn() {
        Webhook webhook =
                webhook(
                        """
                        {"type":"email.delivered","created_at":"2026-01-02T03:04:05Z",
                         "data":{"email_id":"1","to":["a@x.test","B <b@X.test>"],
                                 "tags":[{"name":"mailswitch","value":"token"}]}}
                        """);
        List<ProviderEvent> events = resend.events(webhook);
        assertThat(events)
                .extracting(ProviderEvent::recipient)
                .containsExactly("a@x.test", "b@x.test");
        assertThat(events).extracting(ProviderEvent::correlation).containsOnly("token");
        assertThat(events.get(0).eventKey()).isNotEqualTo(events.get(1).eventKey());
    }

    @Test
    void unknownTypesAndPingsGiveNothing() {
        assertThat(resend.events(webhook("{\"type\":\"contact.created\",\"data\":{}}"))).isEmpty();
        assertThat(resend.events(webhook("[]"))).isEmpty();
        assertThat(resend.events(webhook("{}"))).isEmpty();
    }

    @Test
    void whatIsNoJsonIsRefused() {
        assertThatThrownBy(() -> resend.events(webhook("{")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private Authenticity verified(Webhook webhook, Instant now) {
        return resend.verify(webhook, List.of(SECRET), now);
    }

    private ProviderEvent only(Webhook webhook) {
        List<ProviderEvent> events = resend.events(webhook);
        assertThat(events).hasSize(1);
        return events.getFirst();
    }

    private static Webhook event(String type, String more) {
        return webhook(
                """
                {"type":"%s","created_at":"2026-01-02T03:04:05.678Z",
                 "data":{"email_id":"56761188","to":["A@example.NET"],
                         "tags":{"mailswitch":"token"}%s}}
                """
                        .formatted(type, more));
    }

    private static Webhook webhook(String body) {
        return new Webhook(Map.of("svix-id", "msg_1"), body.getBytes(StandardCharsets.UTF_8));
    }

    private static Webhook signed(String signature, String body) {
        return new Webhook(
                Map.of(
                        "svix-id", "msg_1",
                        "Svix-Timestamp", "1760000000",
                        "svix-signature", signature),
                body.getBytes(StandardCharsets.UTF_8));
    }
}
