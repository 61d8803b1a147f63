package dev.mailswitch.provider.mailgun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.bounce.Classifier;
import dev.mailswitch.compose.Letter;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Content;
import dev.mailswitch.model.mail.Headers;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.Recipient;
import dev.mailswitch.model.mail.RecipientKind;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.provider.Account;
import dev.mailswitch.provider.Finding;
import dev.mailswitch.provider.HttpAnswer;
import dev.mailswitch.provider.HttpCall;
import dev.mailswitch.provider.Parcel;
import dev.mailswitch.provider.Sought;
import dev.mailswitch.provider.Written;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MailgunCallTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final UUID CALL_KEY = UUID.fromString("0198c0de-0000-7000-8000-0000000000aa");
    private static final Recipient ANN = recipient(0, RecipientKind.TO, "ann@x.test");
    private static final Recipient HIDDEN = recipient(1, RecipientKind.BCC, "hidden@x.test");
    private static final Recipient UNICODE = recipient(2, RecipientKind.CC, "jörg@x.test");
    private static final Account ACCOUNT =
            new Account(
                    Map.of("domain", "mg.example.com", "base_url", "https://api.eu.mailgun.net"),
                    "key-1");

    private final Mailgun mailgun = new Mailgun(Classifier.standard());

    @Test
    void theSameParcelHasTheSameBytes() {
        HttpCall call = call(parcel(List.of(HIDDEN), List.of("welcome")));
        HttpCall again = call(parcel(List.of(HIDDEN), List.of("welcome")));
        assertThat(again.body()).isEqualTo(call.body());
        assertThat(again.headers()).isEqualTo(call.headers());
        assertThat(call.uri())
                .hasToString("https://api.eu.mailgun.net/v3/mg.example.com/messages.mime");
    }

    @Test
    void theEnvelopeIsNotWhatTheMailShows() {
        String body = text(call(parcel(List.of(HIDDEN), List.of())));
        assertThat(body).contains("name=\"to\"\r\n\r\nhidden@x.test\r\n");
        assertThat(body).containsOnlyOnce("hidden@x.test");
        assertThat(body).contains("\r\nTo: ann@x.test\r\n");
    }

    @Test
    void whomOnlyOtherCallsReachIsNotShownIfItTakesUnicode() {
        String body = text(call(parcel(List.of(ANN), List.of())));
        assertThat(body).doesNotContain("jörg");
        assertThat(mailgun.write(parcel(List.of(UNICODE), List.of()), ACCOUNT, NOW))
                .isInstanceOf(Written.CannotCarry.class);
    }

    @Test
    void tagsBecomeAsciiAndNoneIsDropped() {
        assertThat(text(call(parcel(List.of(ANN), List.of("grün", "grün")))))
                .containsOnlyOnce("name=\"o:tag\"\r\n\r\ngr_n\r\n");
        List<String> eleven = IntStream.range(0, 11).mapToObj(i -> "tag" + i).toList();
        assertThat(mailgun.write(parcel(List.of(ANN), eleven), ACCOUNT, NOW))
                .isInstanceOf(Written.CannotCarry.class);
    }

    @Test
    void anIdIsKnownWithoutItsBrackets() {
        assertThat(outcome(200, "{\"id\":\"<1@mg.example.com>\",\"message\":\"Queued.\"}"))
                .isEqualTo(new Outcome.Accepted("1@mg.example.com"));
        assertThat(outcome(200, "{\"id\":7}")).isEqualTo(new Outcome.Accepted(null));
    }

    @Test
    void theWaitIsReadFromTheWords() {
        Outcome outcome =
                outcome(
                        429,
                        "{\"message\":\"Domain mg.example.com bytes limit exceeded, try again after"
                                + " Fri, 2 Jan 2026 03:10:05 UTC\"}");
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Throttled.class,
                        throttled -> assertThat(throttled.until()).isEqualTo(NOW.plusSeconds(360)));
    }

    @Test
    void aDateThatIsNoneMeansFiveSeconds() {
        assertThat(outcome(429, "{\"message\":\"try again after 99 Foo 2026 03:10:05 UTC\"}"))
                .isInstanceOfSatisfying(
                        Outcome.Throttled.class,
                        throttled -> assertThat(throttled.until()).isEqualTo(NOW.plusSeconds(5)));
    }

    @Test
    void aServersFaultIsUnknownWhereNothingMayDouble() {
        Parcel parcel = parcel(List.of(ANN), List.of());
        Parcel once =
                new Parcel(
                        CALL_KEY,
                        "token",
                        parcel.letter(),
                        parcel.files(),
                        parcel.recipients(),
                        List.of(),
                        false);
        HttpAnswer answer = new HttpAnswer(502, Map.of(), "<html>");
        assertThat(mailgun.read(once, answer, NOW).get(0)).isInstanceOf(Outcome.Unknown.class);
        assertThat(mailgun.read(parcel, answer, NOW).get(0))
                .isInstanceOf(Outcome.Unavailable.class);
    }

    @Test
    void aMailInDoubtIsSoughtAmongTheSendersOfThatTime() {
        HttpCall call = mailgun.lookUp(sought(), ACCOUNT, NOW).orElseThrow();
        assertThat(call.method()).isEqualTo(HttpCall.Method.GET);
        assertThat(call.uri())
                .hasToString(
                        "https://api.eu.mailgun.net/v3/mg.example.com/events?event=accepted"
                                + "&ascending=yes&limit=100&begin=1767322985&end=1767323345"
                                + "&from=shop%40acme.test");
        assertThat(call.headers()).containsKey("Authorization");
    }

    @Test
    void itArrivedIfItsCorrelationIsThere() {
        assertThat(found(200, "[" + accepted("other") + "," + accepted("token") + "]"))
                .isEqualTo(new Finding.Arrived("1@mg.example.com"));
    }

    @Test
    void notSeenIsSaidOnlyOfAWholeList() {
        assertThat(found(200, "[" + accepted("other") + "]")).isEqualTo(new Finding.NotSeen());
        assertThat(found(200, "[]")).isEqualTo(new Finding.NotSeen());
        String full = String.join(",", Collections.nCopies(100, accepted("other")));
        assertThat(found(200, "[" + full + "]")).isInstanceOf(Finding.NotNow.class);
    }

    @ParameterizedTest
    @CsvSource({"401, []", "403, []", "404, []", "429, []", "500, []", "200, {}", "200, broken"})
    void anAnswerThatSaysNothingIsNoFinding(int status, String items) {
        assertThat(found(status, items)).isInstanceOf(Finding.NotNow.class);
    }

    private Finding found(int status, String items) {
        return mailgun.found(
                sought(), new HttpAnswer(status, Map.of(), "{\"items\":" + items + "}"));
    }

    private static String accepted(String correlation) {
        return """
        {"event":"accepted","user-variables":{"mailswitch":"%s"},
         "message":{"headers":{"message-id":"1@mg.example.com"}}}\
        """
                .formatted(correlation);
    }

    private static Sought sought() {
        return new Sought("token", "shop@acme.test", NOW);
    }

    private Outcome outcome(int status, String body) {
        return mailgun.read(
                        parcel(List.of(ANN), List.of()),
                        new HttpAnswer(status, Map.of(), body),
                        NOW)
                .get(0);
    }

    private HttpCall call(Parcel parcel) {
        Written written = mailgun.write(parcel, ACCOUNT, NOW);
        assertThat(written).isInstanceOf(Written.Call.class);
        return ((Written.Call) written).call();
    }

    private static String text(HttpCall call) {
        return new String(call.body(), StandardCharsets.UTF_8);
    }

    private static Parcel parcel(List<Recipient> recipients, List<String> tags) {
        Content content = new Content("Hello", null, "Text", List.of(), Headers.NONE, List.of());
        Letter letter =
                new Letter(
                        Address.of("shop@acme.test"),
                        "<0198@acme.test>",
                        NOW,
                        CALL_KEY,
                        List.of(ANN, HIDDEN, UNICODE),
                        content,
                        Lane.TRANSACTIONAL,
                        List.of(),
                        null);
        return new Parcel(CALL_KEY, "token", letter, digest -> new byte[0], recipients, tags, true);
    }

    private static Recipient recipient(int position, RecipientKind kind, String email) {
        return new Recipient(position, kind, Address.of(email));
    }
}
