package dev.mailswitch.provider.brevo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.bounce.Classifier;
import dev.mailswitch.provider.Account;
import dev.mailswitch.provider.Finding;
import dev.mailswitch.provider.HttpAnswer;
import dev.mailswitch.provider.HttpCall;
import dev.mailswitch.provider.Sought;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrevoLookUpTest {

    private static final Instant SENT = Instant.parse("2026-01-02T03:04:05Z");
    private static final Sought SOUGHT = new Sought("token", "shop@example.com", SENT);
    private static final Account ACCOUNT =
            new Account(Map.of("base_url", "https://api.brevo.com"), "xkeysib-1");

    private final Brevo brevo = new Brevo(Classifier.standard());

    @ParameterizedTest
    @CsvSource({"-5, 2", "0, 2", "30, 3", "100000, 90"})
    void itAsksForOurTagSinceTheDayBefore(long hours, int days) {
        Instant now = SENT.plus(Duration.ofHours(hours));
        HttpCall call = brevo.lookUp(SOUGHT, ACCOUNT, now).orElseThrow();
        assertThat(call.method()).isEqualTo(HttpCall.Method.GET);
        assertThat(call.uri())
                .hasToString(
                        "https://api.brevo.com/v3/smtp/statistics/events?limit=20&days="
                                + days
                                + "&sort=desc&tags=mailswitch-token");
        assertThat(call.headers()).containsEntry("api-key", "xkeysib-1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mailswitch-token",
                "welcome, mailswitch-token",
                "[\\\"mailswitch-token\\\",\\\"welcome\\\"]"
            })
    void anEventWithOurTagMeansThatItArrived(String tag) {
        String body =
                """
                {"events":[
                  {"email":"a@example.net","event":"requests","tag":"mailswitch-other",
                   "messageId":"<1@smtp-relay.mailin.fr>"},
                  {"email":"b@example.net","event":"blocked","tag":"%s",
                   "messageId":"<2@smtp-relay.mailin.fr>"}]}
                """
                        .formatted(tag);
        assertThat(found(200, body)).isEqualTo(new Finding.Arrived("2@smtp-relay.mailin.fr"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"events\":[]}", "{\"events\":null}"})
    void withoutEventsItWasNotSeen(String body) {
        assertThat(found(200, body)).isInstanceOf(Finding.NotSeen.class);
    }

    @Test
    void eventsOfOtherMailsSayNothing() {
        String body = "{\"events\":[{\"event\":\"requests\",\"tag\":\"mailswitch-token2\"}]}";
        assertThat(found(200, body)).isInstanceOf(Finding.NotNow.class);
    }

    @ParameterizedTest
    @CsvSource({"200, <html>", "200, []", "401, {}", "429, {}", "500, {}"})
    void whatIsNoAnswerSaysNothing(int status, String body) {
        assertThat(found(status, body)).isInstanceOf(Finding.NotNow.class);
    }

    private Finding found(int status, String body) {
        return brevo.found(SOUGHT, new HttpAnswer(status, Map.of(), body));
    }
}
