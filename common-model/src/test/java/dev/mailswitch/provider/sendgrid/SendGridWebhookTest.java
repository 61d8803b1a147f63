package dev.mailswitch.provider.sendgrid;

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
import org.junit.jupiter.params.provider.ValueSource;

class SendGridWebhookTest {

    /// With what follows, the vector of SendGrid's own
    /// [library](https://github.com/sendgrid/sendgrid-java), `EventWebhookTest`.
    private static final String KEY =
            "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe6"
                    + "2gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g==";

    private static final String SIGNATURE =
            "MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15Tl"
                    + "uLtEZtM=";

    private static final String TIME = "1600112502";

    private static final String BODY =
            "[{\"email\":\"hello@world.com\",\"event\":\"dropped\",\"reason\":\"Bounced Address\","
                    + "\"sg_event_id\":\"ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA\","
                    + "\"sg_message_id\":\"LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18"
                    + "-5F5FC76C-9.0\","
                    + "\"smtp-id\":\"<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>\","
                    + "\"timestamp\":1600112492}]\r\n";

    /// Of another webhook, from the same test.
    private static final String OTHER_KEY =
            "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqTxd43gyp8IOEto2LdIfjRQrIbsd4SXZkLW6jDutdhXSJCWHw8RE"
                    + "ntlo7aNDthvj+y7GjUuFDb/R1NGe1OPzpA==";

    private static final String OTHER_SIGNATURE =
            "MEUCIQCtIHJeH93Y+qpYeWrySphQgpNGNr/U+UyUlBkU6n7RAwIgJTz2C+8a8xonZGi6BpSzoQsbVRamr2nlxFDW"
                    + "YNH3j/0=";

    private static final Instant NOW = Instant.ofEpochSecond(1_600_112_503);

    private final SendGrid sendGrid = new SendGrid(Classifier.standard());

    @Test
    void thePublishedSignatureIsGenuine() {
        assertThat(verified(SIGNATURE, TIME, BODY, KEY)).isInstanceOf(Authenticity.Genuine.class);
    }

    @Test
    void whatIsRepeatedForADayStaysGenuine() {
        assertThat(
                        sendGrid.verify(
                                signed(SIGNATURE, TIME, BODY),
                                List.of(KEY),
                                NOW.plusSeconds(86_400)))
                .isInstanceOf(Authenticity.Genuine.class);
    }

    @Test
    void oneOfSeveralKeysIsEnoughAndOneThatIsNoneHarmsNobody() {
        assertThat(verified(SIGNATURE, TIME, BODY, "no key", "bm8ga2V5", OTHER_KEY, KEY + "\n"))
                .isInstanceOf(Authenticity.Genuine.class);
    }

    @Test
    void theLineBreakAtTheEndIsSigned() {
        assertThat(verified(SIGNATURE, TIME, BODY.strip(), KEY))
                .isInstanceOf(Authenticity.Forged.class);
    }

    @Test
    void aChangedBodyAnotherTimeAndAnotherKeyAreForged() {
        assertThat(verified(SIGNATURE, TIME, BODY.replace("hello", "hallo"), KEY))
                .isInstanceOf(Authenticity.Forged.class);
        assertThat(verified(SIGNATURE, "1600112503", BODY, KEY))
                .isInstanceOf(Authenticity.Forged.class);
        assertThat(verified(SIGNATURE, TIME, BODY, OTHER_KEY))
                .isInstanceOf(Authenticity.Forged.class);
        assertThat(verified(SIGNATURE, TIME, BODY)).isInstanceOf(Authenticity.Forged.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {OTHER_SIGNATURE, "", "not base64", "AAAA", "MAYCAQACAQA="})
    void anotherSignatureIsForged(String signature) {
        assertThat(verified(signature, TIME, BODY, KEY)).isInstanceOf(Authenticity.Forged.class);
    }

    @Test
    void withoutASignatureItIsForged() {
        assertThat(sendGrid.verify(webhook(BODY), List.of(KEY), NOW))
                .isEqualTo(new Authenticity.Forged("no signature"));
    }

    @Test
    void thePublishedEventIsRead() {
        assertThat(sendGrid.events(webhook(BODY)))
                .containsExactly(
                        new ProviderEvent(
                                Type.REJECTED,
                                null,
                                "LRzXl_NHStOGhQ4kofSm_A",
                                "hello@world.com",
                                Instant.ofEpochSecond(1_600_112_492),
                                "ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA",
                                BounceClass.SUPPRESSED,
                                true,
                                "Bounced Address"));
    }

    @ParameterizedTest
    @CsvSource({
        "processed, ACCEPTED",
        "deferred, DEFERRED",
        "delivered, DELIVERED",
        "bounce, BOUNCED",
        "dropped, REJECTED",
        "spamreport, COMPLAINED",
        "open, OPENED",
        "click, CLICKED",
        "unsubscribe, UNSUBSCRIBED",
        "group_unsubscribe, UNSUBSCRIBED",
        "group_resubscribe, RESUBSCRIBED"
    })
    void eachTypeHasItsWord(String type, Type expected) {
        ProviderEvent event = only(event(type, ""));
        assertThat(event.type()).isEqualTo(expected);
        assertThat(event.correlation()).isEqualTo("token");
        assertThat(event.messageId()).isEqualTo("AbC_-1");
        assertThat(event.recipient()).isEqualTo("A@example.net");
        assertThat(event.at()).isEqualTo(Instant.ofEpochSecond(1_760_000_000));
        assertThat(event.eventKey()).isEqualTo("ev-1");
    }

    @ParameterizedTest
    @CsvSource({
        "AbC_-1.filterdrecv-p3mdw1-756b-18.0, AbC_-1",
        "AbC_-1.recvd-5f4-1.0, AbC_-1",
        "14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0, 14c5d75ce93.dfd.64b469",
        "AbC_-1.1, AbC_-1",
        "AbC_-1, AbC_-1"
    })
    void aMessageHasTheIdThatTheCallsAnswerGave(String inEvent, String inAnswer) {
        assertThat(MessageId.of(inEvent)).isEqualTo(inAnswer);
    }

    @ParameterizedTest
    @CsvSource({
        "bounce, Invalid Address, 550 5.1.1 no such user, INVALID_RECIPIENT, true",
        "bounce, , 550 5.1.1 no such user, INVALID_RECIPIENT, true",
        "bounce, Unclassified, 550 5.1.1 no such user, INVALID_RECIPIENT, true",
        "bounce, Mailbox Unavailable, , MAILBOX_DISABLED, true",
        "bounce, Mailbox Unavailable, 552 5.2.2 mailbox full, MAILBOX_FULL, true",
        "blocked, Reputation, 550 5.7.1 IP listed, PROVIDER_BLOCK, true",
        "blocked, Content, 554 5.7.1 spam, CONTENT_REJECTED, true",
        "blocked, Frequency/Volume, 421 4.7.0 too many, THROTTLED, false",
        "blocked, Frequency or Volume Too High, 421 4.7.0 too many, THROTTLED, false",
        "blocked, Technical, , TRANSIENT, false",
        "blocked, , , UNKNOWN, false",
        "expired, , , TRANSIENT, false",
        ", , , UNKNOWN, false",
        ", , 550 5.1.1 no such user, INVALID_RECIPIENT, true"
    })
    void aBounceHasItsClass(
            String type, String own, String said, BounceClass expected, boolean permanent) {
        ProviderEvent event =
                only(
                        event(
                                "bounce",
                                field("type", type)
                                        + field("bounce_classification", own)
                                        + field("reason", said)));
        assertThat(event.bounceClass()).isEqualTo(expected);
        assertThat(event.permanent()).isEqualTo(permanent);
        assertThat(event.reason()).isEqualTo(said);
    }

    @ParameterizedTest
    @ValueSource(strings = {"550", "", "5.1", "x.y.z", "9.9.9", "5.1.1.1"})
    void aStatusThatIsNoneIsNotBelieved(String status) {
        ProviderEvent event = only(event("bounce", field("status", status)));
        assertThat(event.bounceClass()).isEqualTo(BounceClass.UNKNOWN);
    }

    @Test
    void aStatusWithoutWordsIsRead() {
        ProviderEvent event = only(event("bounce", field("status", "5.1.1")));
        assertThat(event.bounceClass()).isEqualTo(BounceClass.INVALID_RECIPIENT);
        assertThat(event.reason()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "Bounced Address, SUPPRESSED, true",
        "Unsubscribed Address, SUPPRESSED, true",
        "Spam Reporting Address, SUPPRESSED, true",
        "Invalid, SUPPRESSED, true",
        "Spam Content, CONTENT_REJECTED, true",
        "Invalid SMTPAPI header, PROTOCOL, true",
        "Recipient List over Package Quota, THROTTLED, false",
        ", UNKNOWN, false"
    })
    void whatWasDroppedHasItsClass(String reason, BounceClass expected, boolean permanent) {
        ProviderEvent event = only(event("dropped", field("reason", reason)));
        assertThat(event.bounceClass()).isEqualTo(expected);
        assertThat(event.permanent()).isEqualTo(permanent);
        assertThat(event.reason()).isEqualTo(reason);
    }

    @Test
    void whatIsDeferredIsNeverFinal() {
        ProviderEvent event = only(event("deferred", field("response", "550 5.1.1 no such user")));
        assertThat(event.permanent()).isFalse();
        assertThat(event.bounceClass()).isEqualTo(BounceClass.INVALID_RECIPIENT);
        assertThat(event.reason()).isEqualTo("550 5.1.1 no such user");
    }

    @Test
    void aBatchMayMixMailsAndTypes() {
        List<ProviderEvent> events =
                sendGrid.events(
                        webhook(
                                """
                                [{"event":"processed","timestamp":1760000000,"email":"a@x.test",
                                  "sg_event_id":"1","mailswitch":"one","category":["a","b"]},
                                 {"event":"account_status_change","type":"suspended"},
                                 null, 7, ["event"],
                                 {"event":"delivered","timestamp":1760000001,"email":"b@x.test",
                                  "sg_event_id":"2","mailswitch":"two","category":"a"}]
                                """));
        assertThat(events)
                .extracting(ProviderEvent::type)
                .containsExactly(Type.ACCEPTED, Type.DELIVERED);
        assertThat(events).extracting(ProviderEvent::correlation).containsExactly("one", "two");
    }

    @Test
    void anEventWithoutATimeHasThatOfTheBatch() {
        Webhook webhook = signed(SIGNATURE, TIME, "[{\"event\":\"open\",\"timestamp\":\"soon\"}]");
        assertThat(sendGrid.events(webhook))
                .extracting(ProviderEvent::at)
                .containsExactly(Instant.ofEpochSecond(1_600_112_502));
    }

    @Test
    void anEventWithoutAnIdHasAKeyOfItsOwn() {
        String same = "{\"event\":\"open\",\"timestamp\":1760000000,\"email\":\"a@x.test\"}";
        String other = "{\"event\":\"open\",\"timestamp\":1760000000,\"email\":\"b@x.test\"}";
        List<ProviderEvent> events =
                sendGrid.events(webhook("[" + same + "," + same + "," + other + "]"));
        assertThat(events.get(0).eventKey()).isEqualTo(events.get(1).eventKey());
        assertThat(events.get(0).eventKey()).isNotEqualTo(events.get(2).eventKey());
    }

    @Test
    void fieldsOfOtherKindsAreNotTaken() {
        ProviderEvent event =
                only(
                        webhook(
                                """
                                {"event":"bounce","timestamp":"1760000000","email":{},
                                 "mailswitch":7,"sg_message_id":[],"sg_event_id":null,
                                 "reason":{},"type":[],"status":5}
                                """));
        assertThat(event.correlation()).isNull();
        assertThat(event.messageId()).isNull();
        assertThat(event.recipient()).isNull();
        assertThat(event.bounceClass()).isEqualTo(BounceClass.UNKNOWN);
        assertThat(event.permanent()).isFalse();
        assertThat(event.eventKey()).isNotEmpty();
    }

    @Test
    void unknownTypesAndPingsGiveNothing() {
        assertThat(sendGrid.events(webhook("[{\"event\":\"account_status_change\"}]"))).isEmpty();
        assertThat(sendGrid.events(webhook("[]"))).isEmpty();
        assertThat(sendGrid.events(webhook("{}"))).isEmpty();
        assertThat(sendGrid.events(webhook(""))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{", "[{\"event\":\"open\"}]", "[{\"event\":\"open\",\"timestamp\":1e99}]"})
    void whatCannotBeReadIsRefused(String body) {
        assertThatThrownBy(() -> sendGrid.events(webhook(body)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private Authenticity verified(String signature, String time, String body, String... keys) {
        return sendGrid.verify(signed(signature, time, body), List.of(keys), NOW);
    }

    private ProviderEvent only(Webhook webhook) {
        List<ProviderEvent> events = sendGrid.events(webhook);
        assertThat(events).hasSize(1);
        return events.getFirst();
    }

    private static String field(String name, String value) {
        return value == null ? "" : ",\"%s\":\"%s\"".formatted(name, value);
    }

    private static Webhook event(String type, String more) {
        return webhook(
                """
                [{"event":"%s","timestamp":1760000000,"email":"A@example.NET","mailswitch":"token",
                  "sg_message_id":"AbC_-1.filter01.1.X.0","sg_event_id":"ev-1"%s}]
                """
                        .formatted(type, more));
    }

    private static Webhook webhook(String body) {
        return new Webhook(Map.of(), body.getBytes(StandardCharsets.UTF_8));
    }

    private static Webhook signed(String signature, String time, String body) {
        return new Webhook(
                Map.of(
                        "X-Twilio-Email-Event-Webhook-Signature", signature,
                        "x-twilio-email-event-webhook-timestamp", time),
                body.getBytes(StandardCharsets.UTF_8));
    }
}
