package dev.mailswitch.provider.brevo;

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

class BrevoWebhookTest {

    /// The pair of RFC 7617 section 2 and its header.
    private static final String PAIR = "Aladdin:open sesame";

    private static final String BASIC = "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==";
    private static final Instant NOW = Instant.ofEpochSecond(1_767_323_045);

    private final Brevo brevo = new Brevo(Classifier.standard());

    @Test
    void thePairOfTheUrlIsGenuine() {
        assertThat(verified(BASIC, PAIR)).isInstanceOf(Authenticity.Genuine.class);
        assertThat(verified("basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", PAIR))
                .isInstanceOf(Authenticity.Genuine.class);
    }

    @Test
    void theTokenOfItsAuthIsGenuine() {
        assertThat(verified("Bearer s3cr3t", "s3cr3t")).isInstanceOf(Authenticity.Genuine.class);
    }

    @Test
    void oneOfSeveralSecretsIsEnough() {
        assertThat(verified(BASIC, "old:one", PAIR)).isInstanceOf(Authenticity.Genuine.class);
        assertThat(verified(BASIC, PAIR, "new:one")).isInstanceOf(Authenticity.Genuine.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Basic QWxhZGRpbjpvcGVuIHNlc2FtZTE=",
                "Basic QWxhZGRpbjo=",
                "Basic no base64",
                "Basic",
                "Basic ",
                "Bearer ",
                "Bearer Aladdin",
                "Digest QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
                "QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
                ""
            })
    void anythingElseIsForged(String header) {
        assertThat(verified(header, PAIR, "")).isInstanceOf(Authenticity.Forged.class);
    }

    @Test
    void withoutACredentialOrASecretItIsForged() {
        assertThat(brevo.verify(webhook("{}"), List.of(PAIR), NOW))
                .isInstanceOf(Authenticity.Forged.class);
        assertThat(verified(BASIC)).isInstanceOf(Authenticity.Forged.class);
    }

    @ParameterizedTest
    @CsvSource({
        "request, ACCEPTED",
        "deferred, DEFERRED",
        "delivered, DELIVERED",
        "soft_bounce, BOUNCED",
        "hard_bounce, BOUNCED",
        "invalid_email, BOUNCED",
        "blocked, REJECTED",
        "error, FAILED",
        "spam, COMPLAINED",
        "complaint, COMPLAINED",
        "opened, OPENED",
        "unique_opened, OPENED",
        "proxy_open, OPENED",
        "unique_proxy_open, OPENED",
        "unique_proxy_opened, OPENED",
        "click, CLICKED",
        "unsubscribe, UNSUBSCRIBED",
        "unsubscribed, UNSUBSCRIBED"
    })
    void eachEventHasItsWord(String word, Type expected) {
        ProviderEvent event = only(event(word, ""));
        assertThat(event.type()).isEqualTo(expected);
        assertThat(event.correlation()).isEqualTo("token");
        assertThat(event.messageId()).isEqualTo("202601020304.1@smtp-relay.mailin.fr");
        assertThat(event.recipient()).isEqualTo("A@example.net");
        assertThat(event.at()).isEqualTo(Instant.ofEpochMilli(1_767_323_045_372L));
    }

    @ParameterizedTest
    @CsvSource({
        "hard_bounce, 550-5.1.1 no such user, INVALID_RECIPIENT, true",
        "hard_bounce, , UNKNOWN, true",
        "soft_bounce, 452 4.2.2 mailbox full, MAILBOX_FULL, false",
        "soft_bounce, , UNKNOWN, false",
        "soft_bounce, RecipientError:550 5.1.1 no such user, INVALID_RECIPIENT, true",
        "invalid_email, , INVALID_RECIPIENT, true",
        "blocked, blocked : due to blacklist user, SUPPRESSED, true",
        "error, Sending has been rejected, UNKNOWN, true",
        "deferred, 550 5.1.1 no such user, INVALID_RECIPIENT, false",
        "deferred, , , false",
        "delivered, sent, , false"
    })
    void aRefusalHasItsClass(String word, String reason, BounceClass expected, boolean permanent) {
        String said = reason == null ? "" : ",\"reason\":\" " + reason + "\"";
        ProviderEvent event = only(event(word, said));
        assertThat(event.bounceClass()).isEqualTo(expected);
        assertThat(event.permanent()).isEqualTo(permanent);
        assertThat(event.reason()).isEqualTo(word.equals("delivered") ? null : reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"ts_epoch\":1604933654                    | 2020-11-09T14:54:14Z",
                "\"ts_epoch\":\"1604933654000\"             | 2020-11-09T14:54:14Z",
                "\"ts_epoch\":0,\"ts_event\":1604933654     | 2020-11-09T14:54:14Z",
                "\"ts_event\":1604933654,\"ts\":1604933619  | 2020-11-09T14:54:14Z",
                "\"ts\":1604933619                          | 2020-11-09T14:53:39Z"
            })
    void theTimeIsInOneOfThreeFields(String fields, Instant expected) {
        assertThat(only(webhook("{\"event\":\"complaint\"," + fields + "}")).at())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"tags\":[\"welcome\",\"mailswitch-token\"]",
                "\"tag\":\"[\\\"mailswitch-token\\\",\\\"welcome\\\"]\"",
                "\"tag\":\"mailswitch-token\"",
                "\"X-Mailin-custom\":\"{\\\"id\\\":1}\",\"tags\":[\"mailswitch-token\"]"
            })
    void theTagTellsTheMailWhereTheHeaderDoesNot(String fields) {
        assertThat(only(webhook("{\"event\":\"click\",\"ts\":1," + fields + "}")).correlation())
                .isEqualTo("token");
    }

    @Test
    void othersMailsHaveNoCorrelation() {
        ProviderEvent event =
                only(
                        webhook(
                                """
                                {"event":"click","ts":1,"X-Mailin-custom":"a b","tags":["x",7]}
                                """));
        assertThat(event.correlation()).isNull();
        assertThat(event.messageId()).isNull();
        assertThat(event.recipient()).isNull();
    }

    @Test
    void aBatchIsReadWholeAndARepeatHasTheSameKey() {
        String first = body("delivered", "");
        String next = body("opened", "");
        List<ProviderEvent> events =
                brevo.events(webhook("[" + first + "," + next + "," + first + "]"));
        assertThat(events)
                .extracting(ProviderEvent::type)
                .containsExactly(Type.DELIVERED, Type.OPENED, Type.DELIVERED);
        assertThat(events.get(2).eventKey()).isEqualTo(events.get(0).eventKey());
        assertThat(events.get(1).eventKey()).isNotEqualTo(events.get(0).eventKey());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{}",
                "7",
                "{\"event\":\"list_addition\",\"ts\":1}",
                "{\"event\":{\"event\":\"click\"}}",
                "{\"msg_status\":\"delivered\",\"ts_event\":1}"
            })
    void unknownEventsAndPingsGiveNothing(String body) {
        assertThat(brevo.events(webhook(body))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"event\":\"click\"}",
                "{\"event\":\"click\",\"ts\":\"soon\"}",
                "{\"event\":\"click\",\"ts_epoch\":999999999999999999999}",
                "{\"event\":\"click\",\"ts_epoch\":{\"a\":[null]},\"email\":7,\"reason\":[]}"
            })
    void whatCannotBeReadIsRefused(String body) {
        assertThatThrownBy(() -> brevo.events(webhook(body)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private Authenticity verified(String header, String... secrets) {
        Webhook webhook = new Webhook(Map.of("Authorization", header), new byte[0]);
        return brevo.verify(webhook, List.of(secrets), NOW);
    }

    private ProviderEvent only(Webhook webhook) {
        List<ProviderEvent> events = brevo.events(webhook);
        assertThat(events).hasSize(1);
        return events.getFirst();
    }

    private static Webhook event(String word, String more) {
        return webhook(body(word, more));
    }

    private static String body(String word, String more) {
        return """
        {"event":"%s","email":"A@example.NET","id":814119,
         "message-id":"<202601020304.1@smtp-relay.mailin.fr>",
         "date":"2026-01-02 04:04:05","ts":1767322645,"ts_event":1767322645,
         "ts_epoch":1767323045372,"subject":"Hi","tags":["welcome"],
         "X-Mailin-custom":"token"%s}
        """
                .formatted(word, more);
    }

    private static Webhook webhook(String body) {
        return new Webhook(Map.of(), body.getBytes(StandardCharsets.UTF_8));
    }
}
