package dev.mailswitch.provider.mailgun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailswitch.bounce.Classifier;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.provider.Authenticity;
import dev.mailswitch.provider.ProviderEvent;
import dev.mailswitch.provider.ProviderEvent.Type;
import dev.mailswitch.provider.Webhook;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailgunWebhookTest {

    private static final String KEY = "test-signing-key";
    private static final String TOKEN = "0123456789abcdef0123456789abcdef0123456789abcdef01";
    private static final String MAC =
            "614ef124e9713dc4ddfd1494463ff990e06e9d33f6571fc74d2d0f1738e67141";
    private static final Instant SIGNED = Instant.ofEpochSecond(1_760_000_000);
    private static final String SIGNATURE = signature("1760000000", TOKEN, MAC);

    private final Mailgun mailgun = new Mailgun(Classifier.standard());

    @Test
    void aSignatureWithTheSigningKeyIsGenuine() {
        assertThat(verified(delivery(SIGNATURE), List.of(KEY), SIGNED)).isTrue();
    }

    @Test
    void oneOfSeveralKeysIsEnough() {
        assertThat(verified(delivery(SIGNATURE), List.of("", "other", KEY), SIGNED)).isTrue();
    }

    @Test
    void aSubaccountsEventMayBeSignedByItsOwner() {
        String signature =
                "{\"timestamp\":\"1760000000\",\"token\":\"%s\",\"signature\":\"00\","
                                .formatted(TOKEN)
                        + "\"parent-signature\":\"%s\"}".formatted(MAC);
        assertThat(verified(delivery(signature), List.of(KEY), SIGNED)).isTrue();
    }

    @Test
    void itIsStillGenuineAfterAllRepeats() {
        assertThat(verified(delivery(SIGNATURE), List.of(KEY), SIGNED.plus(Duration.ofHours(9))))
                .isTrue();
    }

    @Test
    void anOldAndAFutureOneAreForged() {
        assertThat(verified(delivery(SIGNATURE), List.of(KEY), SIGNED.plus(Duration.ofHours(13))))
                .isFalse();
        assertThat(verified(delivery(SIGNATURE), List.of(KEY), SIGNED.minusSeconds(301))).isFalse();
    }

    @Test
    void anotherKeyTokenOrTimeIsForged() {
        assertThat(verified(delivery(SIGNATURE), List.of("other"), SIGNED)).isFalse();
        assertThat(verified(delivery(SIGNATURE), List.of(), SIGNED)).isFalse();
        assertThat(verified(delivery(SIGNATURE), List.of(""), SIGNED)).isFalse();
        assertThat(
                        verified(
                                delivery(signature("1760000000", TOKEN + "0", MAC)),
                                List.of(KEY),
                                SIGNED))
                .isFalse();
        assertThat(verified(delivery(signature("1760000001", TOKEN, MAC)), List.of(KEY), SIGNED))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{}",
                "null",
                "{\"signature\":\"x\"}",
                "{\"signature\":{\"timestamp\":\"now\",\"token\":\"t\",\"signature\":\"00\"}}",
                "{\"signature\":{\"timestamp\":\"1760000000\",\"token\":\"t\",\"signature\":\"z\"}}",
                "{\"signature\":{\"timestamp\":\"1760000000\",\"token\":\"t\"}}"
            })
    void whatHasNoSignatureIsForged(String body) {
        assertThat(verified(webhook(body), List.of(KEY), SIGNED)).isFalse();
    }

    @Test
    void ofSeveralEventsEachMustBeSigned() {
        String signed = "{\"signature\":%s,\"event-data\":{}}".formatted(SIGNATURE);
        String unsigned = "{\"event-data\":{\"event\":\"complained\"}}";
        assertThat(verified(webhook("[" + signed + "]"), List.of(KEY), SIGNED)).isTrue();
        assertThat(verified(webhook("[" + signed + "," + unsigned + "]"), List.of(KEY), SIGNED))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "accepted, , ACCEPTED",
        "rejected, , REJECTED",
        "delivered, , DELIVERED",
        "failed, temporary, DEFERRED",
        "failed, permanent, BOUNCED",
        "complained, , COMPLAINED",
        "opened, , OPENED",
        "clicked, , CLICKED",
        "unsubscribed, , UNSUBSCRIBED"
    })
    void eachTypeHasItsWord(String word, String severity, Type expected) {
        ProviderEvent event =
                only(word, severity == null ? "" : ",\"severity\":\"" + severity + "\"");
        assertThat(event.type()).isEqualTo(expected);
        assertThat(event.correlation()).isEqualTo("token");
        assertThat(event.messageId()).isEqualTo("20130812164300.28108.52546@mg.example.com");
        assertThat(event.recipient()).isEqualTo("A@example.net");
        assertThat(event.at()).isEqualTo(SIGNED.plusMillis(500));
        assertThat(event.eventKey()).isEqualTo(TOKEN);
    }

    @ParameterizedTest
    @CsvSource({
        "bounce, 550, 5.1.1, 5.1.1 no such user, INVALID_RECIPIENT, true",
        "bounce, 552, 5.2.2, mailbox full, MAILBOX_FULL, true",
        "bounce, 550, , listed at zen.spamhaus.org, PROVIDER_BLOCK, true",
        "generic, 451, 4.7.1, greylisted, TRANSIENT, false",
        "old, 602, , , TRANSIENT, false",
        "espblock, 0, , , PROVIDER_BLOCK, false",
        "espblock, 550, 5.1.1, 5.1.1 no such user, INVALID_RECIPIENT, true",
        "generic, 498, , No MX for [example.net], INVALID_RECIPIENT, false",
        "generic, 499, , could not connect, TRANSIENT, false",
        "generic, 0, , , UNKNOWN, false"
    })
    void aBounceHasItsClass(
            String reason,
            int code,
            String enhanced,
            String said,
            BounceClass expected,
            boolean permanent) {
        ProviderEvent event = only("failed", failure("permanent", reason, code, enhanced, said));
        assertThat(event.type()).isEqualTo(Type.BOUNCED);
        assertThat(event.bounceClass()).isEqualTo(expected);
        assertThat(event.permanent()).isEqualTo(permanent);
        assertThat(event.reason()).isEqualTo(said == null ? reason : said);
    }

    @ParameterizedTest
    @CsvSource({
        "suppress-bounce, 605",
        "suppress-unsubscribe, 606",
        "suppress-complaint, 607",
        "suppress-something-new, 0",
        "generic, 605"
    })
    void whoIsOnMailgunsListIsRejected(String reason, int code) {
        ProviderEvent event =
                only("failed", failure("permanent", reason, code, null, "Not delivering"));
        assertThat(event.type()).isEqualTo(Type.REJECTED);
        assertThat(event.bounceClass()).isEqualTo(BounceClass.SUPPRESSED);
        assertThat(event.reason()).isEqualTo("Not delivering");
    }

    @Test
    void aDeferralIsNeverFinal() {
        ProviderEvent event =
                only("failed", failure("temporary", "generic", 498, null, "No MX for [x.test]"));
        assertThat(event.type()).isEqualTo(Type.DEFERRED);
        assertThat(event.bounceClass()).isEqualTo(BounceClass.TRANSIENT);
        assertThat(event.permanent()).isFalse();
        assertThat(
                        only("failed", failure("temporary", "bounce", 550, "5.1.1", "no such user"))
                                .permanent())
                .isFalse();
    }

    @Test
    void aDelayedBounceHasTheCodeOfItsReport() {
        ProviderEvent event =
                only(
                        "failed",
                        """
                        ,"severity":"permanent","reason":"bounce",
                        "flags":{"is-delayed-bounce":true},
                        "delivery-status":{"bounce-code":"5.1.1","message":"","code":0}
                        """);
        assertThat(event.bounceClass()).isEqualTo(BounceClass.INVALID_RECIPIENT);
        assertThat(event.permanent()).isTrue();
        assertThat(event.reason()).isEqualTo("bounce");
    }

    @Test
    void aFailureWithoutAStatusIsUnknown() {
        ProviderEvent event =
                only("failed", ",\"severity\":\"permanent\",\"delivery-status\":null");
        assertThat(event.bounceClass()).isEqualTo(BounceClass.UNKNOWN);
        assertThat(event.permanent()).isFalse();
        assertThat(event.reason()).isNull();
    }

    @Test
    void aRejectedMailNamesNobodyWhateverItsHeaderShows() {
        ProviderEvent event =
                mailgun.events(
                                webhook(
                                        """
                                        {"event-data":{"event":"rejected","timestamp":1760000000,
                                         "id":"OMTXD3-sSmKIQa1gSKkYVA",
                                         "reject":{"reason":"Sandbox subdomains are for tests only",
                                                   "description":""},
                                         "message":{"headers":{"to":"shown@example.net",
                                                    "message-id":"<1@mg.example.com>"}}}}
                                        """))
                        .getFirst();
        assertThat(event.type()).isEqualTo(Type.REJECTED);
        assertThat(event.recipient()).isNull();
        assertThat(event.messageId()).isEqualTo("1@mg.example.com");
        assertThat(event.permanent()).isFalse();
        assertThat(event.reason()).isEqualTo("Sandbox subdomains are for tests only");
        assertThat(event.eventKey()).contains("OMTXD3-sSmKIQa1gSKkYVA");
    }

    @Test
    void whatIsKnownTwiceHasOneKey() {
        String delivered = body("delivered", "");
        assertThat(mailgun.events(webhook("[" + delivered + "," + body("opened", "") + "]")))
                .extracting(ProviderEvent::eventKey)
                .containsExactly(TOKEN, TOKEN);
    }

    @Test
    void unknownTypesAndPingsGiveNothing() {
        assertThat(mailgun.events(webhook(body("list_uploaded", "")))).isEmpty();
        assertThat(mailgun.events(webhook(body("stored", "")))).isEmpty();
        assertThat(mailgun.events(webhook("[]"))).isEmpty();
        assertThat(mailgun.events(webhook("{}"))).isEmpty();
        assertThat(mailgun.events(webhook("{\"event-data\":[1]}"))).isEmpty();
    }

    @Test
    void oddVariablesAndHeadersAreNone() {
        ProviderEvent event =
                mailgun.events(
                                webhook(
                                        """
                                        {"signature":{"token":["x"]},
                                         "event-data":{"event":"delivered","timestamp":"1760000000",
                                         "user-variables":[],"message":"x","recipient":{}}}
                                        """))
                        .getFirst();
        assertThat(event.correlation()).isNull();
        assertThat(event.messageId()).isNull();
        assertThat(event.recipient()).isNull();
        assertThat(event.at()).isEqualTo(SIGNED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"event-data\":{\"event\":\"opened\"}}",
                "{\"event-data\":{\"event\":\"opened\",\"timestamp\":1e999}}",
                "{\"event-data\":{\"event\":\"opened\",\"timestamp\":-1.5}}",
                "{\"event-data\":{\"event\":\"opened\",\"timestamp\":{}}}"
            })
    void whatCannotBeReadIsRefused(String body) {
        assertThatThrownBy(() -> mailgun.events(webhook(body)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private boolean verified(Webhook webhook, List<String> keys, Instant now) {
        return mailgun.verify(webhook, keys, now) instanceof Authenticity.Genuine;
    }

    private ProviderEvent only(String event, String more) {
        List<ProviderEvent> events = mailgun.events(webhook(body(event, more)));
        assertThat(events).hasSize(1);
        return events.getFirst();
    }

    private static String failure(
            String severity,
            String reason,
            int code,
            @Nullable String enhanced,
            @Nullable String said) {
        return ",\"severity\":\"%s\",\"reason\":\"%s\",\"delivery-status\":%s"
                .formatted(
                        severity,
                        reason,
                        ("{\"code\":%d,\"enhanced-code\":\"%s\","
                                        + "\"message\":\"%s\",\"description\":null}")
                                .formatted(
                                        code,
                                        enhanced == null ? "" : enhanced,
                                        said == null ? "" : said));
    }

    private static String body(String event, String more) {
        return """
        {"signature":%s,
         "event-data":{"event":"%s","id":"G9Bn5sl1TC6nu79C8C0bwg","timestamp":1760000000.5,
          "recipient":"A@example.NET","recipient-domain":"example.net",
          "message":{"headers":{"message-id":"20130812164300.28108.52546@mg.example.com",
                                "to":"A@example.NET, Other <other@example.net>"}},
          "user-variables":{"mailswitch":"token","mine":"x"}%s}}
        """
                .formatted(SIGNATURE, event, more);
    }

    private static Webhook delivery(String signature) {
        return webhook(
                "{\"signature\":%s,\"event-data\":{\"event\":\"opened\"}}".formatted(signature));
    }

    private static String signature(String timestamp, String token, String mac) {
        return "{\"timestamp\":\"%s\",\"token\":\"%s\",\"signature\":\"%s\"}"
                .formatted(timestamp, token, mac);
    }

    private static Webhook webhook(String body) {
        return new Webhook(Map.of(), body.getBytes(StandardCharsets.UTF_8));
    }
}
